"""How a document stands to a group of documents, as a handful of numbers, and the choice they lead to.

Beside cosines, each word that both have tells how much likelier it is in the group than elsewhere, smoothed
as in a Dirichlet language model (Zhai and Lafferty 2004).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from operator import attrgetter

from networks.terms import UNWEIGHED, Terms, Vocabulary

#: so many of a group's newest documents are kept one by one
RECENT = 40
#: what came so shortly before belongs to the same stir
STIR = timedelta(days=3)
#: as many documents of ordinary Dutch stand behind a group's own
SMOOTHING = 3.0
LEAST_RATE = 1e-5
#: what is left of a sum by rounding when all that was added is taken off again
TRACE = 1e-9
#: words of more letters are mostly compounds and names, which tell more
SHORT = 6
#: brings sums of logarithms to the size of the other numbers
SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Item:
    """One document as gathering sees it.

    `relevance`: the probability that it is about an initiative, 1 when somebody said so.
    """

    id: str
    url: str
    published: datetime
    terms: Mapping[str, float]
    relevance: float = 1.0
    #: probability per theme, and of being a protest; empty and 0.5 when unknown
    themes: Mapping[str, float] = field(default_factory=dict)
    protest: float = 0.5
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
    protest: float = 0.0
    size: int = 0
    #: how many of its documents have each place
    places: Counter[str] = field(default_factory=Counter)
    _length: float | None = None

    @property
    def length(self) -> float:
        """Of the sum of its vectors."""
        if self._length is None:
            self._length = math.sqrt(sum(v * v for v in self.sums.values()))
        return self._length

    def add(self, item: Item, vector: Terms) -> None:
        """Take in one more document."""
        for term, weight in vector.items():
            self.sums[term] += weight
        self._length = None
        self.having.update(item.terms.keys())
        self.places.update(t for t in item.terms if t[0] == "p")
        self.members = [*self.members[-(RECENT - 1) :], vector]
        self.times = [*self.times[-(RECENT - 1) :], item.published]
        self.size += 1
        self.protest += item.protest
        for theme, probability in item.themes.items():
            self.themes[theme] += probability

    def remove(self, item: Item, vector: Terms) -> None:
        """Undo `add`."""
        for term, weight in vector.items():
            self.sums[term] -= weight
        self._length = None
        self.places.subtract(t for t in item.terms if t[0] == "p")
        self.places += Counter()
        self.having.subtract(item.terms.keys())
        self.having += Counter()  # what is down to nothing goes
        for term in vector:
            if self.sums[term] < TRACE:
                del self.sums[term]
        self.members = [m for m in self.members if m is not vector]
        if item.published in self.times:
            self.times.remove(item.published)
        self.size -= 1
        self.protest -= item.protest
        for theme, probability in item.themes.items():
            self.themes[theme] -= probability

    def absorb(self, other: Group) -> None:
        """Take in another group as a whole."""
        for term, weight in other.sums.items():
            self.sums[term] += weight
        self._length = None
        self.having.update(other.having)
        self.places.update(other.places)
        self.members = [*other.members, *self.members][-RECENT:]
        self.times = sorted([*other.times, *self.times])[-RECENT:]
        self.size += other.size
        self.protest += other.protest
        for theme, probability in other.themes.items():
            self.themes[theme] += probability


@dataclass(frozen=True, slots=True)
class Similarity:
    """How a document stands to a group. From 0 to 1, but `theme` (-1 to 1), `size` and counts of words."""

    centroid_root: float
    #: the word that both have and that is most the group's own
    own_word: float
    #: a name that both have and hardly any other document
    own_name: float
    #: both name a day
    same_day: float
    #: both name a place, and it names places but none of the group's
    same_place: float
    elsewhere: float
    theme: float
    rival: float
    #: how much likelier its words are in the group than elsewhere
    short_words: float
    long_words: float
    unshared: float
    size: float
    #: how much the group stirs (a logarithm of documents)
    stir: float
    link: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A choice between no initiative, a new one and all groups: a conditional logit (McFadden 1974).

    Learned on the towns of the corpus by `python -m bench.streams`. `none_odds` is how much the classifier's
    doubt pulls; `alone` and `alone_length` are the pull of founding.
    """

    none: float = 1.53
    none_odds: float = 0.83
    alone: float = -0.06
    alone_length: float = 0.19
    centroid_root: float = 4.75
    own_word: float = 2.1
    own_name: float = 1.21
    same_day: float = 1.02
    same_place: float = -0.7
    elsewhere: float = -1.25
    theme: float = 0.98
    rival: float = -1.27
    short_words: float = 1.67
    long_words: float = 1.86
    unshared: float = -1.54
    size: float = -0.1
    stir: float = 0.44
    link: float = 2.24

    def joining(self, similarity: Similarity) -> float:
        """The pull of a group."""
        pairs = zip(_SIDES(self), _SIDES(similarity), strict=True)
        return float(sum(weight * value for weight, value in pairs))

    def founding(self, item: Item) -> float:
        """The pull of founding."""
        return self.alone + self.alone_length * math.log1p(item.length)

    def leaving(self, item: Item) -> float:
        """The pull of being about no initiative; none when somebody said that it is about one."""
        if item.relevance >= 1:
            return -math.inf
        chance = min(max(item.relevance, 1e-4), 1 - 1e-4)
        return self.none - self.none_odds * math.log(chance / (1 - chance))


_SIDES = attrgetter(*(f.name for f in fields(Similarity)))


def compare(item: Item, vector: Terms, group: Group, vocabulary: Vocabulary, *, linked: bool) -> Similarity:
    """How a document stands to a group, from what is known by now."""
    shared = {t: v for t, v in vector.items() if t in group.sums}
    centroid = dot(shared, group.sums) / group.length if group.length else 0.0
    told = _told(item, group, vocabulary)
    return Similarity(
        centroid_root=math.sqrt(centroid),
        own_word=own_word(item, group, vocabulary),
        own_name=own_name(item.terms, group, vocabulary),
        same_day=_both(item, group, "d"),
        same_place=_both(item, group, "p"),
        elsewhere=_elsewhere(item, group),
        theme=theme_agreement(item, group),
        rival=rivalry(item, group),
        short_words=told["short"],
        long_words=told["long"],
        unshared=told["unshared"],
        size=math.log(group.size),
        stir=math.log1p(sum(item.published - STIR < t <= item.published for t in group.times)),
        link=float(linked),
    )


def own_word(item: Item, group: Group, vocabulary: Vocabulary) -> float:
    """The rarest word that both have, times the group's share of all documents that have it."""
    shared = (t for t in item.terms if t[0] == "w" and t in group.having)
    return max(
        (vocabulary.surprise(t) * group.having[t] / (vocabulary.seen(t) + 0.5) for t in shared),
        default=0.0,
    )


def _both(item: Item, group: Group, kind: str) -> float:
    """Whether both have a term of this kind, the same one."""
    return float(any(t[0] == kind and t in group.having for t in item.terms))


def own_name(terms: Mapping[str, float], group: Group, vocabulary: Vocabulary) -> float:
    """The name that both have and that is most the group's own: its share of all documents that have it."""
    shared = (t for t in terms if t[0] == "k" and t in group.having)
    return max((group.having[t] / (vocabulary.seen(t) + 0.5) for t in shared), default=0.0)


def likelier(term: str, group: Group, vocabulary: Vocabulary) -> float:
    """How much likelier a term of the group is there than elsewhere (a logarithm)."""
    rate = max(vocabulary.rate(term), LEAST_RATE)
    return math.log((SMOOTHING * rate + group.having[term]) / ((SMOOTHING + group.size) * rate))


def _told(item: Item, group: Group, vocabulary: Vocabulary) -> dict[str, float]:
    sums = {"short": 0.0, "long": 0.0}
    unshared = 0
    for term in (t for t in item.terms if t[0] == "w"):
        if term in group.having:
            sums["long" if len(term) - 2 > SHORT else "short"] += likelier(term, group, vocabulary)
        else:
            unshared += 1
    length = 1 + math.log1p(item.length)
    told = {name: total / length / SCALE for name, total in sums.items()}
    return {**told, "unshared": math.log1p(unshared) / SCALE}


def _elsewhere(item: Item, group: Group) -> float:
    """How surely the group has a place of its own that is none of the document's."""
    mine = [t for t in item.terms if t[0] == "p"]
    if not mine or not group.places or any(t in group.places for t in mine):
        return 0.0
    return min(1.0, group.places.total() / group.size)


def theme_agreement(item: Item, group: Group) -> float:
    """From -1 (another theme for sure) to 1 (the same for sure); 0 when nothing is known."""
    if not item.themes or not group.themes:
        return 0.0
    same = sum(p * group.themes.get(t, 0.0) for t, p in item.themes.items()) / group.size
    return 2 * same - 1


def rivalry(item: Item, group: Group) -> float:
    """How surely one of the two is a protest and the other is not (0.5 when nothing is known)."""
    mean = group.protest / group.size
    return item.protest * (1 - mean) + mean * (1 - item.protest)


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The sum over shared terms; the intersection of keys is quicker than asking for each.

    Exact (fsum), as the order of a set is another one in each process.
    """
    return math.fsum([one[t] * other[t] for t in one.keys() & other.keys()])
