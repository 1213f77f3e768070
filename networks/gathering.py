"""Gather: documents join initiatives one by one as they come, never looking ahead.

A newcomer is compared with the groups that share a rare term with it or that it answers or links to
(inverted index), by a logistic score over a handful of similarities; the best group takes it, else it
founds one. After Allan's topic detection (single pass), with the pairwise decision learned from
streams rather than one fixed cosine threshold. `tidy` later joins groups that more evidence has shown
to be one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field, fields
from datetime import datetime

from networks.terms import Background, Terms, Vocabulary, with_runs


@dataclass(frozen=True, slots=True)
class Item:
    """One document as gathering sees it. `relevance` is the probability that it is about an initiative."""

    id: str
    url: str
    published: datetime
    terms: Mapping[str, float]
    relevant: bool = True
    relevance: float = 1.0
    #: probability per theme, and of being a protest; empty and 0.5 when unknown
    themes: Mapping[str, float] = field(default_factory=dict)
    protest: float = 0.5
    reply_to: str | None = None
    thread: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one document went; `group` is None when it is about no initiative."""

    group: str | None
    probability: float
    reason: str
    founded: bool = False


@dataclass(slots=True)
class Group:
    """The running state of one initiative."""

    id: str
    last_seen: datetime
    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    members: list[Terms] = field(default_factory=list)
    #: how many of its documents have each term
    having: Counter[str] = field(default_factory=Counter)
    themes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    protest: float = 0.0
    size: int = 0

    def add(self, item: Item, vector: Terms) -> None:
        """Take in one more document."""
        for term, weight in vector.items():
            self.sums[term] += weight
        self.having.update(item.terms.keys())
        self.members = [*self.members[-(RECENT - 1) :], vector]
        self.last_seen = max(self.last_seen, item.published)
        self.size += 1
        self.protest += item.protest
        for theme, probability in item.themes.items():
            self.themes[theme] += probability

    def absorb(self, other: Group) -> None:
        """Take in another group as a whole."""
        for term, weight in other.sums.items():
            self.sums[term] += weight
        self.having.update(other.having)
        self.members = [*other.members, *self.members][-RECENT:]
        self.last_seen = max(self.last_seen, other.last_seen)
        self.size += other.size
        self.protest += other.protest
        for theme, probability in other.themes.items():
            self.themes[theme] += probability


#: how many of a group's newest documents are compared one by one
RECENT = 40
#: a term in more than this share of the groups points at no group in particular
COMMON = 0.3
CANDIDATES = 25
#: a document that the classifier doubts joins what it clearly belongs to, but founds nothing
DOUBTED = 0.2
CLEARLY = 0.6


@dataclass(frozen=True, slots=True)
class Similarity:
    """How a document stands to a group. All from 0 to 1, but `age` (log of weeks) and `theme` (-1 to 1)."""

    centroid: float
    nearest: float
    names: float
    subject: float
    name: float
    word: float
    theme: float
    rival: float
    age: float
    link: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The pairwise decision: a logistic score. Learned on the sample town, see docs/quality.md."""

    bias: float = -3.77
    centroid: float = 5.76
    nearest: float = 5.83
    names: float = 1.41
    subject: float = 3.95
    name: float = 1.34
    word: float = 3.21
    theme: float = 1.26
    rival: float = -0.43
    age: float = -0.63
    link: float = 1.81
    threshold: float = 0.3

    def probability(self, similarity: Similarity) -> float:
        """That document and group are about one effort."""
        pairs = zip(fields(similarity), astuple(similarity), strict=True)
        score = self.bias + sum(getattr(self, f.name) * value for f, value in pairs)
        return 1 / (1 + math.exp(-score))


class Gatherer:
    """Places documents in groups, one by one in the order given."""

    def __init__(self, background: Background | None = None, weights: Weights | None = None) -> None:
        self.weights = weights or Weights()
        self.groups: dict[str, Group] = {}
        self.vocabulary = Vocabulary(background)
        self._of_url: dict[str, str] = {}
        self._index: defaultdict[str, set[str]] = defaultdict(set)

    def place(self, item: Item) -> Placement:
        """Decide on one document and take it in."""
        placement = self._decide(item)
        self.restore(item, placement.group)
        return placement

    def restore(self, item: Item, group: str | None) -> None:
        """Take in a document that was decided on before."""
        vector = self._vector(item)
        self.vocabulary.learn(vector)
        if group is None:
            return
        state = self.groups.setdefault(group, Group(group, item.published))
        state.add(item, vector)
        self._of_url[item.url] = group
        for term in vector:
            self._index[term].add(group)

    def merge(self, keep: str, gone: str) -> None:
        """Two groups turn out to be one; the second lives on in the first."""
        other = self.groups.pop(gone)
        self.groups[keep].absorb(other)
        for term in other.sums:
            self._index[term].discard(gone)
            self._index[term].add(keep)
        self._of_url = {url: keep if group == gone else group for url, group in self._of_url.items()}

    def sharing(self, terms: Mapping[str, float]) -> set[str]:
        """The groups that share most of what is rare in these terms."""
        limit = max(3, COMMON * len(self.groups))
        votes: defaultdict[str, float] = defaultdict(float)
        for term, weight in terms.items():
            holders: Collection[str] = self._index.get(term, ())
            if len(holders) <= limit:
                for group in holders:
                    votes[group] += weight * weight
        return set(sorted(votes, key=lambda g: (-votes[g], g))[:CANDIDATES])

    def similarity(self, item: Item, vector: Terms, group: Group, *, linked: bool) -> Similarity:
        """How a document stands to a group, from what is known by now."""
        gap = max(0.0, (item.published - group.last_seen).total_seconds() / 86400)
        return Similarity(
            centroid=_cosine(vector, group.sums),
            nearest=_nearest(vector, group.members),
            names=_named(vector, group.sums, group.size),
            subject=self._telling(item, group, "s"),
            name=self._telling(item, group, "nohp"),
            word=self._telling(item, group, "w"),
            theme=theme_agreement(item, group),
            rival=rivalry(item, group),
            age=math.log1p(gap / 7),
            link=float(linked),
        )

    def _decide(self, item: Item) -> Placement:
        answered = self._answered(item)
        if answered:
            return Placement(answered, 0.97, "antwoord in dezelfde draad")
        if not item.relevant and item.relevance < DOUBTED:
            return Placement(None, 1 - item.relevance, "gaat niet over een initiatief")
        vector = self._vector(item)
        linked = {self._of_url[link] for link in item.links if link in self._of_url}
        scored = [
            (self.weights.probability(self.similarity(item, vector, self.groups[g], linked=g in linked)), g)
            for g in self.sharing(vector) | linked
        ]
        best, group = max(scored, default=(0.0, ""))
        if best >= (self.weights.threshold if item.relevant else CLEARLY):
            return Placement(group, best, self._reason(vector, self.groups[group], linked=group in linked))
        if not item.relevant:
            return Placement(None, 1 - item.relevance, "gaat niet over een initiatief")
        return Placement(f"i-{item.id[:12]}", 1 - best, "eerste bericht", founded=True)

    def _vector(self, item: Item) -> Terms:
        return self.vocabulary.weigh(with_runs(item.terms))

    def _answered(self, item: Item) -> str | None:
        targets = (item.reply_to, item.thread)
        return next((self._of_url[t] for t in targets if t and t in self._of_url), None)

    def _telling(self, item: Item, group: Group, kinds: str) -> float:
        """The rarest shared term of these kinds, times how much it is the group's own."""
        shared = (t for t in item.terms if t[0] in kinds and t in group.having)
        return max(
            (self.vocabulary.surprise(t) * group.having[t] / (group.size + 0.5) for t in shared), default=0.0
        )

    def _reason(self, vector: Terms, group: Group, *, linked: bool) -> str:
        if linked:
            return "verwijst ernaar"
        shared = {t: v * group.sums[t] for t, v in vector.items() if t in group.sums and t[0] != "c"}
        words = sorted(shared, key=lambda t: (-shared[t], t))
        distinct = list(dict.fromkeys(t[2:] for t in words))[:4]
        return "deelt " + ", ".join(distinct)


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


def _cosine(vector: Terms, sums: Mapping[str, float]) -> float:
    length = math.sqrt(sum(v * v for v in sums.values()))
    return sum(v * sums.get(t, 0.0) for t, v in vector.items()) / length if length else 0.0


def _nearest(vector: Terms, members: list[Terms]) -> float:
    return max((sum(v * m.get(t, 0.0) for t, v in vector.items()) for m in members), default=0.0)


def _named(vector: Terms, sums: Mapping[str, float], size: int) -> float:
    """How much of the document's weight lies in names, tags and organisations that the group has too."""
    own = {t: v for t, v in vector.items() if t[0] in "noh"}
    return math.sqrt(sum(v * v for t, v in own.items() if sums.get(t, 0.0) / max(size, 1) > NAMED))


#: the mean weight from which on a name is the group's own rather than a passing mention
NAMED = 0.03
