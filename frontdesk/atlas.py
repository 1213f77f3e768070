"""The map of networks, laid out: which networks, where each lies, and where its initiatives are in it.

Networks are boxes in rows and columns. The oldest is placed first and each next one near those it has to do
with, so that the map of today looks like that of yesterday. Drawing is done in `map.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from frontdesk.desk import Desk
from frontdesk.digest import documents_of
from frontdesk.words import count
from voorkant.records import Bridge, Initiative, Network
from voorkant.text import small_count

MOST_NODES = 8  # initiatives drawn per network; the rest is a number
CELL = (106.0, 74.0)  # room for one initiative with its name
PADDING = 12.0
HEADING = 64.0  # two lines of its name, and its size
GAP = 50.0  # between networks, so that arrows show
MARGIN = 10.0
ROUND = 24.0  # corners
NARROWEST = 200.0  # so that the name fits
BRIDGE = "brug"
#: what a step costs: along a relation, along a bridge, down, aside; and a line that runs under a network
_RELATION, _WISH, _DOWN, _ASIDE, _CROSSING = 1.0, 0.3, 0.7, 0.1, 1.5
#: how much better a map has to be before somebody moves, and how many do at most
_CLEARLY, _ROUNDS = 1.2, 8
#: initiatives side by side in a network
_ABREAST = 2
Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """An initiative on the map."""

    id: str
    name: str
    documents: int
    grows: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A network on the map: its largest initiatives, and how many more it has."""

    id: str
    name: str
    size: str
    since: datetime
    nodes: tuple[Node, ...]
    more: int
    grows: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two networks, or a bridge worth making (`kind` is then BRIDGE)."""

    origin: str
    target: str
    kind: str

    @property
    def bridge(self) -> bool:
        """Whether it is not there yet."""
        return self.kind == BRIDGE


@dataclass(frozen=True, slots=True)
class Atlas:
    """What is on the map, oldest network first. `left_out`: the networks that did not fit."""

    groups: tuple[Group, ...]
    ties: tuple[Tie, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Box:
    """Where a network lies, in pixels from the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def crossed(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether a straight line runs through it (Liang and Barsky 1984)."""
        if max(start[1], end[1]) < self.y or min(start[1], end[1]) > self.y + self.height:
            return False
        low, high = 0.0, 1.0
        spans = ((self.x, self.x + self.width), (self.y, self.y + self.height))
        for (least, most), a, b in zip(spans, start, end, strict=True):
            if a == b:
                if not least <= a <= most:
                    return False
                continue
            near, far = sorted(((least - a) / (b - a), (most - a) / (b - a)))
            low, high = max(low, near), min(high, far)
        return low < high


def atlas(desk: Desk, bridges: Sequence[Bridge], most: int) -> Atlas:
    """The largest networks with what is between them."""
    found = sorted(desk.networks.values(), key=lambda n: (-len(_held(desk, n)), -n.participants, n.id))
    found = [n for n in found if _held(desk, n)]
    growing = {desk.resolve(a.subject) for a in desk.open_alerts()}
    groups = sorted((_group(desk, n, growing) for n in found[:most]), key=lambda g: (g.since, g.id))
    shown = {g.id for g in groups}
    ties = [Tie(r.origin, r.target, r.kind.value) for r in desk.relations]
    ties += [Tie(b.origin, b.target, BRIDGE) for b in bridges]
    return Atlas(
        tuple(groups),
        tuple(t for t in ties if {t.origin, t.target} <= shown and t.origin != t.target),
        len(found) - len(groups),
    )


def _held(desk: Desk, network: Network) -> list[Initiative]:
    ids = dict.fromkeys(map(desk.resolve, network.initiatives))
    return [desk.initiatives[i] for i in ids if i in desk.initiatives]


def _group(desk: Desk, network: Network, growing: set[str]) -> Group:
    nodes = [Node(i.id, i.name, documents_of(desk, i), i.id in growing) for i in _held(desk, network)]
    nodes.sort(key=lambda n: (-n.documents, n.name.casefold(), n.id))
    shown = nodes if len(nodes) <= MOST_NODES else nodes[: MOST_NODES - 1]
    many = count(len(nodes), "initiatief", "initiatieven")
    return Group(
        id=network.id, name=network.name,
        size=f"{many}, {small_count(network.participants)} deelnemers", since=network.first_seen,
        nodes=tuple(shown), more=len(nodes) - len(shown), grows=network.id in growing,
    )  # fmt: skip


def cells(group: Group) -> list[tuple[float, float]]:
    """The middle of each initiative's place, from the top left of the box; one more for those not drawn."""
    many = len(group.nodes) + bool(group.more)
    rows = [min(_ABREAST, many - first) for first in range(0, many, _ABREAST)]
    left = size(group)[0] / 2
    return [
        (left + (column - (row - 1) / 2) * CELL[0], HEADING + PADDING + (line + 0.5) * CELL[1])
        for line, row in enumerate(rows)
        for column in range(row)
    ]


def size(group: Group) -> tuple[float, float]:
    """Width and height of a network's box."""
    many = len(group.nodes) + bool(group.more)
    width = max(min(many, _ABREAST) * CELL[0], NARROWEST) + 2 * PADDING
    return width, HEADING + 2 * PADDING + math.ceil(many / _ABREAST) * CELL[1]


@lru_cache(maxsize=16)
def lay(drawn: Atlas, width: float, columns: int) -> tuple[Box, ...]:
    """Where each group lies, in their order: so many side by side, and rows as high as they need."""
    slots = _slots(drawn, columns)
    sizes = [size(g) for g in drawn.groups]
    rows = range(max((row for row, _ in slots), default=-1) + 1)
    high = [
        max((s[1] for s, (r, _) in zip(sizes, slots, strict=True) if r == row), default=0.0) for row in rows
    ]
    top = [MARGIN + sum(high[:row]) + GAP * sum(h > 0 for h in high[:row]) for row in rows]
    pitch = (width - 2 * MARGIN + GAP) / columns
    return tuple(
        Box(
            MARGIN + (column + 0.5) * pitch - GAP / 2 - wide / 2,
            top[row] + (high[row] - tall) / 2,
            *(wide, tall),
        )
        for (wide, tall), (row, column) in zip(sizes, slots, strict=True)
    )


def _slots(drawn: Atlas, columns: int) -> list[Slot]:
    """Row and column of each group: the oldest first, each at the cheapest place that is still free.

    Then two change places, or one moves, only where that is clearly better: a map that is a little better
    each day, and other each day, finds nobody.
    """
    place = {g.id: n for n, g in enumerate(drawn.groups)}
    ties = [(place[t.origin], place[t.target], _WISH if t.bridge else _RELATION) for t in drawn.ties]
    found: list[Slot] = []
    for _ in drawn.groups:
        found.append(
            min(_free(found, columns), key=lambda slot: (_cost([*found, slot], ties, columns), slot))
        )
    for _ in range(_ROUNDS):
        best = _cost(found, ties, columns)
        better = min(
            _variants(found, ties, columns), key=lambda slots: _cost(slots, ties, columns), default=found
        )
        if _cost(better, ties, columns) > best - _CLEARLY:
            break
        found = better
    return found


def _free(taken: Sequence[Slot], columns: int) -> list[Slot]:
    rows = range(max((row for row, _ in taken), default=-1) + 2)
    return [(row, column) for row in rows for column in range(columns) if (row, column) not in taken]


def _variants(
    slots: list[Slot], ties: Sequence[tuple[int, int, float]], columns: int
) -> Iterator[list[Slot]]:
    """The map with one that has ties moved, or changing places with another."""
    free = _free(slots, columns)
    for one in sorted({n for tie in ties for n in tie[:2]}):
        for other in range(len(slots)):
            yield [slots[other] if n == one else slots[one] if n == other else s for n, s in enumerate(slots)]
        for slot in free:
            yield [slot if n == one else s for n, s in enumerate(slots)]


def _cost(slots: Sequence[Slot], ties: Sequence[tuple[int, int, float]], columns: int) -> float:
    """What a map costs, in steps from one place to the next: height, long lines, lines under networks.

    Ties with those that have no place yet cost nothing.
    """
    middle = (columns - 1) / 2
    cost = sum(_DOWN * row + _ASIDE * abs(column - middle) for row, column in slots)
    for one, other, weight in ties:
        if max(one, other) < len(slots):
            start, end = slots[one], slots[other]
            under = sum(_under(start, end, slot) for slot in slots)
            cost += weight * (math.dist(start, end) + _CROSSING * under)
    return cost


@lru_cache(maxsize=100_000)
def _under(start: Slot, end: Slot, slot: Slot) -> bool:
    """Whether a line between two places runs under a third."""
    return slot not in (start, end) and Box(slot[0] - 0.4, slot[1] - 0.4, 0.8, 0.8).crossed(start, end)
