"""Tidy: groups that more evidence has shown to be one effort are merged.

The first documents of an effort often share no word; by the time each of two groups has a few, their
sums do. The larger (then the older) keeps its id; the other's id redirects.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta

from networks.gathering import Gatherer
from networks.groups import Group
from networks.similarity import RARE, dot, group_share, likelier, own_name
from networks.terms import Terms, Vocabulary

#: the newest documents of each that are compared one by one
NEWEST = 15


@dataclass(frozen=True, slots=True)
class Merge:
    """`gone` lives on in `keep`."""

    keep: str
    gone: str
    probability: float


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two groups stand to each other. From 0 to 1, but `theme` (-1 to 1) and what is a logarithm."""

    centroid_root: float
    alike_root: float
    own_name: float
    #: how much likelier the words of the smaller are in the larger than elsewhere
    words: float
    theme: float
    kind: float
    #: the rarest word of one that begins or ends one of the other
    compound: float
    #: how many days both name, and for how many both went on side by side (logarithms)
    days: float
    beside: float
    smaller: float
    larger: float


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The decision on two groups: a logistic score, and from which probability on they are merged."""

    bias: float
    kinship: Kinship
    threshold: float = 0.8


#: learned on the towns of the corpus by `python -m bench.streams`
RULE = PairWeights(
    bias=-4.94,
    kinship=Kinship(
        centroid_root=3.62, alike_root=5.39, own_name=1.51, words=1.78, theme=0.89, kind=0.95, compound=2.14,
        days=0.68, beside=-0.62, smaller=-1.01, larger=-0.37,
    ),
)  # fmt: skip


def tidy(
    gatherer: Gatherer,
    rule: PairWeights = RULE,
    may_merge: Callable[[str, str], bool] = lambda _one, _other: True,
) -> list[Merge]:
    """Merge what belongs together, surest first; each group takes part in at most one merge a round.

    Only groups that changed since the last round are looked at, with those that they share most with, and
    never two of which people said that they are not one (`may_merge`).
    """
    groups = gatherer.groups
    scored = sorted(
        (
            (probability(kinship(groups[a], groups[b], gatherer.vocabulary), rule), a, b)
            for a, b in pairs(gatherer)
            if may_merge(a, b)
        ),
        key=lambda s: (-s[0], s[1], s[2]),
    )
    merges: list[Merge] = []
    busy: set[str] = set()
    for p, a, b in scored:
        if p < rule.threshold:
            break
        if a in busy or b in busy:
            continue
        keep, gone = sorted((a, b), key=lambda g: (-groups[g].size, g))
        gatherer.merge(keep, gone)
        busy |= {a, b}
        merges.append(Merge(keep, gone, p))
    gatherer.touched.clear()
    return merges


def pairs(gatherer: Gatherer) -> set[tuple[str, str]]:
    """Pairs that share something rare, as candidates."""
    found = set()
    for name in sorted(gatherer.touched):
        group = gatherer.groups[name]
        rare = {t: w for t, w in group.sums.items() if t[0] != "c"}
        found |= {(min(name, o), max(name, o)) for o in gatherer.sharing(rare) if o != name}
    return found


def kinship(one: Group, other: Group, vocabulary: Vocabulary) -> Kinship:
    """How two groups stand to each other, from what is known by now."""
    small, large = sorted((one, other), key=lambda g: (g.size, g.id))
    return Kinship(
        centroid_root=math.sqrt(_centroid(small, large)),
        alike_root=math.sqrt(_alike(small.members[-NEWEST:], large.members[-NEWEST:])),
        own_name=own_name(small.having, large, vocabulary),
        words=_words(small, large, vocabulary),
        theme=_theme(one, other),
        kind=_same(one.kinds, other.kinds),
        compound=_compound(small, large, vocabulary),
        days=math.log1p(sum(t[0] == "d" and t in large.having for t in small.having)),
        beside=_beside(one, other),
        smaller=math.log(small.size),
        larger=math.log(large.size),
    )


def probability(kin: Kinship, rule: PairWeights = RULE) -> float:
    """That two groups are one effort."""
    score = rule.bias + sum(w * v for w, v in zip(astuple(rule.kinship), astuple(kin), strict=True))
    return 1 / (1 + math.exp(-score))


def _alike(mine: Sequence[Terms], theirs: Sequence[Terms]) -> float:
    """The mean cosine of a document of either with the most alike of the other: a stray counts little."""
    if not mine or not theirs:
        return 0.0
    cosines = [[dot(one, other) for other in theirs] for one in mine]
    there = math.fsum(map(max, cosines)) / len(mine)
    back = math.fsum(map(max, zip(*cosines, strict=True))) / len(theirs)
    return (there + back) / 2


def _centroid(small: Group, large: Group) -> float:
    lengths = small.length * large.length
    return dot(small.sums, large.sums) / lengths if lengths else 0.0


def _words(small: Group, large: Group, vocabulary: Vocabulary) -> float:
    words = {t: n for t, n in small.having.items() if t[0] == "w"}
    pull = sum(
        likelier(t, large, vocabulary) * math.log2(1 + n) for t, n in words.items() if t in large.having
    )
    return pull / (1 + 2 * math.sqrt(len(words)))


def _compound(small: Group, large: Group, vocabulary: Vocabulary) -> float:
    return max(
        (
            vocabulary.surprise(word)
            * min(1.0, group_share(word, small, vocabulary))
            * group_share(glued, large, vocabulary)
            for word in small.having
            if word[0] == "w" and word not in large.having
            for glued in vocabulary.related(word, RARE)
            if glued in large.having
        ),
        default=0.0,
    )


def _beside(one: Group, other: Group) -> float:
    if not one.times or not other.times:  # the newest, whose times are kept, may all have left
        return 0.0
    together = min(max(one.times), max(other.times)) - max(min(one.times), min(other.times))
    return math.log1p(max(0.0, together / timedelta(days=1)))


def _theme(one: Group, other: Group) -> float:
    return 2 * _same(one.themes, other.themes) - 1 if one.themes and other.themes else 0.0


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How likely two documents of either are told the same; 0 when nothing is known of either."""
    told = sum(one.values()) * sum(other.values())
    return sum(p * other.get(value, 0.0) for value, p in one.items()) / told if told else 0.0
