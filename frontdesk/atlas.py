"""The map of networks, laid out: which networks, where each lies, and where its initiatives are in it.

Networks are boxes in rows, the oldest first, so that the map of today looks like that of yesterday; then
those that have to do with each other are brought together. Drawing is done in `map.py`.
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
CELL = (118.0, 74.0)  # room for one initiative with its name
PADDING = 14.0
HEADING = 46.0
GAP = 50.0  # between networks, so that arrows show
MARGIN = 10.0
ROUND = 24.0  # corners
NARROWEST = 150.0  # so that the heading fits
BRIDGE = "brug"
#: what a pixel costs: along a relation, along a bridge, in height; and a line that runs under a network
_RELATION, _WISH, _HEIGHT, _CROSSING = 1.0, 0.5, 2.0, 400.0
_ROUNDS = 6


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
    heading: str
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
        id=network.id, name=network.name, heading=(network.lifestyle or "netwerk").capitalize(),
        size=f"{many}, {small_count(network.participants)} deelnemers", since=network.first_seen,
        nodes=tuple(shown), more=len(nodes) - len(shown), grows=network.id in growing,
    )  # fmt: skip


def cells(group: Group, columns: int) -> list[tuple[float, float]]:
    """The middle of each initiative's place, from the top left of the box; one more for those not drawn."""
    many, wide = _grid(group, columns)
    rows = [min(wide, many - first) for first in range(0, many, wide)]
    left = size(group, columns)[0] / 2
    return [
        (left + (column - (row - 1) / 2) * CELL[0], HEADING + PADDING + (line + 0.5) * CELL[1])
        for line, row in enumerate(rows)
        for column in range(row)
    ]


def size(group: Group, columns: int) -> tuple[float, float]:
    """Width and height of a network's box."""
    many, wide = _grid(group, columns)
    width = max(wide * CELL[0], NARROWEST) + 2 * PADDING
    return width, HEADING + 2 * PADDING + math.ceil(many / wide) * CELL[1]


def _grid(group: Group, columns: int) -> tuple[int, int]:
    """How many places a network has, and how many of them side by side."""
    many = len(group.nodes) + bool(group.more)
    return many, min(columns, math.ceil(math.sqrt(many)))


@lru_cache(maxsize=16)
def lay(drawn: Atlas, width: float, columns: int) -> tuple[Box, ...]:
    """Where each group lies, in their order: in rows within the width, and near what they have to do with.

    From the order of age on, two change places, or one moves, as long as that makes the lines shorter or
    freer. No chance in it: the same networks give the same map.
    """
    sizes = [size(g, columns) for g in drawn.groups]
    place = {g.id: n for n, g in enumerate(drawn.groups)}
    ties = [(place[t.origin], place[t.target], _WISH if t.bridge else _RELATION) for t in drawn.ties]
    order = list(range(len(sizes)))
    best = _cost(_rows(order, sizes, width), ties)
    for _ in range(_ROUNDS):
        before = best
        for tried in _variants(order):
            cost = _cost(_rows(tried, sizes, width), ties)
            if cost < best - 1:
                order[:], best = tried, cost
        if best == before:
            break
    return tuple(_rows(order, sizes, width))


def _variants(order: Sequence[int]) -> Iterator[list[int]]:
    """The order with two swapped, and with one moved; follows what becomes of `order` meanwhile."""
    many = len(order)
    for one in range(many):
        for other in range(one + 1, many):
            swapped = list(order)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield swapped
            moved = list(order)
            moved.insert(other, moved.pop(one))
            yield moved


def _rows(order: Sequence[int], sizes: Sequence[tuple[float, float]], width: float) -> list[Box]:
    """Boxes by number, filled row by row; what room a row leaves is spread between its boxes."""
    rows: list[list[int]] = []
    used = width
    for n in order:
        if used + GAP + sizes[n][0] > width - 2 * MARGIN:
            rows.append([])
            used = -GAP
        rows[-1].append(n)
        used += GAP + sizes[n][0]
    boxes: dict[int, Box] = {}
    y = MARGIN
    for row in rows:
        high = max(sizes[n][1] for n in row)
        room = (width - 2 * MARGIN - sum(sizes[n][0] for n in row) - GAP * (len(row) - 1)) / len(row)
        x = MARGIN + room / 2
        for n in row:
            boxes[n] = Box(x, y + (high - sizes[n][1]) / 2, *sizes[n])
            x += sizes[n][0] + GAP + room
        y += high + GAP
    return [boxes[n] for n in sorted(boxes)]


def _cost(boxes: Sequence[Box], ties: Sequence[tuple[int, int, float]]) -> float:
    """How bad a map is: its height, the length of its lines, and the networks that lines run under."""
    cost = _HEIGHT * max((b.y + b.height for b in boxes), default=0.0)
    for one, other, weight in ties:
        start, end = boxes[one].centre, boxes[other].centre
        under = sum(b.crossed(start, end) for n, b in enumerate(boxes) if n not in (one, other))
        cost += weight * (math.dist(start, end) + _CROSSING * under)
    return cost
