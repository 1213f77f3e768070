"""Tidy: groups that more evidence has shown to be one effort are merged.

The first documents of an effort often share no word; by the time each of two groups has a few, their
sums do. The larger (then the older) keeps its id; the other's id redirects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from networks.gathering import Gatherer, Group

#: terms that more groups than this have point at no pair in particular
RARE = 8
#: the newest documents of each that are compared one by one
NEWEST = 15


@dataclass(frozen=True, slots=True)
class Merge:
    """`gone` lives on in `keep`."""

    keep: str
    gone: str
    probability: float


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The decision on two groups: a logistic score. Learned on the sample town, see docs/quality.md."""

    bias: float = -3.17
    centroid: float = 16.02
    nearest: float = 6.46
    names: float = -2.18
    theme: float = 0.15
    rival: float = -0.42
    smaller: float = -1.04
    larger: float = -0.71
    threshold: float = 0.5


def tidy(gatherer: Gatherer, weights: PairWeights | None = None) -> list[Merge]:
    """Merge what belongs together, surest first; each group takes part in at most one merge a round."""
    rule = weights or PairWeights()
    scored = sorted(
        ((probability(gatherer.groups[a], gatherer.groups[b], rule), a, b) for a, b in _pairs(gatherer)),
        key=lambda s: (-s[0], s[1], s[2]),
    )
    merges: list[Merge] = []
    busy: set[str] = set()
    for p, a, b in scored:
        if p < rule.threshold:
            break
        if a in busy or b in busy:
            continue
        keep, gone = sorted((a, b), key=lambda g: (-gatherer.groups[g].size, g))
        gatherer.merge(keep, gone)
        busy |= {a, b}
        merges.append(Merge(keep, gone, p))
    return merges


def _pairs(gatherer: Gatherer) -> set[tuple[str, str]]:
    """Pairs that share something rare, as candidates."""
    found = set()
    for name, group in gatherer.groups.items():
        rare = {t: w for t, w in group.sums.items() if t[0] != "c"}
        found |= {(min(name, o), max(name, o)) for o in gatherer.sharing(rare) if o != name}
    return found


def features(one: Group, other: Group) -> dict[str, float]:
    """How two groups stand to each other, by the names of PairWeights."""
    lengths = _length(one) * _length(other)
    shared = (
        {t: w * other.sums[t] / lengths for t, w in one.sums.items() if t in other.sums} if lengths else {}
    )
    mine, theirs = one.protest / one.size, other.protest / other.size
    return {
        "centroid": sum(shared.values()),
        "names": sum(v for t, v in shared.items() if t[0] in "noh"),
        "nearest": _nearest(one, other),
        "theme": _theme(one, other),
        "rival": mine * (1 - theirs) + theirs * (1 - mine),
        "smaller": math.log(min(one.size, other.size)),
        "larger": math.log(max(one.size, other.size)),
    }


def probability(one: Group, other: Group, weights: PairWeights) -> float:
    """That two groups are one effort."""
    score = weights.bias + sum(getattr(weights, k) * v for k, v in features(one, other).items())
    return 1 / (1 + math.exp(-score))


def _length(group: Group) -> float:
    return math.sqrt(sum(w * w for w in group.sums.values()))


def _nearest(one: Group, other: Group) -> float:
    pairs = ((a, b) for a in one.members[-NEWEST:] for b in other.members[-NEWEST:])
    return max((sum(w * b.get(t, 0.0) for t, w in a.items()) for a, b in pairs), default=0.0)


def _theme(one: Group, other: Group) -> float:
    mine, theirs = sum(one.themes.values()), sum(other.themes.values())
    if not mine or not theirs:
        return 0.0
    return 2 * sum(p * other.themes.get(t, 0.0) for t, p in one.themes.items()) / (mine * theirs) - 1
