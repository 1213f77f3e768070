"""A document as gathering sees it, and the running state of a group of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from networks.terms import UNWEIGHED, Terms

#: so many of a group's newest documents are kept one by one
RECENT = 40
#: what is left of a sum by rounding when all that was added is taken off again
TRACE = 1e-9


@dataclass(frozen=True, slots=True)
class Item:
    """One document as gathering sees it.

    `relevance`: the probability that it is about an initiative, 1 when somebody said so, 0 when nothing
    speaks for it (it says too little, or is surely about none): then it belongs where what it answers does.
    """

    id: str
    url: str
    published: datetime
    terms: Mapping[str, float]
    relevance: float = 1.0
    #: probability per theme, kind and phase; empty when unknown
    themes: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    phases: Mapping[str, float] = field(default_factory=dict)
    reply_to: str | None = None
    thread: str | None = None
    links: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many different terms it has; days and the keys of names only repeat them."""
        return sum(t[0] not in UNWEIGHED for t in self.terms)


@dataclass(slots=True)
class Group:
    """The running state of one initiative."""

    id: str
    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    members: list[Terms] = field(default_factory=list)
    #: when the newest were published
    times: list[datetime] = field(default_factory=list)
    #: how many of its documents have each term
    having: Counter[str] = field(default_factory=Counter)
    themes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    kinds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    size: int = 0
    #: how many of its documents have each place, and each hashtag
    places: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    _length: float | None = None

    @property
    def length(self) -> float:
        """Of the sum of its vectors."""
        if self._length is None:
            self._length = math.sqrt(sum(v * v for v in self.sums.values()))
        return self._length

    def add(self, item: Item, vector: Terms) -> None:
        """Take in one more document."""
        _more(self.sums, vector)
        self._length = None
        self.having.update(item.terms.keys())
        self.places.update(t for t in item.terms if t[0] == "p")
        self.tags.update(t for t in item.terms if t[0] == "h")
        self.members = [*self.members[-(RECENT - 1) :], vector]
        self.times = [*self.times[-(RECENT - 1) :], item.published]
        self.size += 1
        _more(self.themes, item.themes)
        _more(self.kinds, item.kinds)

    def remove(self, item: Item, vector: Terms) -> None:
        """Undo `add`."""
        _less(self.sums, vector)
        self._length = None
        self.places.subtract(t for t in item.terms if t[0] == "p")
        self.places += Counter()
        self.tags.subtract(t for t in item.terms if t[0] == "h")
        self.tags += Counter()
        self.having.subtract(item.terms.keys())
        self.having += Counter()  # what is down to nothing goes
        self.members = [m for m in self.members if m is not vector]
        if item.published in self.times:
            self.times.remove(item.published)
        self.size -= 1
        _less(self.themes, item.themes)
        _less(self.kinds, item.kinds)

    def absorb(self, other: Group) -> None:
        """Take in another group as a whole."""
        _more(self.sums, other.sums)
        self._length = None
        self.having.update(other.having)
        self.places.update(other.places)
        self.tags.update(other.tags)
        self.members = [*other.members, *self.members][-RECENT:]
        self.times = sorted([*other.times, *self.times])[-RECENT:]
        self.size += other.size
        _more(self.themes, other.themes)
        _more(self.kinds, other.kinds)


def _more(sums: defaultdict[str, float], told: Mapping[str, float]) -> None:
    for name, amount in told.items():
        sums[name] += amount


def _less(sums: defaultdict[str, float], told: Mapping[str, float]) -> None:
    for name, amount in told.items():
        sums[name] -= amount
        if sums[name] < TRACE:
            del sums[name]
