"""Split: what turned out to be two efforts goes on as two.

Two groups that began alike may have been taken for one, or an effort hides behind its neighbour. Each group
that changed is cut where the threads of its last days are least alike (average linkage, Sokal and Michener
1958); the smaller side leaves it when the rule that merges groups (`tidying.py`) would surely not merge the
two. What is older stays, so an effort splits while it is young or while it stirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from networks.gathering import SETTLED, Gatherer, Recent
from networks.groups import RECENT, Group
from networks.moving import Move, threads
from networks.similarity import dot
from networks.terms import Terms
from networks.tidying import RULE, PairWeights, kinship, probability

#: who leaves has so many documents at least, and half at most: fewer are strays, which move one by one
LEAST = 3
#: the most likely that the two sides may be one effort
DOUBT = 0.1
PARTED = "hoort bij nader inzien apart"

Thread = list[Recent]


def split(
    gatherer: Gatherer,
    now: datetime,
    fixed: Collection[str] = (),
    may_split: Callable[[str], bool] = lambda _group: True,
    rule: PairWeights = RULE,
) -> list[Move]:
    """What leaves the groups that changed since `tidy` last looked; the target of each move is new.

    `fixed`: ids of documents that people placed; `may_split`: whether people leave a group to the machine.
    """
    recent: dict[str, list[Thread]] = {}
    for thread in threads(gatherer, now - SETTLED):
        if not any(one.item.id in fixed for one in thread):
            recent.setdefault(thread[0].group, []).append(thread)
    found = (
        _parted(gatherer, name, recent[name], rule, now)
        for name in sorted(gatherer.touched & recent.keys())
        if may_split(name)
    )
    return [one for one in found if one]


def _parted(
    gatherer: Gatherer, name: str, held: list[Thread], rule: PairWeights, now: datetime
) -> Move | None:
    """The split of one group, carried out; None when it stays whole."""
    group = gatherer.groups[name]
    sides = [one for one in _cut(held[-RECENT:]) if LEAST <= len(one) <= group.size - len(one)]
    tried = [(_one_effort(gatherer, group, side, rule), n) for n, side in enumerate(sides)]
    alike, number = min(tried, default=(1.0, 0))
    if alike >= DOUBT:
        return None
    side = sides[number]
    documents = tuple(one.item.id for one in side)
    # an id of its own: that of its first document may be known for what went up in another
    new = f"i-{sha256(' '.join([name, now.isoformat(), *documents]).encode()).hexdigest()[:12]}"
    _move(gatherer, side, new)
    return Move(documents, name, new, 1 - alike)


def _cut(held: list[Thread]) -> list[Thread]:
    """The documents on either side of where threads are least alike, oldest first; none for one thread."""
    if len(held) < 2:
        return []
    vectors = [_sum(one.vector for one in thread) for thread in held]
    lengths = [dot(v, v) ** 0.5 or 1.0 for v in vectors]
    apart = [
        1 - dot(vectors[a], vectors[b]) / lengths[a] / lengths[b]
        for a in range(len(held))
        for b in range(a + 1, len(held))
    ]
    sides = fcluster(linkage(np.clip(apart, 0, None), "average"), 2, "maxclust")
    return [
        sorted(
            (one for thread, s in zip(held, sides, strict=True) if s == side for one in thread),
            key=lambda one: (one.item.published, one.item.id),
        )
        for side in sorted(set(sides.tolist()))
    ]


def _sum(vectors: Iterable[Terms]) -> Counter[str]:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    return total


def _one_effort(gatherer: Gatherer, group: Group, side: Thread, rule: PairWeights) -> float:
    """How likely a side and what stays without it are one effort."""
    part, rest = Group(""), _copy(group)
    for one in side:
        part.add(one.item, one.vector)
        rest.remove(one.item, one.vector)
    return probability(kinship(part, rest, gatherer.vocabulary), rule)


def _copy(group: Group) -> Group:
    held = ("sums", "having", "themes", "kinds", "places", "tags", "times")
    counted = {name: getattr(group, name).copy() for name in held}
    return replace(group, **counted, _length=None)


def _move(gatherer: Gatherer, side: Thread, group: str) -> None:
    for one in side:
        gatherer.take_out(one)
        gatherer.put_in(one, group)
