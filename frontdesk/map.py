"""The map of networks as a picture: soft areas, initiatives as dots with their names, relations as arrows.

What a colour says is said by a dash and a sign as well; every area and every dot leads to its page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from frontdesk import atlas, svg, words
from frontdesk.atlas import BRIDGE, Atlas, Box, Group, Node, Tie
from voorkant.vocabulary import RelationKind

_INK, _SOFT, _BLUE, _GROW, _LINE = "#1a2433", "#505d70", "#1f5fa8", "#9a3412", "#c3d3e8"
_BOLD = 1.12  # bold letters are so much wider
_AREA, _AREA_GROWS = "#eef3fa", "#fff4ec"
_LEGEND = 30.0
#: how far an arrow may be bent aside, the least first
_BENDS = (0, 45, -45, 90, -90, 135, -135, 180, -180)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of tie looks: colour, dashes, and the sign on it (a path around 0, 0)."""

    word: str
    colour: str
    dash: str | None
    sign: str


STYLES: Mapping[str, Style] = {
    RelationKind.VERSTERKT: Style(
        words.relation(RelationKind.VERSTERKT), "#1f5fa8", None, "M-4 0H4M0 -4V4"),
    RelationKind.BESTRIJDT: Style(
        words.relation(RelationKind.BESTRIJDT), "#b0410b", "9 5", "M-3 -3L3 3M-3 3L3 -3"),
    RelationKind.BEINVLOEDT: Style(
        words.relation(RelationKind.BEINVLOEDT), "#3c4658", "2 4",
        "M-4.5 1.2C-2.5 -3 -1 -2 0 0S2.5 3 4.5 -1.2"),
    BRIDGE: Style("brug om te leggen", "#76859a", "1 6", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """How large a map is: pixels wide, networks at most, networks side by side."""

    key: str
    width: float
    most: int
    columns: int


WIDE = Format("kaart", 1120, 16, 4)
NARROW = Format("kaart-smal", 600, 10, 2)


def draw(drawn: Atlas, form: Format) -> str:
    """The map as an SVG; empty without networks."""
    if not drawn.groups:
        return ""
    boxes = _boxes(drawn, form)
    legend, height = _legend(drawn, form, _bottom(boxes))
    inside = (
        _heads(form.key),
        svg.element("rect", width=form.width, height=height, fill="#ffffff"),
        *_ties(drawn.ties, boxes, form),
        *(_area(g, boxes[g.id]) for g in drawn.groups),
        *(_dot(n, *at) for g in drawn.groups for n, at in _spots(g, boxes[g.id])),
        *(_rest(g.more, *_last(g, boxes[g.id])) for g in drawn.groups if g.more),
        legend,
    )
    title = "Kaart van netwerken"
    return svg.picture(form.key, form.width, height, title, describe(drawn), *inside, css="vk-map")


def hotspots(drawn: Atlas, form: Format) -> str:
    """What lies over the map and leads to the pages, as an image holds no links.

    For the mouse alone, and hidden from screen readers and the Tab key: the list under the map is theirs.
    """
    boxes = _boxes(drawn, form)
    height = _legend(drawn, form, _bottom(boxes))[1]
    links = []
    for group in drawn.groups:
        box, said = boxes[group.id], f"{group.name}: {group.size}"
        links.append(_link(f"/netwerken/{quote(group.id, safe='')}", said, box, atlas.ROUND))
        for node, (x, y) in _spots(group, box):
            many = words.count(node.documents, "bericht", "berichten")
            around = Box(x - atlas.CELL[0] / 2 + 3, y - 35, atlas.CELL[0] - 6, atlas.CELL[1] - 3)
            links.append(
                _link(f"/initiatieven/{quote(node.id, safe='')}", f"{node.name}: {many}", around, 10)
            )
    return svg.element("svg", *links, class_="vk-hot", viewBox=f"0 0 {form.width:g} {height:g}",
                       aria_hidden="true")  # fmt: skip


def _boxes(drawn: Atlas, form: Format) -> dict[str, Box]:
    laid = atlas.lay(drawn, form.width, form.columns)
    return dict(zip((g.id for g in drawn.groups), laid, strict=True))


def _bottom(boxes: Mapping[str, Box]) -> float:
    return max((b.y + b.height for b in boxes.values()), default=0.0) + atlas.MARGIN


def _spots(group: Group, box: Box) -> list[tuple[Node, Point]]:
    places = [(box.x + dx, box.y + dy) for dx, dy in atlas.cells(group)]
    return list(zip(group.nodes, places, strict=False))


def _last(group: Group, box: Box) -> Point:
    dx, dy = atlas.cells(group)[-1]
    return box.x + dx, box.y + dy


def _link(url: str, said: str, box: Box, rounding: float) -> str:
    area = svg.element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=rounding)
    return svg.element("a", svg.element("title", svg.escaped(said)), area, href=url, tabindex="-1")


def describe(drawn: Atlas) -> str:
    """The map in a few sentences."""
    many = sum(len(g.nodes) + g.more for g in drawn.groups)
    said = f"{words.count(len(drawn.groups), 'netwerk', 'netwerken')} met "
    said += f"{words.count(many, 'initiatief', 'initiatieven')}."
    names = {g.id: g.name for g in drawn.groups}
    for tie in drawn.ties:
        if not tie.bridge:
            said += f" {names[tie.origin]} {words.relation(tie.kind)} {names[tie.target]}."
    return said + left_out(drawn)


def left_out(drawn: Atlas) -> str:
    """What is not on the map, as a sentence with a space before it; empty when all is."""
    if not drawn.left_out:
        return ""
    many = words.count(drawn.left_out, "kleiner netwerk staat", "kleinere netwerken staan")
    return f" Nog {many} niet op de kaart."


def _heads(key: str) -> str:
    """The arrow heads, one per kind."""
    heads = [
        svg.element(
            "marker", svg.element("path", d="M0 0L10 5L0 10Z", fill=style.colour), id=f"{key}-{kind}",
            viewBox="0 0 10 10", refX=9, refY=5, markerWidth=11, markerHeight=11, orient="auto",
            markerUnits="userSpaceOnUse",
        )
        for kind, style in STYLES.items() if kind != BRIDGE
    ]  # fmt: skip
    return svg.element("defs", *heads)


def _area(group: Group, box: Box) -> str:
    edge, fill = (_GROW, _AREA_GROWS) if group.grows else (_LINE, _AREA)
    shape = svg.element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=atlas.ROUND,
                        fill=fill, stroke=edge, stroke_width=1.5)  # fmt: skip
    x = box.x + box.width / 2
    name = f"▲ {group.name}" if group.grows else group.name
    lines = svg.wrap(name, (box.width - 2 * atlas.PADDING) / _BOLD, 14, 2)
    said = "".join(
        svg.text(line, x, box.y + 25 + 17 * n, text_anchor="middle", font_size=14, font_weight=700,
                 fill=_GROW if group.grows else _INK)
        for n, line in enumerate(lines)
    )  # fmt: skip
    under = box.y + 25 + 17 * len(lines)
    return shape + said + svg.text(group.size, x, under, text_anchor="middle", font_size=12, fill=_SOFT)


def _dot(node: Node, x: float, y: float) -> str:
    """An initiative: the area of the dot goes with the number of its documents."""
    radius = min(15.0, 4 + 1.6 * math.sqrt(node.documents))
    middle = y - 16
    shape = svg.element("circle", cx=x, cy=middle, r=radius, fill=_GROW if node.grows else _BLUE)
    if node.grows:
        shape += svg.element("path", d=f"M{x - 4:.1f} {middle + 3:.1f}h8l-4 -7z", fill="#ffffff")
    lines = svg.wrap(node.name, atlas.CELL[0] - 6, 12, 2)
    return shape + "".join(
        svg.text(line, x, y + 14 + 14 * n, text_anchor="middle", font_size=12, fill=_INK)
        for n, line in enumerate(lines)
    )


def _rest(more: int, x: float, y: float) -> str:
    ring = svg.element("circle", cx=x, cy=y - 16, r=11, fill="none", stroke=_BLUE, stroke_width=1.5,
                       stroke_dasharray="3 3")  # fmt: skip
    said = svg.text(f"+{more}", x, y - 12, text_anchor="middle", font_size=11, font_weight=700, fill=_BLUE)
    return ring + said + svg.text("meer", x, y + 14, text_anchor="middle", font_size=12, fill=_SOFT)


def _ties(ties: Sequence[Tie], boxes: Mapping[str, Box], form: Format) -> list[str]:
    """Lines first, then the signs on them, so that no line runs over a sign."""
    pairs: dict[frozenset[str], list[Tie]] = {}
    for tie in sorted(ties, key=lambda t: (t.bridge, t.origin, t.target, t.kind)):
        pairs.setdefault(frozenset((tie.origin, tie.target)), []).append(tie)
    lines: list[str] = []
    signs: list[str] = []
    taken: list[Point] = []
    for held in pairs.values():
        for n, tie in enumerate(held):
            curve = route(tie, boxes, 30 * (n - (len(held) - 1) / 2), form.width)
            lines.append(_line(tie, curve, form.key))
            if not tie.bridge:
                taken.append(_spot(curve, list(boxes.values()), taken))
                signs.append(_sign(STYLES[tie.kind], taken[-1]))
    return lines + signs


def route(tie: Tie, boxes: Mapping[str, Box], bend: float, width: float) -> tuple[Point, Point, Point]:
    """The straightest arrow that runs least under other networks."""
    others = [b for key, b in boxes.items() if key not in (tie.origin, tie.target)]
    curves = [_curve(tie, boxes, bend + more) for more in _BENDS]
    hidden = [sum(_hidden(_along(curve, n / 30), others, width) for n in range(1, 30)) for curve in curves]
    return curves[hidden.index(min(hidden))]


def _hidden(at: Point, boxes: Sequence[Box], width: float) -> bool:
    return not 4 < at[0] < width - 4 or any(_inside(at, box, 6) for box in boxes)


def _inside(at: Point, box: Box, near: float) -> bool:
    return (
        box.x - near < at[0] < box.x + box.width + near and box.y - near < at[1] < box.y + box.height + near
    )


def _curve(tie: Tie, boxes: Mapping[str, Box], bend: float) -> tuple[Point, Point, Point]:
    """Start, control point and end of an arrow between two boxes, bent so that twins lie side by side."""
    one, other = boxes[tie.origin], boxes[tie.target]
    first, second = (one, other) if tie.origin < tie.target else (other, one)
    (ax, ay), (bx, by) = first.centre, second.centre
    length = math.dist((ax, ay), (bx, by)) or 1.0
    sideways = (ay - by) / length * bend * 2, (bx - ax) / length * bend * 2
    control = (ax + bx) / 2 + sideways[0], (ay + by) / 2 + sideways[1]
    start, end = _edge(one, control, 5), _edge(other, control, 7)
    middle = (start[0] + end[0]) / 2 + sideways[0], (start[1] + end[1]) / 2 + sideways[1]
    return start, middle, end


def _edge(box: Box, towards: Point, away: float) -> Point:
    """Where a line from the middle of a box leaves it, and a little further."""
    (cx, cy), (tx, ty) = box.centre, towards
    dx, dy = tx - cx, ty - cy
    reach = min((box.width / 2 / abs(dx)) if dx else math.inf, (box.height / 2 / abs(dy)) if dy else math.inf)
    far = reach + away / (math.hypot(dx, dy) or 1.0)
    return cx + dx * far, cy + dy * far


def _line(tie: Tie, curve: tuple[Point, Point, Point], key: str) -> str:
    style = STYLES[tie.kind]
    (ax, ay), (cx, cy), (bx, by) = curve
    return svg.element(
        "path", d=f"M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}", fill="none",
        stroke=style.colour, stroke_width=1.6 if tie.bridge else 2.2, stroke_dasharray=style.dash,
        stroke_linecap="round" if tie.bridge else None,
        marker_end=None if tie.bridge else f"url(#{key}-{tie.kind})",
    )  # fmt: skip


def _spot(curve: tuple[Point, Point, Point], boxes: Sequence[Box], taken: Sequence[Point]) -> Point:
    """The place for a sign: near the middle of the line, where no network and no other sign lies."""
    spots = [_along(curve, share) for share in (0.42, 0.5, 0.6, 0.3, 0.7, 0.2, 0.8)]

    def trouble(at: Point) -> int:
        return sum(_inside(at, b, 9) for b in boxes) + sum(math.dist(at, other) < 22 for other in taken)

    return min(spots, key=trouble)


def _along(curve: tuple[Point, Point, Point], share: float) -> Point:
    rest = 1 - share
    (ax, ay), (cx, cy), (bx, by) = curve
    return (
        rest * rest * ax + 2 * rest * share * cx + share * share * bx,
        rest * rest * ay + 2 * rest * share * cy + share * share * by,
    )


def _sign(style: Style, at: Point) -> str:
    ring = svg.element("circle", r=8.5, fill="#ffffff", stroke=style.colour, stroke_width=1.6)
    mark = svg.element("path", d=style.sign, fill="none", stroke=style.colour, stroke_width=1.8,
                       stroke_linecap="round")  # fmt: skip
    return svg.element("g", ring, mark, transform=f"translate({at[0]:.1f} {at[1]:.1f})")


def _legend(drawn: Atlas, form: Format, top: float) -> tuple[str, float]:
    """What the signs mean, in as many rows as it takes, and how high the picture is with it."""
    kinds = {t.kind for t in drawn.ties}
    entries: list[tuple[str, Callable[[float, float], str]]] = [
        (style.word, partial(_sample, kind, form.key)) for kind, style in STYLES.items() if kind in kinds
    ]
    entries.append(("initiatief, groter is meer berichten", _dots))
    if any(g.grows or any(n.grows for n in g.nodes) for g in drawn.groups):
        entries.append(("groeit snel", _triangle))
    made, x, y = "", atlas.MARGIN + 6, top + _LEGEND / 2 + 8
    for word, sample in entries:
        wide = 58 + svg.breadth(word, 13)
        if x + wide > form.width - atlas.MARGIN:
            x, y = atlas.MARGIN + 6, y + _LEGEND
        made += sample(x, y) + svg.text(word, x + 52, y + 4.5, font_size=13, fill=_INK)
        x += wide + 18
    rule = svg.element("path", d=f"M{atlas.MARGIN} {top + 2:.1f}H{form.width - atlas.MARGIN}", stroke=_LINE)
    return rule + made, y + _LEGEND / 2 + 6


def _sample(kind: str, key: str, x: float, y: float) -> str:
    tie = Tie("", "", kind)
    made = _line(tie, ((x, y), (x + 22, y), (x + 44, y)), key)
    return made if tie.bridge else made + _sign(STYLES[kind], (x + 20, y))


def _dots(x: float, y: float) -> str:
    return "".join(
        svg.element("circle", cx=x + dx, cy=y, r=r, fill=_BLUE) for dx, r in ((8, 4.5), (22, 7), (38, 9))
    )


def _triangle(x: float, y: float) -> str:
    return svg.element("path", d=f"M{x + 26:.1f} {y + 5:.1f}h14l-7 -11z", fill=_GROW)
