"""Initiatives of one name are told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voorkant.namesakes import told_apart
from voorkant.records import Initiative, PlaceMention

ZONE = ZoneInfo("Europe/Amsterdam")


def called(id_: str, name: str, *places: str, day: int = 1) -> Initiative:
    since = datetime(2026, 10, day, 12, tzinfo=UTC)
    found = tuple(PlaceMention(p) for p in places)
    return Initiative(id_, name, "", None, None, None, (), found, (), since, since, since, 2)


def names(*shown: Initiative) -> list[str]:
    return [i.name for i in told_apart(shown, ZONE)]


def test_by_where_they_are() -> None:
    one, other = called("i-1", "Niet gehoord", "Vaartpark"), called("i-2", "Niet Gehoord", "Oosterveen")
    alone = called("i-3", "Red de Linden", "Vaartpark")
    assert names(one, other, alone) == [
        "Niet gehoord (Vaartpark)", "Niet Gehoord (Oosterveen)", "Red de Linden"
    ]  # fmt: skip
    assert names(one, alone) == ["Niet gehoord", "Red de Linden"]


def test_else_by_since_when_else_by_id() -> None:
    one, other = called("i-1", "Niet gehoord", "Brink", day=9), called("i-2", "Niet gehoord", day=14)
    assert names(one, other) == [
        "Niet gehoord (sinds 9 oktober 2026)", "Niet gehoord (sinds 14 oktober 2026)"
    ]  # fmt: skip
    assert names(*(called(i, "Niet gehoord", "Brink") for i in ("i-1", "i-2"))) == [
        "Niet gehoord (i-1)", "Niet gehoord (i-2)"
    ]  # fmt: skip
