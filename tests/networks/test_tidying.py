"""What tells that two groups are one effort."""

from __future__ import annotations

from dataclasses import replace

from networks.gathering import Gatherer
from networks.groups import RECENT, Group, Item
from networks.terms import Vocabulary, terms, with_runs
from networks.tidying import Kinship, kinship, probability
from pipeline.modelling import ordinary_dutch
from tests.networks.test_moving import item

BOXES = "Wij timmeren vleermuiskasten voor de molen"
BAT = "Gisteren vloog er een vleermuis bij de sluis"
PHEASANT = "Gisteren vloog er een fazant bij de sluis"


def kin(one: list[Item], other: list[Item]) -> Kinship:
    gatherer = Gatherer(ordinary_dutch())
    for name, items in (("i-een", one), ("i-twee", other)):
        for document in items:
            gatherer.restore(document, name)
    return kinship(gatherer.groups["i-een"], gatherer.groups["i-twee"], gatherer.vocabulary)


def test_half_a_word_in_common_tells() -> None:
    alike = kin([item("a", BOXES)], [item("b", BAT, 1)])
    assert alike.compound > 0.2
    assert kin([item("a", BOXES)], [item("b", PHEASANT, 1)]).compound == 0
    assert probability(alike) > probability(replace(alike, compound=0.0))


def test_days_in_common_tell() -> None:
    one, other = (
        item(name, text, terms={**terms("", text), "d:2026-03-21": 1.0})
        for name, text in (("a", BOXES), ("b", BAT))
    )
    alike = kin([one], [other])
    assert alike.days > 0
    assert kin([one], [item("b", BAT)]).days == 0
    assert probability(alike) > probability(replace(alike, days=0.0))


def test_who_was_two_for_weeks_is_two() -> None:
    beside = kin([item("a", BOXES), item("b", BOXES, 30)], [item("c", BAT, 1), item("d", BAT, 31)])
    after = kin([item("a", BOXES), item("b", BOXES, 1)], [item("c", BAT, 31), item("d", BAT, 32)])
    assert beside.beside > 3
    assert after.beside == 0
    assert probability(beside) < probability(replace(beside, beside=0.0))


def test_one_kind_tells() -> None:
    protest, other = item("a", BOXES, kinds={"protest": 0.9}), item("b", BAT, 1, kinds={"protest": 0.8})
    alike = kin([protest], [other])
    unlike = kin([protest], [replace(other, kinds={"voorstel": 0.8})])
    assert alike.kind > unlike.kind == 0
    assert probability(alike) > probability(replace(alike, kind=0.0))


def test_what_is_left_when_the_newest_went_is_compared_all_the_same() -> None:
    one, other = Group("i-een"), Group("i-twee")
    told = {"kinds": {"protest": 0.3}, "themes": {"energie": 0.3}}
    old = [item(f"o{n}", BOXES, n) for n in range(3)]
    new = [item(f"n{n}", BOXES, n + 3, **told) for n in range(RECENT)]
    for document in (*old, *new):
        one.add(document, with_runs(document.terms))
    for document in new:
        one.remove(document, with_runs(document.terms))
    assert one.size == 3 and not one.times
    assert not one.kinds and not one.themes, "what rounding leaves of a sum is nothing"
    other.add(item("b", BAT, 1, kinds={"protest": 0.9}, themes={"energie": 0.9}), with_runs(terms("", BAT)))
    found = kinship(one, other, Vocabulary(ordinary_dutch()))
    assert (found.beside, found.kind, found.theme) == (0, 0, 0)
