"""Which subjects a text touches: groups of words that belong to one matter, finer than the twelve themes.

Two texts on one matter often share no word (`kapvergunning`, `schaduw van de linden`). The lists stand in
data/subjects.txt; they are general knowledge, not taken from any corpus.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from nlp.tokens import remembered
from nlp.word_lists import WordLists
from voorkant.text import fold

_FILE = Path(__file__).parent / "data" / "subjects.txt"
_WORD = re.compile(r"[^\W_]{2,}(?:-[^\W_]+)*")


@cache
def _lists() -> WordLists:
    whole: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        subject, words = line.split(":", 1)
        for word in fold(words).split():
            if word[0] == "+":
                parts[word[1:]] = (*parts.get(word[1:], ()), subject)
            elif word[-1] == "=":
                whole[word[:-1]] = (*whole.get(word[:-1], ()), subject)
            else:
                starts[word] = (*starts.get(word, ()), subject)
    return WordLists(whole, starts, parts)


@remembered
def _of_word(word: str) -> tuple[str, ...]:
    return _lists()(word)


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
