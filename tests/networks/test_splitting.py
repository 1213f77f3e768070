"""A group that turned out to hold two efforts goes on as two; short streams written for these tests."""

from __future__ import annotations

from datetime import timedelta

from networks.gathering import Gatherer
from networks.splitting import split
from networks.tidying import tidy
from pipeline.modelling import ordinary_dutch
from tests.networks.test_moving import BATH, BUS, START, STRAY, item

NOW = START + timedelta(days=6)


def heap(gatherer: Gatherer, bus: int = 3) -> None:
    """Two efforts that stand as one, the bath first."""
    for n, text in enumerate(BATH):
        gatherer.restore(item(f"bad{n}", text, n), "heel")
    for n, text in enumerate([*BUS, STRAY][:bus]):
        gatherer.restore(item(f"bus{n}", text, n + 1), "heel")
    gatherer.touched.add("heel")


def test_two_efforts_in_one_group_go_on_as_two() -> None:
    gatherer = Gatherer(ordinary_dutch())
    heap(gatherer)
    first = item("antwoord", "Leuk!", 4, reply_to="https://forum.example/bus1", relevance=0.2)
    gatherer.restore(first, "heel")
    (parted,) = split(gatherer, NOW)
    assert parted.source == "heel" and parted.target.startswith("i-")
    assert not parted.target.startswith("i-bad"), "what its first document founded may have gone up elsewhere"
    assert [d.rstrip("0") for d in parted.documents] == ["bad", "bad1", "bad2"], "the smaller side leaves"
    assert parted.probability > 0.9
    assert gatherer.groups["heel"].size == 4 and gatherer.groups[parted.target].size == 3
    assert "w:zwembad" not in gatherer.groups["heel"].having
    assert (
        gatherer.answered(item("later", "Ik ook", 5, reply_to="https://forum.example/bad1")) == parted.target
    )
    assert tidy(gatherer) == [], "nor are they taken for one again"


def test_one_effort_stays_whole() -> None:
    gatherer = Gatherer(ordinary_dutch())
    for n, text in enumerate([*BUS, STRAY, *BUS]):
        gatherer.restore(item(f"bus{n}", text, n), "bus")
    gatherer.touched.add("bus")
    assert split(gatherer, NOW) == []
    assert gatherer.groups["bus"].size == 7


def test_a_stray_or_two_are_no_effort() -> None:
    gatherer = Gatherer(ordinary_dutch())
    heap(gatherer, bus=2)
    assert split(gatherer, NOW) == []


def test_only_what_changed_and_is_young_is_looked_at() -> None:
    gatherer = Gatherer(ordinary_dutch())
    heap(gatherer)
    gatherer.touched.clear()
    assert split(gatherer, NOW) == []
    gatherer.touched.add("heel")
    assert split(gatherer, NOW + timedelta(days=30)) == []


def test_what_people_placed_or_joined_stays() -> None:
    gatherer = Gatherer(ordinary_dutch())
    heap(gatherer)
    placed = ["bad1".ljust(16, "0"), "bus2".ljust(16, "0")]
    assert split(gatherer, NOW, fixed=placed) == []
    assert split(gatherer, NOW, may_split=lambda _group: False) == []
    assert gatherer.groups["heel"].size == 6
