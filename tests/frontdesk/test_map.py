"""The map of networks: nothing overlaps, it tells itself, and the same networks give the same map."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest

from frontdesk import atlas, desk, svg
from frontdesk import map as maps
from frontdesk.atlas import BRIDGE, Atlas, Box, Group, Node, Tie
from storage.store import Store
from voorkant.settings import Settings
from voorkant.vocabulary import RelationKind

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def group(number: int, many: int, more: int = 0) -> Group:
    nodes = tuple(
        Node(f"i{number}-{n}", f"Buurttuin {n} aan de Kerkweg", n * 7 + 1, n == 2) for n in range(many)
    )
    since = NOW + timedelta(days=number)
    return Group(
        f"n{number:02}",
        f"Natuur: {number}",
        "samen",
        since,
        nodes,
        more,
        number == 1,
    )


def town_of(many: int, left_out: int = 0) -> Atlas:
    """Networks of one to eight initiatives, each tied to a few others in every way there is."""
    groups = tuple(group(n, n % 8 + 1, more=3 if n % 8 == 6 else 0) for n in range(many))
    kinds = [*map(str, RelationKind), BRIDGE]
    pairs = [(n, (n * 5 + 3) % many) for n in range(many)] + [(n, 0) for n in range(1, many, 3)]
    ties = [Tie(f"n{a:02}", f"n{b:02}", kinds[k % 4]) for k, (a, b) in enumerate(pairs) if a != b]
    return Atlas(groups, tuple(ties), left_out)


@pytest.mark.parametrize("form", [maps.WIDE, maps.NARROW])
@pytest.mark.parametrize("many", [1, 2, 5, 16])
def test_networks_lie_apart_and_inside(many: int, form: maps.Format) -> None:
    boxes = atlas.lay(town_of(many), form.width, form.columns)
    assert len(boxes) == many
    for one, other in combinations(boxes, 2):
        right, left = sorted((one, other), key=lambda b: b.x + b.width)[::-1]
        low, high = sorted((one, other), key=lambda b: b.y + b.height)[::-1]
        assert right.x - left.x - left.width >= 30 or low.y - high.y - high.height >= 30
    assert min(b.x for b in boxes) >= 0
    assert max(b.x + b.width for b in boxes) <= form.width


@pytest.mark.parametrize("form", [maps.WIDE, maps.NARROW])
def test_names_stay_in_their_own_place(form: maps.Format) -> None:
    drawn = town_of(9)
    long = "Natuur: de bomen van de Oude Singel en het park om de hoek (+4)"
    drawn = replace(drawn, groups=tuple(replace(g, name=long) for g in drawn.groups))
    for line in ElementTree.fromstring(maps.draw(drawn, form)).iter(f"{SVG}text"):
        if line.get("font-size") == "12" and line.text != "samen":
            assert svg.breadth(line.text or "", 12) <= atlas.CELL[0]
        if line.get("font-size") == "14":
            assert svg.breadth(line.text or "", 14) <= atlas.NARROWEST + 2 * atlas.PADDING
    for g, box in zip(drawn.groups, atlas.lay(drawn, form.width, form.columns), strict=True):
        places = atlas.cells(g)
        assert len(set(places)) == len(g.nodes) + bool(g.more)
        assert all(atlas.CELL[0] / 2 <= x <= box.width - atlas.CELL[0] / 2 for x, _ in places)
        assert all(y + atlas.CELL[1] / 2 <= box.height for _, y in places)


def test_what_belongs_together_lies_side_by_side_and_the_same_map_comes_back() -> None:
    groups = tuple(group(n, 2) for n in range(12))
    drawn = Atlas(groups, (Tie("n00", "n11", RelationKind.VERSTERKT.value),), 0)
    boxes = atlas.lay(drawn, maps.WIDE.width, 4)
    atlas.lay.cache_clear()
    assert boxes == atlas.lay(drawn, maps.WIDE.width, 4)
    nearest = sorted(boxes[1:], key=lambda b: math.dist(b.centre, boxes[0].centre))[:3]
    assert boxes[11] in nearest


def test_a_new_network_moves_nobody() -> None:
    before = town_of(7)
    new = Atlas((*before.groups, group(7, 2)), (*before.ties, Tie("n07", "n00", BRIDGE)), 0)
    for form in (maps.WIDE, maps.NARROW):
        old, now = (atlas.lay(a, form.width, form.columns) for a in (before, new))
        assert [b.x for b in now[:7]] == [b.x for b in old]
        assert [round(b.y / 100) for b in now[:7]] == [round(b.y / 100) for b in old]


@pytest.mark.parametrize(("left", "aside"), [(20, 1), (380, -1)])
def test_an_arrow_bends_around_who_is_between_and_stays_on_the_page(left: float, aside: int) -> None:
    boxes = {key: Box(left, 200.0 * n, 200, 150) for n, key in enumerate("abc")}
    tie = Tie("a", "c", RelationKind.VERSTERKT.value)
    start, middle, end = maps.route(tie, boxes, 0, 600)
    assert (middle[0] - boxes["b"].centre[0]) * aside > 200, "to the side where there is room"
    assert 0 < (start[0] + 2 * middle[0] + end[0]) / 4 < 600
    assert start[1] < end[1]
    del boxes["b"]
    assert maps.route(tie, boxes, 0, 600)[1][0] == left + 100, "straight when nobody is"


def test_kinds_differ_in_more_than_colour_and_are_explained() -> None:
    drawn = maps.draw(town_of(9), maps.WIDE)
    styles = maps.STYLES.values()
    assert len({s.dash for s in styles}) == len({s.sign for s in styles}) == len(maps.STYLES) == 4
    for style in styles:
        assert f">{style.word}</text>" in drawn


def test_it_tells_itself_and_what_it_leaves_out() -> None:
    tied = (Tie("n00", "n01", "bestrijdt"), Tie("n00", "n01", BRIDGE))
    drawn = Atlas((group(0, 1), group(1, 2)), tied, 3)
    told = "2 netwerken met 3 initiatieven. Natuur: 0 bestrijdt Natuur: 1."
    assert maps.describe(drawn) == f"{told} Nog 3 kleinere netwerken staan niet op de kaart."
    picture = ElementTree.fromstring(maps.draw(drawn, maps.WIDE))
    assert picture.get("role") == "img"
    ids = [e.get("id") for e in picture if e.tag in (f"{SVG}title", f"{SVG}desc")]
    assert (picture.get("aria-labelledby") or "").split() == ids
    assert maps.draw(Atlas((), (), 0), maps.WIDE) == ""


def test_names_are_escaped_in_picture_and_links() -> None:
    odd = Group("n<1", "<b>& A<b", "x", NOW, (Node("i/?", 'Tuin "& <i>', 1, grows=False),), 0, grows=False)
    drawn = Atlas((odd,), (), 0)
    for made in (maps.draw(drawn, maps.WIDE), maps.hotspots(drawn, maps.WIDE)):
        assert "<b" not in made
        assert "<i>" not in made
    links = re.findall(r'href="([^"]+)"', maps.hotspots(drawn, maps.WIDE))
    assert links == ["/netwerken/n%3C1", "/initiatieven/i%2F%3F"]


def test_the_map_of_a_town(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        lying = desk.read(db, settings, NOW)
        drawn = atlas.atlas(lying, db.networks.bridges(NOW), 10)
        largest = atlas.atlas(lying, db.networks.bridges(NOW), 1)
    assert [(g.id, [n.id for n in g.nodes], g.size) for g in drawn.groups] == [
        ("n1", ["zon"], "1 initiatief, 12 deelnemers"),
        ("n2", ["bad", "bus"], "2 initiatieven, <5 deelnemers"),
    ]
    assert [(t.origin, t.target, t.kind) for t in drawn.ties] == [
        ("n1", "n2", "beinvloedt"),
        ("n1", "n2", BRIDGE),
    ]
    assert drawn.groups[0].nodes[0].grows
    assert ([g.id for g in largest.groups], largest.left_out, largest.ties) == (["n2"], 1, ())
