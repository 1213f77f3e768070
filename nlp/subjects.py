"""Which subjects a text touches: groups of words that belong to one matter, finer than the twelve themes.

Two texts on one matter often share no word (`kapvergunning`, `schaduw van de linden`). The lists stand in
data/subjects.txt; they are general knowledge, not taken from any corpus.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from voorkant.text import fold

_FILE = Path(__file__).parent / "data" / "subjects.txt"
_WORD = re.compile(r"[^\W_]{2,}(?:-[^\W_]+)*")
_CACHE = 100_000


@dataclass(frozen=True, slots=True)
class _Lists:
    """Subjects by what points at them: whole words, beginnings of words (up to `longest`), parts of words."""

    whole: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    longest: int


@cache
def _lists() -> _Lists:
    whole, starts, parts = defaultdict(list), defaultdict(list), defaultdict(list)
    for line in _FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        subject, words = line.split(":", 1)
        for word in fold(words).split():
            if word.endswith("="):
                whole[word[:-1]].append(subject)
            elif word.startswith("+"):
                parts[word[1:]].append(subject)
            else:
                starts[word].append(subject)
    return _Lists(_frozen(whole), _frozen(starts), _frozen(parts), max(map(len, starts)))


def _frozen(found: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(subjects) for word, subjects in found.items()}


@lru_cache(maxsize=_CACHE)
def _of_word(word: str) -> tuple[str, ...]:
    lists = _lists()
    found = list(lists.whole.get(word, ()))
    for length in range(2, min(len(word), lists.longest) + 1):
        found += lists.starts.get(word[:length], ())
    found += (subject for part, subjects in lists.parts.items() if part in word for subject in subjects)
    return tuple(dict.fromkeys(found))


def find_subjects(text: str) -> dict[str, int]:
    """Subject to the number of different words of the text that point at it."""
    return dict(Counter(subject for word in _words(text) for subject in _of_word(word)))


def weigh_subjects(text: str) -> dict[str, float]:
    """Subject to its share of the different words: one that points at three counts a third for each."""
    found: defaultdict[str, float] = defaultdict(float)
    for subjects in map(_of_word, _words(text)):
        for subject in subjects:
            found[subject] += 1 / len(subjects)
    return dict(found)


def _words(text: str) -> list[str]:
    """Sorted, so that sums are the same in each process."""
    return sorted(set(_WORD.findall(fold(text))))
