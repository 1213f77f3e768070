"""A week that is different, and four mistakes, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, datetime

from voorkant.quality import Drift, FieldDrift, Mistake, NewWord, PartDrift, Shift, Vocabulary
from voorkant.records import LABEL_FIELDS
from voorkant.vocabulary import Verdict

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


def part(source: str, verdict: Verdict, new: tuple[NewWord, ...] = ()) -> PartDrift:
    now, before = (5, 5, 10, 10, 10, 10, 10, 10, 20, 10), (40, 40, 40, 40, 40, 40, 40, 40, 40, 40)
    shift = Shift(0.31, verdict)
    fields = tuple(
        FieldDrift(f, 100, 400, 0.81, 0.9, 0.2, 0.1, {"ja": 0.25}, {"ja": 0.5}, shift) for f in LABEL_FIELDS
    )
    return PartDrift(source, 100, 400, now, before, shift, fields,
                     Vocabulary(100, 400, 0.08, 0.04, verdict, new))  # fmt: skip


WEEK = Drift(
    NOW, 4, ("basis-1",), part("", Verdict.ALARM, (NewWord("warmtenet", 12, 1),)),
    (part("veenbode", Verdict.ALARM), part("plein", Verdict.TOO_LITTLE)),
)  # fmt: skip
MISTAKES = (
    Mistake(
        "d1", "veenbode", "initiative", False, True, 0.98, "Zonnepark", "Bewoners <b>bouwen</b>", "", ("zon",)
    ),
    Mistake("d2", "plein", "initiative", True, False, 0.6, "", "Wie helpt mee?", "Eerst dit"),
    Mistake("d1", "veenbode", "theme", "energie", "sport", 0.7, "Zonnepark", "Bewoners <b>bouwen</b>"),
    Mistake("d3", "plein", "theme", None, "sport", 0.4, "", "Niets aan de hand"),
)
