"""Which subjects a text touches: groups of words that belong to one matter, finer than the twelve themes.

Two texts on one matter often share no word (`kapvergunning`, `schaduw van de linden`). The lists stand in
data/subjects.txt; they are general knowledge, not taken from any corpus.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

from voorkant.text import fold

_FILE = Path(__file__).parent / "data" / "subjects.txt"
_WORD = re.compile(r"[^\W_]{2,}(?:-[^\W_]+)*")
_CACHE = 100_000


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]], list[tuple[str, str]]]:
    """(whole word to subjects, (beginning, subject), (part, subject))."""
    whole: dict[str, tuple[str, ...]] = {}
    starts: list[tuple[str, str]] = []
    parts: list[tuple[str, str]] = []
    for line in _FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        subject, words = line.split(":", 1)
        for word in words.split():
            if word.endswith("="):
                key = fold(word[:-1])
                whole[key] = (*whole.get(key, ()), subject)
            elif word.startswith("+"):
                parts.append((fold(word[1:]), subject))
            else:
                starts.append((fold(word), subject))
    return whole, starts, parts


@lru_cache(maxsize=_CACHE)
def _of_word(word: str) -> tuple[str, ...]:
    whole, starts, parts = _lists()
    found = list(whole.get(word, ()))
    found += [s for beginning, s in starts if word.startswith(beginning)]
    found += [s for part, s in parts if part in word]
    return tuple(dict.fromkeys(found))


def find_subjects(text: str) -> dict[str, int]:
    """Subject to the number of different words of the text that point at it."""
    words = set(_WORD.findall(fold(text)))
    return dict(Counter(subject for word in words for subject in _of_word(word)))
