"""What the classifiers know beforehand: words that point at a theme, from general knowledge.

A few hundred examples never use most of the words of a theme; a count per theme lets what was learned
on `windmolen` carry over to `aardwarmte`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from voorkant.text import fold

_FILE = Path(__file__).parent / "data" / "themes.txt"
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORT = 5


@cache
def _themes() -> dict[str, tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]]:
    """Per theme: beginnings (long ones), whole words (short ones), and parts of compounds."""
    themes = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        theme, entries = line.split(":", 1)
        words = [fold(w) for w in entries.split() if not w.startswith("+")]
        inside = tuple(fold(w[1:]) for w in entries.split() if w.startswith("+"))
        starts = tuple(w for w in words if len(w) >= _SHORT)
        themes[theme] = (starts, frozenset(w for w in words if len(w) < _SHORT), inside)
    return themes


@cache
def _themes_of(word: str) -> tuple[str, ...]:
    return tuple(
        theme
        for theme, (starts, whole, inside) in _themes().items()
        if word.startswith(starts) or word in whole or any(part in word for part in inside)
    )


def theme_signals(text: str) -> dict[str, float]:
    """Per theme `thema:x` (square root of how many words point at it) and `aandeel:x` (its share of them)."""
    words = set(_WORD.findall(fold(text)))
    counts = Counter(theme for word in words for theme in _themes_of(word))
    total = counts.total() or 1
    counted = {f"thema:{theme}": n**0.5 for theme, n in counts.items()}
    return {**counted, **{f"aandeel:{theme}": 2 * n / total for theme, n in counts.items()}}
