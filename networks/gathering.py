"""Gather: documents join initiatives one by one as they come, never looking ahead.

A newcomer is compared with the groups that share a rare term with it or that it answers or links to
(inverted index): it chooses between them and founding one, by a handful of similarities. After Allan's
topic detection (single pass), with a choice that is learned from streams in place of a fixed cosine
threshold. `tidy` later joins groups that more evidence has shown to be one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
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
        self.size += other.size
        self.protest += other.protest
        for theme, probability in other.themes.items():
            self.themes[theme] += probability


#: how many of a group's newest documents are compared one by one
RECENT = 40
#: a term in more than this share of the groups points at no group in particular
COMMON = 0.3
CANDIDATES = 25
#: joining has to be twice as likely as founding: two efforts shown as one mislead more than one shown twice
CAUTION = math.log(2)
#: a document that the classifier doubts joins what it clearly belongs to, but founds nothing
DOUBTED = 0.2
CLEARLY = 0.6


@dataclass(frozen=True, slots=True)
class Similarity:
    """How a document stands to a group. All from 0 to 1, but `theme` (-1 to 1)."""

    centroid: float
    centroid_root: float
    nearest_root: float
    word: float
    theme: float
    rival: float
    link: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A choice between all groups and founding a new one, as a conditional logit (McFadden 1974).

    Learned on the stream towns of the corpus by `python -m bench.streams`, but for `link`: no document of
    theirs links to another. `alone` and `alone_length` are the pull of founding: the more a document says
    without sharing it with a group, the surer it is about something else.
    """

    alone: float = 1.46
    alone_length: float = 0.66
    centroid: float = 1.63
    centroid_root: float = 8.16
    nearest_root: float = 4.84
    word: float = 1.36
    theme: float = 1.01
    rival: float = -1.17
    link: float = 2.0

    def score(self, similarity: Similarity) -> float:
        """The pull of a group."""
        pairs = zip(fields(similarity), astuple(similarity), strict=True)
        return float(sum(getattr(self, f.name) * value for f, value in pairs))

    def founding(self, terms: int) -> float:
        """The pull of founding for a document of so many different terms."""
        return self.alone + self.alone_length * math.log1p(terms)


def share(score: float, scores: Sequence[float]) -> float:
    """The probability of one choice among all (`scores` holds it too)."""
    top = max(scores)
    return math.exp(score - top) / sum(math.exp(s - top) for s in scores)


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
        vector = self.vector(item)
        self.vocabulary.learn(vector)
        if group is None:
            return
        state = self.groups.setdefault(group, Group(group))
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
        centroid = _cosine(vector, group.sums)
        return Similarity(
            centroid=centroid,
            centroid_root=math.sqrt(centroid),
            nearest_root=math.sqrt(_nearest(vector, group.members)),
            word=self._telling(item, group),
            theme=theme_agreement(item, group),
            rival=rivalry(item, group),
            link=float(linked),
        )

    def candidates(self, item: Item, vector: Terms) -> dict[str, bool]:
        """The groups that it may belong to, and whether it links to a document of theirs."""
        linked = {self._of_url[link] for link in item.links if link in self._of_url}
        return {group: group in linked for group in sorted(self.sharing(vector) | linked)}

    def _decide(self, item: Item) -> Placement:
        answered = self.answered(item)
        if answered:
            return Placement(answered, 0.97, "antwoord in dezelfde draad")
        if not item.relevant and item.relevance < DOUBTED:
            return Placement(None, 1 - item.relevance, "gaat niet over een initiatief")
        vector = self.vector(item)
        candidates = self.candidates(item, vector)
        scored = [
            (self.weights.score(self.similarity(item, vector, self.groups[g], linked=linked)), g)
            for g, linked in candidates.items()
        ]
        founding = self.weights.founding(len(item.terms))
        best, group = max(scored, default=(-math.inf, ""))
        every = [founding, *(score for score, _ in scored)]
        if best > founding + CAUTION:
            sure = share(best, every)
            if item.relevant or sure >= CLEARLY:
                reason = self._reason(vector, self.groups[group], linked=candidates[group])
                return Placement(group, sure, reason)
        if not item.relevant:
            return Placement(None, 1 - item.relevance, "gaat niet over een initiatief")
        return Placement(f"i-{item.id[:12]}", share(founding, every), "eerste bericht", founded=True)

    def vector(self, item: Item) -> Terms:
        """Its terms as a vector of length 1."""
        return self.vocabulary.weigh(with_runs(item.terms))

    def answered(self, item: Item) -> str | None:
        """The group of what it answers."""
        targets = (item.reply_to, item.thread)
        return next((self._of_url[t] for t in targets if t and t in self._of_url), None)

    def _telling(self, item: Item, group: Group) -> float:
        """The rarest word that both have, times how much it is the group's own."""
        shared = (t for t in item.terms if t[0] == "w" and t in group.having)
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
