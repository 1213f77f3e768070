"""Which places a subscription is about."""

from __future__ import annotations

from frontdesk.reader import within
from voorkant.records import Place
from voorkant.vocabulary import PlaceKind

PLACES = (
    Place("Noord", PlaceKind.WIJK, "WK01", part_of="Lindewaarde"),
    Place("Zuid", PlaceKind.WIJK, "WK02", part_of="Lindewaarde"),
    Place("Hoek", PlaceKind.BUURT, "BU0101", part_of="Noord"),
    Place("Centrum", PlaceKind.BUURT, "BU0102", part_of="Noord"),
    Place("Centrum", PlaceKind.BUURT, "BU0201", part_of="Zuid"),
)


def test_a_district_holds_its_neighbourhoods_and_not_one_of_the_same_name_elsewhere() -> None:
    assert within(frozenset({"noord"}), PLACES) == {"noord", "wk01", "hoek", "bu0101", "bu0102"}
    assert within(frozenset({"wk02"}), PLACES) == {"wk02", "zuid", "bu0201"}


def test_a_name_that_was_asked_for_means_all_that_bear_it() -> None:
    assert within(frozenset({"centrum"}), PLACES) == {"centrum", "bu0102", "bu0201"}


def test_none_asked_for_is_none() -> None:
    assert within(frozenset(), PLACES) == frozenset()
