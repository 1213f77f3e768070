"""Documents of the last days move to where they belong by now; short streams written for these tests."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from networks.gathering import MANY, Gatherer
from networks.groups import Group, Item
from networks.moving import rethink
from networks.terms import terms
from pipeline.modelling import ordinary_dutch

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
BATH = [
    "Houd het buitenbad De Waterlelie open, zonder zwembad leert geen kind zwemmen",
    "Al 300 namen voor zwembad De Waterlelie",
    "De raad praat over de sluiting van zwembad De Waterlelie",
]
BUS = [
    "Voor de buurtbus naar Stevensweert zoeken we chauffeurs",
    "Acht chauffeurs besturen sinds vandaag de buurtbus naar Stevensweert",
    "De buurtbus Stevensweert rijdt ook op zaterdag, zeggen de chauffeurs",
]
STRAY = "De chauffeurs van de buurtbus Stevensweert staan zaterdag op de markt"


def item(name: str, text: str, day: int = 0, **other: object) -> Item:
    at = START + timedelta(days=day)
    base = Item(name.ljust(16, "0"), f"https://forum.example/{name}", at, terms("", text))
    return replace(base, **other)  # type: ignore[arg-type]  # a test's shorthand


def stray(gatherer: Gatherer, **other: object) -> Item:
    """Two efforts, and a post about the bus, with an answer, that stands with the bath."""
    for n, text in enumerate(BATH):
        gatherer.restore(item(f"bad{n}", text, n), "bad")
    for n, text in enumerate(BUS):
        gatherer.restore(item(f"bus{n}", text, n), "bus")
    lost = item("dwaal", STRAY, 3, **other)
    gatherer.restore(lost, "bad")
    gatherer.restore(item("antwoord", "Leuk!", 3, reply_to=lost.url, relevance=0.2), "bad")
    return lost


def told(gatherer: Gatherer) -> dict[str, tuple[int, set[str]]]:
    return {g.id: (g.size, set(g.having)) for g in gatherer.groups.values()}


def test_what_stands_wrong_moves_with_its_answers() -> None:
    gatherer = Gatherer(ordinary_dutch())
    lost = stray(gatherer)
    moves, emptied = rethink(gatherer, START + timedelta(days=4))
    assert [(m.source, m.target, [d.rstrip("0") for d in m.documents]) for m in moves] == [
        ("bad", "bus", ["dwaal", "antwoord"])
    ]
    assert emptied == [] and 0.5 < moves[0].probability <= 1
    assert (gatherer.groups["bad"].size, gatherer.groups["bus"].size) == (3, 5)
    assert "w:chauffeur" not in gatherer.groups["bad"].having
    assert gatherer.answered(item("later", "Ik ook", 4, reply_to=lost.url)) == "bus"


def test_a_second_sweep_moves_nothing() -> None:
    gatherer = Gatherer(ordinary_dutch())
    stray(gatherer)
    rethink(gatherer, START + timedelta(days=4))
    before = told(gatherer)
    assert rethink(gatherer, START + timedelta(days=4)) == ([], [])
    assert told(gatherer) == before


def test_what_people_placed_or_took_apart_stays() -> None:
    barred: dict[str, Any]
    for barred in ({"fixed": ["dwaal".ljust(16, "0")]}, {"may_move": lambda _source, _target: False}):
        gatherer = Gatherer(ordinary_dutch())
        stray(gatherer)
        before = told(gatherer)
        assert rethink(gatherer, START + timedelta(days=4), **barred) == ([], [])
        assert told(gatherer) == before


def test_what_is_older_stays() -> None:
    gatherer = Gatherer(ordinary_dutch())
    stray(gatherer)
    assert rethink(gatherer, START + timedelta(days=18)) == ([], [])


def test_an_emptied_group_goes_on_where_its_last_document_went() -> None:
    gatherer = Gatherer(ordinary_dutch())
    gatherer.restore(item("vroeg", STRAY, 0), "alleen")
    for n, text in enumerate(BUS):
        gatherer.restore(item(f"bus{n}", text, n + 1), "bus")
    moves, emptied = rethink(gatherer, START + timedelta(days=4))
    assert [(m.keep, m.gone) for m in emptied] == [("bus", "alleen")] == [(m.target, m.source) for m in moves]
    assert "alleen" not in gatherer.groups
    placed = gatherer.place(item("later", STRAY, 4))  # no term points at what is gone
    assert placed.group == "bus"


def test_adding_and_removing_leaves_a_group_as_it_was() -> None:
    gatherer, group = Gatherer(ordinary_dutch()), Group("bad")
    for n, text in enumerate(BATH):
        one = item(f"bad{n}", text, n, themes={"sport": 0.7}, kinds={"protest": 0.4})
        group.add(one, gatherer.vector(one))
    sums, having = dict(group.sums), dict(group.having)
    other = item("bus", BUS[0], themes={"verkeer": 0.9}, kinds={"protest": 0.1})
    vector = gatherer.vector(other)
    group.add(other, vector)
    group.remove(other, vector)
    assert group.sums.keys() == sums.keys() and dict(group.having) == having
    assert all(math.isclose(group.sums[t], w) for t, w in sums.items())
    assert group.size == 3 and len(group.members) == 3
    assert group.kinds["protest"] == pytest.approx(1.2) and group.themes["sport"] == pytest.approx(2.1)


def test_old_documents_are_forgotten_while_reading_back() -> None:
    gatherer = Gatherer()
    for n in range(3 * MANY):
        gatherer.restore(item(f"d{n}", f"woord{n % 7}", n // 100), "groep")
    newest = START + timedelta(days=29)
    assert len(gatherer.recent(newest - timedelta(days=14))) == 1400
    assert len(gatherer._added) == 1400  # what cannot move any more takes no room
