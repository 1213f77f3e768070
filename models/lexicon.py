"""What the classifiers know beforehand: words that point at themes and subjects, phrases at labels.

From general knowledge of Dutch, not from the corpus. A few thousand examples never use most words of a
theme; a count per theme lets what was learned on `windmolen` carry over to `aardwarmte`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from nlp.subjects import weigh_subjects
from voorkant.text import fold

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W\d_]{2,}")
_PHRASE_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_SHORT = 5
_ANY = "_"
#: words of the longest phrase
_LONGEST = 8


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """(group, entries) per line of a list, without its comments."""
    for line in (_DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group, entries = line.split(":", 1)
            yield group.strip(), entries


@dataclass(frozen=True, slots=True)
class _Theme:
    """What points at one theme: beginnings of words, whole words, parts of compounds."""

    name: str
    starts: frozenset[str]
    whole: frozenset[str]
    inside: re.Pattern[str] | None
    #: how long the beginnings are
    lengths: tuple[int, ...]

    def has(self, word: str) -> bool:
        return (
            word in self.whole
            or any(word[:length] in self.starts for length in self.lengths)
            or (self.inside is not None and self.inside.search(word) is not None)
        )


@cache
def _themes() -> tuple[_Theme, ...]:
    found = []
    for name, entries in _lines("themes.txt"):
        words = [fold(w) for w in entries.split()]
        plain = [w for w in words if w[0] not in "+="]
        whole = {w for w in plain if len(w) < _SHORT} | {w[1:] for w in words if w[0] == "="}
        starts = frozenset(w for w in plain if len(w) >= _SHORT)
        inside = "|".join(re.escape(w[1:]) for w in words if w[0] == "+")
        lengths = tuple(sorted({len(w) for w in starts}))
        pattern = re.compile(inside) if inside else None
        found.append(_Theme(name, starts, frozenset(whole), pattern, lengths))
    return tuple(found)


@lru_cache(maxsize=100_000)
def _themes_of(word: str) -> tuple[str, ...]:
    return tuple(theme.name for theme in _themes() if theme.has(word))


def theme_signals(text: str) -> dict[str, float]:
    """Per theme `thema:x` (square root of how many words point at it) and `aandeel:x` (its share of them)."""
    words = set(_WORD.findall(fold(text)))
    counts = Counter(theme for word in words for theme in _themes_of(word))
    total = counts.total() or 1
    counted = {f"thema:{theme}": n**0.5 for theme, n in counts.items()}
    return {**counted, **{f"aandeel:{theme}": 2 * n / total for theme, n in counts.items()}}


def subject_signals(text: str) -> dict[str, float]:
    """Per subject of nlp/subjects.py `onderwerp:x`: half the square root of the words that point at it."""
    return {f"onderwerp:{subject}": 0.5 * n**0.5 for subject, n in weigh_subjects(text).items()}


@dataclass(slots=True)
class _Node:
    """A word of a phrase: what may follow, and the groups of the phrases that end here."""

    words: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    #: how long the beginnings are
    lengths: set[int] = field(default_factory=set)

    def child(self, word: str) -> _Node:
        if word.endswith("*"):
            self.lengths.add(len(word) - 1)
            return self.beginnings.setdefault(word[:-1], _Node())
        return self.words.setdefault(word, _Node())

    def after(self, word: str) -> Iterator[_Node]:
        for key in (word, _ANY):
            if key in self.words:
                yield self.words[key]
        for length in self.lengths:
            if length <= len(word) and (node := self.beginnings.get(word[:length])):
                yield node


@cache
def _cues() -> _Node:
    root = _Node()
    for group, entries in _lines("cues.txt"):
        for phrase in filter(None, (p.split() for p in entries.split("|"))):
            node = root
            for word in phrase:
                node = node.child(fold(word))
            node.groups.add(group)
    return root


def cue_signals(text: str) -> dict[str, float]:
    """Per group of phrases (data/cues.txt) the square root of how often one of them occurs."""
    words = _PHRASE_WORD.findall(fold(text))
    counts = Counter(group for start in range(len(words)) for group in _groups_at(words, start))
    return {f"wending:{group}": n**0.5 for group, n in counts.items()}


def _groups_at(words: Sequence[str], start: int) -> Iterator[str]:
    """The groups of all phrases that begin at a word."""
    reached: Sequence[_Node] = _begun_by(words[start])
    for word in words[start + 1 : start + _LONGEST]:
        if not reached:
            return
        for node in reached:
            yield from node.groups
        reached = [child for node in reached for child in node.after(word)]
    for node in reached:
        yield from node.groups


@lru_cache(maxsize=100_000)
def _begun_by(word: str) -> tuple[_Node, ...]:
    """Where the phrases that begin with a word go on; few words begin any."""
    return tuple(_cues().after(word))
