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
    none=3.4,
    doubt=0.73,
    none_told=Apart(length=0.61, idea=0.17, seeking=-0.75, founding=-0.1, answer=1.28, grown=-0.79),
    alone=2.63,
    alone_told=Apart(length=0.69, idea=2.12, seeking=0.58, founding=0.87, answer=1.34, grown=-1.34),
    group=Similarity(
        centroid_root=4.68, own_word=2.7, own_name=1.26, same_day=1.26, same_place=-0.7, elsewhere=-1.35,
        theme=0.83, kind=1.35, short_words=1.55, long_words=1.83, unshared=-0.9, size=-0.2, stir=1.39,
        compound=1.95, tag_words=0.8, announced=1.07, link=1.77,
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
