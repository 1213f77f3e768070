"""What is found beside what is told: forms that differ in nothing that matters are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from models.corpus import Example, Gathering
from models.evaluation import named_figures
from models.matching import matches
from models.registry import Match

TEXT = (
    "Bakkerij Poortinga en Stichting De Kade openen zaterdag 14 maart om 10.00 uur de markt in Breda. "
    "Ook Ulvenhout doet mee. Vorig jaar, op 8 maart, kwamen er veel mensen."
)
EXAMPLE = Example(
    id="a", channel="nieuws", municipality="Breda", subject="markt",
    published=datetime(2026, 3, 10, 9, tzinfo=UTC), text=TEXT, places=("Breda", "Ulvenhout"),
    organisations=("“Stichting De Kade”",), meetings=(Gathering("2026-03-14T10:00+01:00", "de markt"),),
)  # fmt: skip


def test_forms_that_differ_in_nothing_that_matters_are_one() -> None:
    told = replace(EXAMPLE, organisations=("stichting De Kade", "het Poortinga", "De Kade"))
    assert matches(told, TEXT, None)["organisations"].told == ("kade", "poortinga")


def test_the_municipality_itself_is_no_place_and_a_day_that_is_past_no_gathering() -> None:
    found = matches(EXAMPLE, TEXT, None)
    assert found["places"].told == ("ulvenhout",) and "breda" not in found["places"].found
    assert found["meetings"] == Match(("2026-03-14T10:00",), ("2026-03-14T10:00",))


def test_figures_count_names_and_not_documents() -> None:
    found = [Match(("a", "b", "c"), ("a",)), Match((), ("d",)), Match((), ())]
    figures = named_figures("places", found)
    assert (figures.documents, figures.precision, figures.recall) == (3, 0.5, 0.3333)
    assert figures.f1 == 0.4, "twice one right of two found and three told"
    assert figures.calibration_error != figures.calibration_error, "nothing tells how sure it is"
