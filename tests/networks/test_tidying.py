"""What tells that two groups are one effort."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from networks.gathering import Gatherer
from networks.groups import RECENT, Group, Item
from networks.terms import Vocabulary, terms, with_runs
from networks.tidying import Kinship, PairWeights, kinship, probability
from pipeline.modelling import ordinary_dutch

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
KASTEN = "Wij timmeren vleermuiskasten voor de molen"
VLEERMUIS = "Gisteren vloog er een vleermuis bij de sluis"


def kin(one: list[Item], other: list[Item]) -> Kinship:
    gatherer = Gatherer(ordinary_dutch())
    for name, items in (("i-een", one), ("i-twee", other)):
        for item in items:
            gatherer.restore(item, name)
    return kinship(gatherer.groups["i-een"], gatherer.groups["i-twee"], gatherer.vocabulary)


def said(text: str, days: int, **more: object) -> Item:
    url = f"https://forum.example/{len(text)}/{days}"
    item = Item(url, url, START + timedelta(days=days), terms("", text))
    return replace(item, **more)  # type: ignore[arg-type]  # a test's shorthand


def test_half_a_word_in_common_tells() -> None:
    alike = kin([said(KASTEN, 0)], [said(VLEERMUIS, 1)])
    assert alike.compound > 0.2
    assert kin([said(KASTEN, 0)], [said("Gisteren vloog er een fazant bij de sluis", 1)]).compound == 0
    assert probability(alike, PairWeights()) > probability(replace(alike, compound=0.0), PairWeights())


def test_days_in_common_tell() -> None:
    dated = [
        said(text, n, terms={**terms("", text), "d:2026-03-21": 1.0})
        for n, text in enumerate((KASTEN, VLEERMUIS))
    ]
    alike = kin([dated[0]], [dated[1]])
    assert alike.days > 0
    assert probability(alike, PairWeights()) > probability(replace(alike, days=0.0), PairWeights())


def test_who_was_two_for_weeks_is_two() -> None:
    beside = kin([said(KASTEN, 0), said(KASTEN, 30)], [said(VLEERMUIS, 1), said(VLEERMUIS, 31)])
    after = kin([said(KASTEN, 0), said(KASTEN, 1)], [said(VLEERMUIS, 31), said(VLEERMUIS, 32)])
    assert beside.beside > 3
    assert after.beside == 0
    assert probability(beside, PairWeights()) < probability(replace(beside, beside=0.0), PairWeights())


def test_two_kinds_tell_apart() -> None:
    protest, other = said(KASTEN, 0, kinds={"protest": 0.9}), said(VLEERMUIS, 1, kinds={"protest": 0.8})
    alike = kin([protest], [other])
    unlike = kin([protest], [replace(other, kinds={"voorstel": 0.8})])
    assert alike.kind > unlike.kind == 0
    assert probability(alike, PairWeights()) > probability(replace(alike, kind=0.0), PairWeights())


def test_what_is_left_when_the_newest_went_is_compared_all_the_same() -> None:
    one, other = Group("i-een"), Group("i-twee")
    items = [said(f"{KASTEN} {n}", n, kinds={"protest": 0.3}) for n in range(RECENT + 3)]
    for item in items:
        one.add(item, with_runs(item.terms))
    for item in items[3:]:
        one.remove(item, with_runs(item.terms))
    for kind in one.kinds:
        one.kinds[kind] = 1e-17  # what rounding may leave of a sum
    other.add(said(VLEERMUIS, 1, kinds={"protest": 0.9}), with_runs(terms("", VLEERMUIS)))
    assert one.size == 3 and not one.times
    found = kinship(one, other, Vocabulary(ordinary_dutch()))
    assert found.beside == 0
    assert found.kind == 0
