"""What the classifiers know beforehand: words that point at themes and subjects, phrases at labels.

From general knowledge of Dutch, not from the corpus. A few thousand examples never use most words of a
theme; a count per theme lets what was learned on `windmolen` carry over to `aardwarmte`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from nlp.subjects import weigh_subjects
from nlp.tokens import remembered
from nlp.word_lists import WordLists
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


@cache
def _themes() -> WordLists:
    whole: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for theme, entries in _lines("themes.txt"):
        for word in fold(entries).split():
            mark, plain = (word[0], word[1:]) if word[0] in "+=" else ("", word)
            short = not mark and len(plain) < _SHORT
            into = parts if mark == "+" else whole if mark or short else starts
            into[plain] = (*into.get(plain, ()), theme)
    return WordLists(whole, starts, parts)


@remembered
def _themes_of(word: str) -> tuple[str, ...]:
    return _themes()(word)


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


@dataclass(slots=True, eq=False)
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

    def after(self, word: str) -> list[_Node]:
        return [*([self.words[word]] if word in self.words else []), *self.loosely_after(word)]

    def loosely_after(self, word: str) -> Iterator[_Node]:
        """What follows any word or the beginning of this one."""
        if _ANY in self.words:
            yield self.words[_ANY]
        for length in self.lengths:
            if length <= len(word) and (node := self.beginnings.get(word[:length])):
                yield node


@cache
def _phrases() -> Mapping[str, Sequence[tuple[str, Sequence[str]]]]:
    """By first word (or the beginning of one, with a `*`): the group and the other words of each phrase."""
    found: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for group, entries in _lines("cues.txt"):
        for first, *rest in filter(None, map(str.split, fold(entries).split("|"))):
            found.setdefault(first, []).append((group, rest))
    return found


@cache
def _beginnings() -> frozenset[int]:
    """How long the beginnings of first words are."""
    return frozenset(len(first) - 1 for first in _phrases() if first.endswith("*"))


@cache
def _tree(first: str) -> _Node:
    """The phrases with one first word, made when a text has that: few texts have many of them."""
    root = _Node()
    for group, rest in _phrases()[first]:
        node = root
        for word in rest:
            node = node.child(word)
        node.groups.add(group)
    return root


def cue_signals(text: str) -> dict[str, float]:
    """Per group of phrases (data/cues.txt) the square root of how often one of them occurs."""
    words = _PHRASE_WORD.findall(fold(text))
    found: list[str] = []
    for n, word in enumerate(words):
        begun, following = _begun_by(word), words[n + 1 : n + _LONGEST]
        found += begun.groups
        if following and (begun.loose or following[0] in begun.words):
            found += _groups_of(begun.after(following[0]), following[1:])
    return {f"wending:{group}": n**0.5 for group, n in Counter(found).items()}


def _groups_of(reached: Sequence[_Node], following: Sequence[str]) -> Iterator[str]:
    """The groups of all phrases that end at some nodes, or further on with the words after them."""
    for word in following:
        if not reached:
            return
        for node in reached:
            yield from node.groups
        reached = [child for node in reached for child in node.after(word)]
    for node in reached:
        yield from node.groups


@dataclass(frozen=True, slots=True)
class _Begun:
    """All phrases that begin with a word: which end there, and how they go on."""

    groups: tuple[str, ...]
    words: Mapping[str, tuple[_Node, ...]]
    #: that go on with any word or the beginning of one
    loose: tuple[_Node, ...]

    def after(self, word: str) -> list[_Node]:
        loosely = (child for node in self.loose for child in node.loosely_after(word))
        return [*self.words.get(word, ()), *loosely]


@lru_cache(maxsize=100_000)
def _begun_by(word: str) -> _Begun:
    firsts = (word, _ANY, *(f"{word[:length]}*" for length in _beginnings() if length <= len(word)))
    return _begun(tuple(_tree(first) for first in firsts if first in _phrases()))


@cache
def _begun(nodes: tuple[_Node, ...]) -> _Begun:
    """Shared by all words with which only a phrase for any word can begin: by far the most."""
    groups = tuple(group for node in nodes for group in node.groups)
    words: dict[str, tuple[_Node, ...]] = {}
    for node in nodes:
        for word, child in node.words.items():
            words[word] = (*words.get(word, ()), child)
    return _Begun(groups, words, tuple(n for n in nodes if n.lengths or _ANY in n.words))
