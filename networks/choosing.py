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

    Records of numbers that are told hold the weights of these numbers. `doubt` is how much the classifier's
    doubt pulls towards no initiative.
    """

    none: float
    doubt: float
    none_told: Apart
    alone: float
    alone_told: Apart
    group: Similarity

    def joining(self, similarity: Similarity) -> float:
        """The pull of a group."""
        return _sum(_SIMILARITY(self.group), _SIMILARITY(similarity))

    def founding(self, told: Apart) -> float:
        """The pull of founding."""
        return self.alone + _sum(_APART(self.alone_told), _APART(told))

    def leaving(self, item: Item, told: Apart) -> float:
        """The pull of being about no initiative; none when somebody said that it is about one."""
        if item.relevance >= 1:
            return -math.inf
        return self.none + self.doubt * doubt(item) + _sum(_APART(self.none_told), _APART(told))


_APART = attrgetter(*(f.name for f in fields(Apart)))
_SIMILARITY = attrgetter(*(f.name for f in fields(Similarity)))


def _sum(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    return float(sum(weight * value for weight, value in zip(weights, values, strict=True)))


#: learned on the towns of the corpus by `python -m bench.streams`
WEIGHTS = Weights(
    none=3.3,
    doubt=0.74,
    none_told=Apart(length=0.66, idea=0.36, seeking=-0.69, founding=-0.14, answer=1.31, grown=-0.85),
    alone=2.53,
    alone_told=Apart(length=0.74, idea=2.04, seeking=0.48, founding=0.81, answer=1.33, grown=-1.32),
    group=Similarity(
        centroid_root=4.9, own_word=2.93, own_name=1.22, same_day=1.25, same_place=-0.69, elsewhere=-1.25,
        theme=0.82, kind=1.23, short_words=1.43, long_words=1.67, unshared=-0.84, size=-0.3, stir=1.32,
        compound=1.9, tag_words=0.79, announced=1.04, link=1.78,
    ),
)  # fmt: skip


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
