"""The contract of `export`: fields, closed labels, what never goes out, and safe CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from frontdesk import export
from storage.store import Store
from voorkant.errors import InputError
from voorkant.records import Membership, PhaseChange, document_id
from voorkant.settings import Settings
from voorkant.vocabulary import Phase, Stance

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


def rows(town: Store, settings: Settings, what: str) -> list[dict[str, Any]]:
    with town.begin() as db:
        return list(export.rows(db, settings, what, NOW))


@pytest.mark.parametrize("what", export.FIELDS)
def test_fields_are_the_contract(town: Store, settings: Settings, what: str) -> None:
    found = rows(town, settings, what)
    assert found
    assert all(tuple(row) == export.FIELDS[what] for row in found)
    assert json.loads(json.dumps(found)) == found


def test_initiative(town: Store, settings: Settings) -> None:
    zon = next(r for r in rows(town, settings, "initiatives") if r["id"] == "zon")
    assert zon["theme"] == {"value": "energie", "probability": 0.8}
    assert zon["places"] == [{"name": "Veenbuurt", "code": "BU01"}]
    assert zon["organisations"] == [{"name": "Stichting Veen"}]
    assert zon["network"] == "n1"
    assert zon["first_seen"].endswith("+02:00")
    newest = zon["documents"][0]
    assert set(newest) == {"url", "source", "published", "title", "excerpt", "copy_of", "stance"}
    assert newest["stance"] == {"value": "steun", "probability": 0.66}
    assert len(newest["excerpt"].removesuffix(" …").split()) == 40


def test_an_initiative_tells_its_course_its_balance_and_what_went_up_in_it(
    town: Store, settings: Settings
) -> None:
    zon, first = "https://veenbode.example/zon0", NOW - timedelta(hours=3)
    angry = document_id("https://plein.example/boos")
    with town.begin() as db:
        now = db.initiatives.get(["zon"], NOW)["zon"]
        reached = (
            PhaseChange(Phase.IDEE, first, document_id(zon)),
            PhaseChange(Phase.MOBILISEREN, first, "gone"),
            PhaseChange(Phase.ORGANISEREN, first, angry),
            PhaseChange(Phase.UITVOEREN, NOW, "", decided=True),
            PhaseChange(Phase.RESULTAAT, NOW, document_id(zon), decided=True),
        )
        db.initiatives.save([replace(now, phases=reached)], NOW)
        db.initiatives.save([replace(now, id="oud", merged_into="zon")], NOW)
        against = Membership(document_id(zon), "zon", Stance.VERZET, 0.9, "zelfde plek", NOW)
        db.initiatives.join([against])
    found = {r["id"]: r for r in rows(town, settings, "initiatives")}
    assert found.keys() == {"bad", "bus", "zon"}
    told = found["zon"]
    assert told["summary"] == "Bewoners werken samen aan zonnepark veenbuurt."
    assert [(p["phase"], p["url"], p["decided"]) for p in told["phases"]] == [
        ("idee", zon, False), ("mobiliseren", None, False), ("organiseren", None, False),
        ("uitvoeren", None, True), ("resultaat", zon, True),
    ]  # fmt: skip
    assert told["phase"] == {"value": now.phase, "probability": 1.0}
    assert told["phases"][0]["at"] == "2026-09-10T03:30:00+02:00"
    assert told["stance_balance"] == {"steun": 8, "neutraal": 0, "verzet": 1}
    meetings = [{k: v for k, v in r.items() if k != "initiative"} for r in rows(town, settings, "meetings")]
    assert told["meetings"] == meetings != []
    assert (told["merged_from"], found["bus"]["merged_from"]) == (["oud"], [])


def test_a_text_that_stands_twice_counts_once_in_the_balance(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        sketch = {"size": 48, "whole": b"w", "start": b"s", "marks": [], "made": NOW}
        for n in range(2):
            db.copies.save(document_id(f"https://veenbode.example/bus{n}"), "bus", sketch, [1])
    found = {r["id"]: r["stance_balance"] for r in rows(town, settings, "initiatives")}
    assert found["bus"] == {"steun": 1, "neutraal": 0, "verzet": 0}


def test_hostile_words_stay_inside(town: Store, settings: Settings) -> None:
    for what in export.FIELDS:
        assert "Steek" not in json.dumps(rows(town, settings, what))
    angry = next(r for r in rows(town, settings, "documents") if r["url"].endswith("/boos"))
    assert (angry["title"], angry["excerpt"]) == ("", "")
    assert angry["labels"]["hostile"] == {"value": True, "probability": 0.95}


def test_what_is_pointed_at_as_evidence_may_speak(town: Store, settings: Settings) -> None:
    angry, calm = "https://plein.example/boos", "https://plein.example/zon1"
    with town.begin() as db:
        (known,) = db.networks.relations(NOW)
        db.networks.save_relations([replace(known, evidence=(angry, calm))], NOW)
        (said,) = db.networks.arguments(NOW)
        db.networks.save_arguments([replace(said, examples=(angry, calm))], NOW)
    pointed = {"relations": "evidence", "arguments": "examples", "alerts": "documents"}
    for what, field in pointed.items():
        (row,) = rows(town, settings, what)
        assert row[field] and angry not in row[field], what


def test_no_account_and_small_counts(town: Store, settings: Settings) -> None:
    said = json.dumps([rows(town, settings, what) for what in export.FIELDS])
    assert "f" * 32 not in said
    assert {r["id"]: r["participants"] for r in rows(town, settings, "networks")} == {"n1": 12, "n2": "<5"}


def test_other_records(town: Store, settings: Settings) -> None:
    relation = rows(town, settings, "relations")[0]
    assert (relation["from"], relation["since"]) == ("n1", "2026-09-10T05:30:00+02:00")
    assert rows(town, settings, "alerts")[0]["subject"] == {"kind": "initiative", "id": "zon"}
    assert rows(town, settings, "meetings") == [
        {
            "initiative": "zon", "start": "2026-09-17T20:00:00+02:00", "place": "buurthuis De Turf",
            "url": "https://veenbode.example/zon0", "end": None, "state": "planned",
        },
        {
            "initiative": "zon", "start": "2026-09-18T20:00:00+02:00", "place": "kerkplein",
            "url": "https://veenbode.example/zon4", "end": None, "state": "cancelled",
        },
    ]  # fmt: skip


def test_a_past_day_gives_what_was_known_then(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        before = list(export.rows(db, settings, "initiatives", datetime(2026, 9, 8, tzinfo=UTC)))
    assert [(r["id"], r["phase"]["value"]) for r in before] == [("zon", "idee")]


def test_jsonl_and_csv_say_the_same(town: Store, settings: Settings) -> None:
    found = rows(town, settings, "initiatives")
    lines, table = io.StringIO(), io.StringIO()
    assert export.write(found, "jsonl", lines) == export.write(found, "csv", table) == 3
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == found
    read = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert [r["name"] for r in read] == [r["name"] for r in found]
    assert json.loads(read[0]["theme"]) == found[0]["theme"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cells_never_run(start: str) -> None:
    table = io.StringIO()
    export.write([{"name": f"{start}cmd|' /C calc'!A0"}], "csv", table)
    cell = list(csv.reader(io.StringIO(table.getvalue(), newline="")))[1][0]
    assert cell.startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"), [(-3.5, "-3.5"), ("-12", "-12"), (None, ""), ("-1+cmd", "'-1+cmd")]
)
def test_real_numbers_are_kept(value: object, cell: str) -> None:
    assert export.guarded(value) == cell


def test_empty_csv_has_its_header() -> None:
    table = io.StringIO()
    assert export.write([], "csv", table, "relations") == 0
    assert table.getvalue() == "from,to,relation,strength,evidence,since,why\n"


def test_unknown_kind_and_format(town: Store, settings: Settings) -> None:
    with town.begin() as db, pytest.raises(InputError, match="personen"):
        export.rows(db, settings, "personen", NOW)
    with pytest.raises(InputError, match="xlsx"):
        export.write([], "xlsx", io.StringIO())
