"""What people decide about initiatives holds, through days of new documents, until they undo it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from frontdesk.app import create_app
from frontdesk.desk import read
from pipeline.deciding import on_desk
from pipeline.labelling import human_labels
from pipeline.tools import Tools
from pipeline.town import evening
from storage.store import Store
from tests.pipeline.town_support import BASE, NEXT, Told, Town, exported, iso, no_traceback, play, table_rows
from voorkant.records import Decision
from voorkant.settings import load
from voorkant.vocabulary import Ruling

Ask = Callable[..., Told]
Rows = Mapping[str, Any]


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Path:
    return town.copy(BASE, tmp_path / "town")


def initiatives(folder: Path, day: int = BASE) -> dict[str, Rows]:
    lines = exported(folder, evening(day))["initiatives"].splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def urls(row: Rows) -> set[str]:
    return {d["url"] for d in row["documents"]}


def first_shown(folder: Path, initiative: str, day: int) -> datetime:
    store = Store(load(folder).database)
    with store.begin() as db:
        found = db.initiatives.get([initiative], evening(day))[initiative]
    store.close()
    return found.appeared


def largest(folder: Path) -> list[Rows]:
    return sorted(initiatives(folder).values(), key=lambda r: (-len(r["documents"]), r["id"]))


def decide(ask: Ask, folder: Path, *arguments: str) -> None:
    told = ask(folder, "decide", *arguments, "--by", "regisseur", "--as-of", iso(BASE))
    assert told.code == 0, told.err


def test_a_name_and_a_phase_hold_on_the_next_day(folder: Path, ask: Ask) -> None:
    first = largest(folder)[0]
    decide(ask, folder, "rename", first["id"], "Onze eigen naam")
    decide(ask, folder, "phase", first["id"], "gestopt")
    assert initiatives(folder)[first["id"]]["name"] == "Onze eigen naam"
    play(folder, evening(NEXT))
    later = initiatives(folder, NEXT)[first["id"]]
    assert later["name"] == "Onze eigen naam"
    assert later["phase"] == {"value": "gestopt", "probability": 1.0}
    decide(ask, folder, "undo", "1")
    assert initiatives(folder)[first["id"]]["name"] == first["name"]


def test_what_people_merge_stays_one_and_comes_apart_again(folder: Path, ask: Ask) -> None:
    keep, gone = largest(folder)[2:4]
    appeared = first_shown(folder, gone["id"], BASE)
    decide(ask, folder, "merge", keep["id"], gone["id"])
    found = initiatives(folder)
    assert gone["id"] not in found
    assert urls(found[keep["id"]]) == urls(keep) | urls(gone)
    play(folder, evening(NEXT))
    assert urls(keep) | urls(gone) <= urls(initiatives(folder, NEXT)[keep["id"]])
    told = ask(folder, "decide", "undo", "1", "--as-of", iso(NEXT))
    assert told.code == 0, told.err
    apart = initiatives(folder, NEXT)
    assert urls(apart[gone["id"]]) == urls(gone)
    assert first_shown(folder, gone["id"], NEXT) == appeared < evening(BASE), "it is not new again"
    assert urls(keep) <= urls(apart[keep["id"]])


def test_what_stays_after_a_merge_keeps_what_people_said_of_it(folder: Path, ask: Ask) -> None:
    keep, gone = (row["id"] for row in largest(folder)[2:4])
    decide(ask, folder, "rename", keep, "Comité Fabrieksweg")
    decide(ask, folder, "phase", keep, "organiseren")
    decide(ask, folder, "rename", gone, "Trekkeractie")
    decide(ask, folder, "phase", gone, "gestopt")
    decide(ask, folder, "merge", keep, gone)
    one = initiatives(folder)[keep]
    assert (one["name"], one["phase"]["value"]) == ("Comité Fabrieksweg", "organiseren")
    decide(ask, folder, "rename", gone, "Fabrieksweg Veilig")
    assert initiatives(folder)[keep]["name"] == "Fabrieksweg Veilig", "the old id redirects"
    decide(ask, folder, "undo", "6")
    decide(ask, folder, "undo", "1")
    assert initiatives(folder)[keep]["name"] == "Trekkeractie", "it has no name of its own any more"
    decide(ask, folder, "undo", "5")
    apart = initiatives(folder)
    assert apart[keep]["name"] != "Trekkeractie"
    assert (apart[gone]["name"], apart[gone]["phase"]["value"]) == ("Trekkeractie", "gestopt")


def test_what_people_split_stays_two_and_becomes_one_again(folder: Path, ask: Ask) -> None:
    whole = largest(folder)[0]
    part = sorted(urls(whole))[: len(urls(whole)) // 2]
    decide(ask, folder, "split", whole["id"], *part)
    listed = [json.loads(x) for x in ask(folder, "decide", "list", "--as-of", iso(BASE)).out.splitlines()]
    new = listed[0]["value"]
    found = initiatives(folder)
    assert urls(found[new]) == set(part)
    assert urls(found[whole["id"]]) == urls(whole) - set(part)
    play(folder, evening(NEXT))
    later = initiatives(folder, NEXT)
    assert set(part) <= urls(later[new])
    assert urls(whole) - set(part) <= urls(later[whole["id"]])
    decide(ask, folder, "undo", "1")
    again = initiatives(folder)
    assert new not in again
    assert urls(again[whole["id"]]) == urls(whole)


def test_what_people_reject_is_nowhere(folder: Path, ask: Ask) -> None:
    first = largest(folder)[0]
    decide(ask, folder, "reject", first["id"])
    for day in (BASE, NEXT):
        if day == NEXT:
            play(folder, evening(NEXT))
        everything = exported(folder, evening(day))
        assert all(first["id"] not in text for text in everything.values()), day
    store = Store(load(folder).database)
    with store.begin() as db:
        assert all(a.ended for a in db.alerts.all(evening(NEXT)) if a.subject == first["id"])
        actions = [line["action"] for line in db.humans.log()]
    store.close()
    assert "besloten: reject" in actions
    told = ask(folder, "decide", "undo", "1", "--as-of", iso(NEXT))
    assert told.code == 0, told.err
    assert urls(first) <= urls(initiatives(folder, NEXT)[first["id"]])


def test_the_document_that_shows_a_phase_is_kept_with_the_decision(folder: Path, ask: Ask) -> None:
    first, other = largest(folder)[:2]
    shown = sorted(urls(first))[0]
    decide(ask, folder, "phase", first["id"], "gestopt", "--shown-by", shown)
    strange = ask(folder, "decide", "phase", first["id"], "idee", "--shown-by", sorted(urls(other))[0])
    assert strange.code == 2 and "hoort niet bij" in strange.err
    store = Store(load(folder).database)
    with store.begin() as db:
        [label] = human_labels(db, evening(BASE))
        found = db.documents.by_url(shown)
        assert found and (label.document, label.field, label.value) == (found.id, "phase", "gestopt")
    store.close()
    now = initiatives(folder)[first["id"]]
    assert urls(now) == urls(first)
    assert [now["phases"][-1][k] for k in ("phase", "url", "decided")] == ["gestopt", shown, True]
    decide(ask, folder, "undo", "1")
    assert urls(initiatives(folder)[first["id"]]) == urls(first), "nothing had moved"


def test_a_split_on_which_a_merge_rests_is_undone_after_it(folder: Path, ask: Ask) -> None:
    whole = largest(folder)[0]
    decide(ask, folder, "split", whole["id"], sorted(urls(whole))[0])
    new = json.loads(ask(folder, "decide", "list", "--as-of", iso(BASE)).out)["value"]
    decide(ask, folder, "merge", whole["id"], new)
    told = ask(folder, "decide", "undo", "1", "--as-of", iso(BASE))
    assert (told.code, told.err) == (2, "Besluit 2 bouwt hierop voort. Draai eerst dat terug.\n")
    decide(ask, folder, "undo", "2")
    decide(ask, folder, "undo", "1")
    assert urls(initiatives(folder)[whole["id"]]) == urls(whole)


def arguments(folder: Path, day: int) -> list[Rows]:
    return [json.loads(line) for line in exported(folder, evening(day))["arguments"].splitlines()]


def test_an_answer_holds_for_what_comes_later_until_it_is_undone(folder: Path, ask: Ask) -> None:
    point = max(arguments(folder, BASE), key=lambda a: (a["count"], a["id"]))
    decide(ask, folder, "answer", point["initiative"], point["id"], "Wij komen in het najaar met een plan.")
    play(folder, evening(NEXT))
    for day in (BASE, NEXT):
        answered = [a for a in arguments(folder, day) if a["answer"]]
        assert {a["initiative"] for a in answered} == {point["initiative"]}
        assert {a["answer"] for a in answered} == {"Wij komen in het najaar met een plan."}
    told = ask(folder, "decide", "undo", "1", "--as-of", iso(NEXT))
    assert told.code == 0, told.err
    assert not [a for a in arguments(folder, NEXT) if a["answer"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rename", "i-nergens", "Naam"), "kennen we niet"),
        (("rename", "FIRST", "  "), "1 tot 120 tekens"),
        (("phase", "FIRST", "klaar"), "is geen fase"),
        (("merge", "FIRST", "FIRST"), "al hetzelfde"),
        (("split", "FIRST", "https://example.nl/elders"), "hoort niet bij"),
        (("answer", "FIRST", "p-0000000000", "Nee."), "kennen we niet (meer)"),
        (("answer", "FIRST", "p-0000000000", " "), "1 tot 600 tekens"),
        (("rename", "FIRST", "Actie van Jan de Vries"), "Er staat een naam van een persoon in."),
        (("answer", "FIRST", "p-0000000000", "Bel 06-12345678."), "Er staat een telefoonnummer in."),
        (("undo", "99"), "geldt niet (meer)"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    folder: Path, ask: Ask, arguments: tuple[str, ...], said: str
) -> None:
    first, before = largest(folder)[0]["id"], table_rows(folder)
    told = ask(folder, "decide", *(a.replace("FIRST", first) for a in arguments), "--as-of", iso(BASE))
    no_traceback(told)
    assert told.code == 2
    assert said in told.err
    assert table_rows(folder) == before


def test_everything_cannot_be_split_off(folder: Path, ask: Ask) -> None:
    whole = largest(folder)[0]
    told = ask(folder, "decide", "split", whole["id"], *urls(whole), "--as-of", iso(BASE))
    assert told.code == 2
    assert "blijft er niets over" in told.err


def test_what_waits_is_shown_when_people_let_it(folder: Path, ask: Ask) -> None:
    store = Store(load(folder).database)
    with store.begin() as db:
        desk = read(db, load(folder), evening(BASE))
        waiting = next(d for d in desk.documents.values() if desk.withheld(d.id))
    told = ask(folder, "decide", "release", waiting.url, "--as-of", iso(BASE))
    assert told.code == 0, told.err
    again = ask(folder, "decide", "release", waiting.url, "--as-of", iso(BASE))
    assert (again.code, "al vrijgegeven" in again.err) == (2, True), "undoing the one keeps nothing public"
    with store.begin() as db:  # as two people who released it at the same moment
        db.humans.decide(Decision(0, evening(BASE), "Sam", Ruling.RELEASE, waiting.id, ""))
    with store.begin() as db:
        assert not read(db, load(folder), evening(BASE)).withheld(waiting.id)
    assert ask(folder, "decide", "undo", "1", "--as-of", iso(BASE)).code == 0
    with store.begin() as db:
        assert read(db, load(folder), evening(BASE)).waits(waiting.id)
    told = ask(folder, "decide", "withhold", waiting.url, "--by", "Noor", "--as-of", iso(BASE))
    assert told.code == 0, told.err
    listed = json.loads(ask(folder, "decide", "list", "--as-of", iso(BASE)).out)
    assert (listed["decision"], listed["by"], listed["initiative"]) == ("verbergen", "Noor", waiting.id)
    with store.begin() as db:
        desk = read(db, load(folder), evening(BASE))
        assert desk.withheld(waiting.id) and not desk.waits(waiting.id)
    again = ask(folder, "decide", "withhold", waiting.url, "--as-of", iso(BASE))
    assert (again.code, "blijft al verborgen" in again.err) == (2, True)
    assert ask(folder, "decide", "undo", str(listed["number"]), "--as-of", iso(BASE)).code == 0
    with store.begin() as db:
        assert read(db, load(folder), evening(BASE)).waits(waiting.id)
    store.close()


def test_the_desk_rejects_and_releases_and_takes_both_back(folder: Path) -> None:
    first, settings = largest(folder)[0]["id"], load(folder)
    store = Store(settings.database)
    with store.begin() as db:
        desk = read(db, settings, evening(BASE))
        waiting = next(d for d in desk.documents.values() if desk.withheld(d.id))
    with Tools(settings) as tools:
        deciding = on_desk(store, tools, "regisseur")
        app = create_app(settings, store, lambda: evening(BASE), deciding=deciding)
        with TestClient(app, base_url="http://127.0.0.1:8765") as client:
            page = client.get("/besluiten").text
            assert waiting.url in page
            token = re.search(r'name="bewijs" value="([^"]+)"', page)
            assert token
            proof = {"bewijs": token[1]}
            here = f"/initiatieven/{first}"
            listed = client.post(f"{here}/besluit", data={"besluit": "reject", **proof})
            assert "is afgekeurd" in listed.text
            assert client.get(here).status_code == 404
            assert (
                "Uw besluit is teruggedraaid."
                in client.post(f"{here}/besluit", data={"terug": "1", **proof}).text
            )
            assert client.get(here).status_code == 200
            freed = client.post("/besluiten", data={"vrij": waiting.url, **proof}).text
            assert "Het bericht is vrijgegeven." in freed and 'value="2"' in freed
            client.post("/besluiten", data={"terug": "2", **proof})
            assert f'value="{waiting.url}"' in client.get("/besluiten").text
            kept = client.post("/besluiten", data={"verborgen": waiting.url, **proof}).text
            assert "Het bericht blijft verborgen" in kept and f'value="{waiting.url}"' not in kept
            client.post("/besluiten", data={"terug": "3", **proof})
            assert f'value="{waiting.url}"' in client.get("/besluiten").text
    store.close()
