"""How a document stands to a group of documents, as a handful of numbers.

Beside cosines, each word that both have tells how much likelier it is in the group than elsewhere, smoothed
as in a Dirichlet language model (Zhai and Lafferty 2004).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from networks.groups import Group, Item
from networks.terms import Terms, Vocabulary, made_of

#: what came so shortly before belongs to the same stir
STIR = timedelta(hours=3)
#: as many documents of ordinary Dutch stand behind a group's own
SMOOTHING = 3.0
LEAST_RATE = 1e-5
#: words of more letters are mostly compounds and names, which tell more
SHORT = 6
#: brings sums of logarithms to the size of the other numbers
SCALE = 3.0
#: words that surprise less are glued to too many others
RARE = 0.45


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A document before the choice, with what does not depend on the group."""

    item: Item
    vector: Terms
    #: its rare words, each with those that it is glued to
    compounds: Mapping[str, Collection[str]]

    @property
    def today(self) -> str:
        """The day on which it was published, as those name it who announce it."""
        return f"d:{self.item.published.date()}"


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
    #: how surely both are of one kind
    kind: float
    #: how much likelier its words are in the group than elsewhere
    short_words: float
    long_words: float
    unshared: float
    size: float
    #: how much the group stirs (a logarithm of documents)
    stir: float
    #: the rarest word that begins or ends one of the group's, or the other way round
    compound: float
    #: a hashtag of either is made of words of the other
    tag_words: float
    #: the group announced that something happens on the day that it is published
    announced: float
    link: float


def compare(new: Newcomer, group: Group, vocabulary: Vocabulary, *, linked: bool) -> Similarity:
    """How a document stands to a group, from what is known by now."""
    item, vector = new.item, new.vector
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
        kind=kind_agreement(item, group),
        short_words=told["short"],
        long_words=told["long"],
        unshared=told["unshared"],
        size=math.log(group.size),
        stir=math.log1p(sum(item.published - STIR < t <= item.published for t in group.times)),
        compound=_compound(new, group, vocabulary),
        tag_words=_tag_words(item, group),
        announced=float(new.today in group.having),
        link=float(linked),
    )


def own_word(item: Item, group: Group, vocabulary: Vocabulary) -> float:
    """The rarest word that both have, times the group's share of all documents that have it."""
    shared = (t for t in item.terms if t[0] == "w" and t in group.having)
    return max(
        (vocabulary.surprise(t) * group_share(t, group, vocabulary) for t in shared),
        default=0.0,
    )


def _both(item: Item, group: Group, kind: str) -> float:
    """Whether both have a term of this kind, the same one."""
    return float(any(t[0] == kind and t in group.having for t in item.terms))


def own_name(terms: Mapping[str, float], group: Group, vocabulary: Vocabulary) -> float:
    """The name that both have and that is most the group's own: its share of all documents that have it."""
    shared = (t for t in terms if t[0] == "k" and t in group.having)
    return max((group_share(t, group, vocabulary) for t in shared), default=0.0)


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


def kind_agreement(item: Item, group: Group) -> float:
    """How surely both are of one kind."""
    return sum(p * group.kinds.get(k, 0.0) for k, p in item.kinds.items()) / group.size


def introduce(item: Item, vector: Terms, vocabulary: Vocabulary) -> Newcomer:
    """A document with what is compared with every group."""
    words = (t for t in item.terms if t[0] == "w")
    glued = {t: others for t in words if (others := vocabulary.related(t, RARE))}
    return Newcomer(item, vector, glued)


def _compound(new: Newcomer, group: Group, vocabulary: Vocabulary) -> float:
    return max(
        (
            vocabulary.surprise(word) * group_share(other, group, vocabulary)
            for word, others in new.compounds.items()
            if word not in group.having
            for other in others
            if other in group.having
        ),
        default=0.0,
    )


def group_share(term: str, group: Group, vocabulary: Vocabulary) -> float:
    """The group's share of all documents that have a term of it."""
    return group.having[term] / (vocabulary.seen(term) + 0.5)


def _tag_words(item: Item, group: Group) -> float:
    """Whether a hashtag of either is made of words of the other."""
    mine = [t[2:] for t in item.terms if t[0] == "h" and t not in group.having]
    theirs = [t[2:] for t in group.tags if t not in item.terms]
    return float(
        any(made_of(tag, group.having) for tag in mine) or any(made_of(tag, item.terms) for tag in theirs)
    )


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The sum over shared terms; the intersection of keys is quicker than asking for each.

    Exact (fsum), as the order of a set is another one in each process.
    """
    return math.fsum([one[t] * other[t] for t in one.keys() & other.keys()])
