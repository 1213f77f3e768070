"""The choice of a document between no initiative, one of its own, and each group."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from operator import attrgetter

from networks.groups import Item
from networks.similarity import Similarity
from networks.terms import FOUNDING

#: with more groups than these a stream is as grown as any
GROWN = 50


@dataclass(frozen=True, slots=True)
class Apart:
    """What a document tells by itself, whatever the groups are."""

    length: float
    #: how surely somebody voices a plan, or seeks others for it
    idea: float
    seeking: float
    #: words of founding (a logarithm)
    founding: float
    #: it answers something that is in no group
    answer: float
    #: how many groups are known by now (a logarithm)
    grown: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A choice between no initiative, a new one and all groups: a conditional logit (McFadden 1974).

    Learned on the towns of the corpus by `python -m bench.streams`. `none_odds` is how much the classifier's
    doubt pulls; the others of `none` and those of `alone` weigh what a document tells by itself.
    """

    none: float = 3.3
    none_odds: float = 0.74
    none_length: float = 0.66
    none_idea: float = 0.36
    none_seeking: float = -0.69
    none_founding: float = -0.14
    none_answer: float = 1.31
    none_grown: float = -0.85
    alone: float = 2.53
    alone_length: float = 0.74
    alone_idea: float = 2.04
    alone_seeking: float = 0.48
    alone_founding: float = 0.81
    alone_answer: float = 1.33
    alone_grown: float = -1.32
    centroid_root: float = 4.9
    own_word: float = 2.93
    own_name: float = 1.22
    same_day: float = 1.25
    same_place: float = -0.69
    elsewhere: float = -1.25
    theme: float = 0.82
    kind: float = 1.23
    short_words: float = 1.43
    long_words: float = 1.67
    unshared: float = -0.84
    size: float = -0.3
    stir: float = 1.32
    compound: float = 1.9
    tag_words: float = 0.79
    announced: float = 1.04
    link: float = 1.78

    def joining(self, similarity: Similarity) -> float:
        """The pull of a group."""
        return _dot(_SIDES(self), _SIDES(similarity))

    def founding(self, told: Apart) -> float:
        """The pull of founding."""
        return self.alone + _dot(_ALONE(self), _APART(told))

    def leaving(self, item: Item, told: Apart) -> float:
        """The pull of being about no initiative; none when somebody said that it is about one."""
        if item.relevance >= 1:
            return -math.inf
        return self.none + self.none_odds * doubt(item) + _dot(_NONE(self), _APART(told))


_SIDES = attrgetter(*(f.name for f in fields(Similarity)))
_APART = attrgetter(*(f.name for f in fields(Apart)))
_NONE = attrgetter(*(f"none_{f.name}" for f in fields(Apart)))
_ALONE = attrgetter(*(f"alone_{f.name}" for f in fields(Apart)))


def _dot(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return float(sum(weight * value for weight, value in zip(weights, values, strict=True)))


def doubt(item: Item) -> float:
    """The log odds that a document is about no initiative."""
    chance = min(max(item.relevance, 1e-4), 1 - 1e-4)
    return -math.log(chance / (1 - chance))


def apart(item: Item, groups: int) -> Apart:
    """What a document tells by itself, when so many groups are known."""
    return Apart(
        length=math.log1p(item.length),
        idea=item.phases.get("idee", 0.0),
        seeking=item.phases.get("mobiliseren", 0.0),
        founding=item.terms.get(FOUNDING, 0.0),
        answer=float(item.reply_to is not None),
        grown=math.log1p(min(groups, GROWN)),
    )
