"""What people decided, when what they decided on was merged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from networks.rulings import rulings
from voorkant.records import Decision
from voorkant.vocabulary import Phase, Ruling

START = datetime(2026, 9, 1, tzinfo=UTC)


def decided(*told: tuple[Ruling, str, str]) -> list[Decision]:
    """(what, on which, what it gave), oldest first."""
    return [
        Decision(n, START + timedelta(days=n), "regisseur", ruling, subject, value, ())
        for n, (ruling, subject, value) in enumerate(told, 1)
    ]


def test_what_stays_keeps_the_name_and_the_phase_that_people_gave_it() -> None:
    told = decided(
        (Ruling.RENAME, "a", "Comité Fabrieksweg"),
        (Ruling.PHASE, "a", Phase.ORGANISEREN),
        (Ruling.RENAME, "b", "Trekkeractie"),
        (Ruling.PHASE, "b", Phase.GESTOPT),
    )
    apart, merged = rulings(told, {}), rulings(told, {"b": "a"})
    assert apart.names == {"a": "Comité Fabrieksweg", "b": "Trekkeractie"}
    assert merged.names == {"a": "Comité Fabrieksweg"}
    assert merged.phases["a"].phase is Phase.ORGANISEREN


def test_what_went_up_in_another_gives_it_what_it_has_not() -> None:
    told = decided((Ruling.RENAME, "b", "Trekkeractie"), (Ruling.PHASE, "a", Phase.IDEE))
    merged = rulings(told, {"b": "a"})
    assert merged.names == {"a": "Trekkeractie"}
    assert merged.phases["a"].phase is Phase.IDEE


def test_of_a_row_of_merges_the_nearest_counts() -> None:
    told = decided((Ruling.RENAME, "b", "Trekkeractie"), (Ruling.RENAME, "c", "Boeren op de Brink"))
    assert rulings(told, {"c": "b", "b": "a"}).names == {"a": "Trekkeractie"}


def test_what_people_say_after_the_merge_holds_over_both() -> None:
    told = decided(
        (Ruling.RENAME, "a", "Comité Fabrieksweg"),
        (Ruling.RENAME, "b", "Trekkeractie"),
        (Ruling.RENAME, "a", "Fabrieksweg Veilig"),
    )
    assert rulings(told, {"b": "a"}).names == {"a": "Fabrieksweg Veilig"}
