"""How the classifiers do, from the command line: drift and mistakes in a store; the corpus and its floors."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models import corpus, floors, judging
from models.drift import known_words
from models.registry import Match, Registry
from models.training import fit, prepared
from pipeline.delivering import deliver, drift_message
from pipeline.quality import measured, on_desk, week
from pipeline.tools import Tools
from storage.store import Store
from tests.pipeline.town_support import ROOT, Told, change_yaml, command, environment
from tests.post import Inbox, parts
from voorkant.labels import UNSURE
from voorkant.named import Named
from voorkant.quality import WEEKS
from voorkant.records import LABEL_FIELDS, Annotation, Document, Label
from voorkant.reports import HumanLabel, HumanNames, Report
from voorkant.settings import Mail, Settings, Subscription, load
from voorkant.text import content_hash
from voorkant.vocabulary import Channel

Ask = Callable[..., Told]
Office = tuple[Path, Settings, Store]
Post = tuple[Inbox, Mail]
NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
AT = NOW.isoformat()
WEEK, DAY = timedelta(days=7), timedelta(days=1)
MONDAY = datetime(2026, 9, 14, 4, 30, tzinfo=UTC)  # 06.30 uur; the week before it is the one that changed
READERS = (
    Subscription("data", "data@example.nl", channel=Channel.DRIFT),
    Subscription("fg", "fg@example.nl", channel=Channel.DRIFT),
    Subscription("wethouder", "staf@example.nl", channel=Channel.ALERT),
)


def some() -> list[corpus.Example]:
    return [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model from a part of the corpus, judged on the municipalities that it did not learn from."""
    examples = some()
    learn, test = judging.split(examples)
    ready = prepared(examples, str)
    made = fit([examples[n] for n in learn], [ready[n] for n in learn], "klein")
    rows, _ = judging.judge(made, [examples[n] for n in test], [ready[n] for n in test])
    folder = tmp_path_factory.mktemp("model") / "models"
    Registry(folder).save(made, {"version": "klein"}, rows)
    Registry(folder).promote("klein")
    return folder


def document(n: int, weeks_back: int, text: str) -> Document:
    at = NOW - weeks_back * WEEK - timedelta(hours=1 + n)
    whole = f"{text} {n} {weeks_back}"
    return Document(
        url=f"https://veenbode.example/{weeks_back}/{n}", source="forum", title="", text=whole, published=at,
        collected=at, content_hash=content_hash("", whole), entry_hash="x", participant=f"{n:032x}",
    )  # fmt: skip


def said(d: Document, chance: float) -> Annotation:
    yes = chance >= 0.5
    labels = {f: Label(None, 1 - chance) for f in LABEL_FIELDS}
    labels["initiative"] = Label(yes, chance if yes else 1 - chance, ("buurt",))
    labels |= {
        "call_to_action": Label(False, 0.9),
        "hostile": Label(False, 0.99),
        "theme": Label("sport", 0.7),
    }
    return Annotation(d.id, "nl", labels, model="klein")


@pytest.fixture
def office(bare: Path, small: Path) -> Iterator[tuple[Path, Settings, Store]]:
    """Four weeks of 60 documents that are seldom about an initiative, and one of 60 that often are."""
    shutil.copytree(small, bare / "state" / "models")
    settings = load(bare)
    store = Store(settings.database)
    store.upgrade()
    with store.begin() as db:
        db.fetches.sync_sources(settings.sources)
        for back in range(5):
            text = (
                "Wie helpt mee met de buurttuin" if back else "Wie helpt mee met de flobberkas van [persoon]"
            )
            made = [document(n, back, text) for n in range(60)]
            for d in made:
                db.documents.save(d)
            chances = ((n * 7 % 60) / 60 * (0.5 if back else 1.0) for n in range(60))
            db.annotations.save(
                [(said(d, p), d.content_hash) for d, p in zip(made, chances, strict=True)], NOW - back * WEEK
            )
    yield bare, settings, store
    store.close()


def test_drift_of_a_changed_week_and_of_the_week_before(office: Any, ask: Ask) -> None:
    folder, _, store = office
    told = ask(folder, "model", "drift", "--as-of", AT, "--format", "json")
    assert told.code == 0, told.err
    found = json.loads(told.out)
    whole = found["whole"]
    assert (whole["documents"], whole["documents_before"]) == (60, 240)
    assert whole["shift"]["verdict"] == "alarm" and whole["shift"]["index"] > 0.25
    assert "flobberkas" in {w["word"] for w in whole["vocabulary"]["new"]}
    assert [s["source"] for s in found["sources"]] == ["forum"] and found["models"] == ["klein"]
    before = json.loads(ask(folder, "model", "drift", "--as-of", (NOW - WEEK).isoformat(),
                            "--weeks", "3", "--format", "json").out)["whole"]  # fmt: skip
    assert (before["documents"], before["documents_before"]) == (60, 180)
    assert before["shift"]["verdict"] == "gelijk" and before["vocabulary"]["new"] == []
    text = ask(folder, "model", "drift", "--as-of", AT).out
    assert "Alarm" in text and "flobberkas" in text
    page = ask(folder, "model", "drift", "--as-of", AT, "--format", "html").out
    assert "<svg" in page and "[persoon]" not in page and "veenbode.example" not in page
    with store.begin() as db:
        assert f"{1:032x}" not in text + page and db.humans.log() == []


def test_the_front_desk_is_handed_the_same(office: Any) -> None:
    _, settings, store = office
    with Tools(settings) as tools, store.begin() as db:
        given = on_desk(tools, "Noor")
        found = given.week(db, NOW)
        again = week(db, known_words(tools.classifier), NOW, WEEKS, unsure_below=UNSURE)
        assert found == again and found.whole.documents == 60
        assert given.week(db, NOW + timedelta(minutes=59)) is found, "kept for the hour"
        assert given.mistakes(db, NOW) == []


def test_too_little_to_say_and_wrong_weeks(office: Any, ask: Ask) -> None:
    folder = office[0]
    told = ask(folder, "model", "drift", "--as-of", (NOW - 4 * WEEK).isoformat())
    assert told.code == 0 and "te weinig berichten om iets te zeggen" in told.out
    for weeks in ("0", "53", "-1"):
        wrong = ask(folder, "model", "drift", "--weeks", weeks)
        assert wrong.code == 2 and "--weeks" in wrong.err


def delivered(of: Office, server: Mail | None, now: datetime) -> Report:
    _, settings, store = of
    with Tools(replace(settings, mail=server, subscriptions=READERS)) as tools:
        return deliver(store, tools, now)


def test_the_week_goes_by_mail_once_to_who_asks_for_it(office: Office, inbox: Post) -> None:
    box, server = inbox
    box.open = False
    refused = delivered(office, server, MONDAY)
    assert refused.counts == {"bezorgd": 0}
    assert [u.source for u in refused.unread] == ["bezorgen aan data", "bezorgen aan fg"]
    box.open = True
    assert delivered(office, server, MONDAY + DAY).counts == {"bezorgd": 2}, "tried again in the same week"
    assert [to for to, _ in box.taken] == [["data@example.nl"], ["fg@example.nl"]]
    for later in (DAY, 5 * DAY, timedelta(days=6, hours=17)):
        assert delivered(office, server, MONDAY + later).counts == {"bezorgd": 0}
    assert len(box.taken) == 2
    assert delivered(office, server, MONDAY + 7 * DAY).counts == {"bezorgd": 2}, "the next week"


def test_the_mail_tells_the_week_in_words_and_pictures(office: Office, inbox: Post) -> None:
    box, server = inbox
    delivered(office, server, MONDAY)
    got = box.taken[0][1]
    assert got["Subject"] == "Voorkant Lindewaarde: het model in week 37 (alarm)"
    plain, page, pictures = parts(got)
    assert [p["Content-ID"] for p in pictures] == ["<alles>", "<bron0>", "<onbekend>"]
    assert all(p.get_content_type() == "image/png" for p in pictures)
    assert page.count("<img") == 3 and "<svg" not in page and "<style" not in page
    for said in (
        "De week van maandag 7 september tot en met zondag 13 september 2026, tegen de 4 weken ervoor: 60 "
        "berichten tegen 240.",
        "Alarm: deze week is heel anders", "flobberkas", "een kans van 50% of meer",
        "Woorden die het model niet kent: alle bronnen",
    ):  # fmt: skip
        assert said in " ".join(plain.split()) and said in page, said
    for secret in ("[persoon]", "veenbode.example", f"{1:032x}"):
        assert secret not in plain + page


def test_nothing_to_tell_is_one_sentence(office: Office, inbox: Post) -> None:
    box, server = inbox
    delivered(office, server, MONDAY + 14 * DAY)
    got = box.taken[0][1]
    assert got["Subject"] == "Voorkant Lindewaarde: het model in week 39 (te weinig)"
    plain, page = got.get_body(("plain",)), got.get_body(("html",))
    assert plain and page
    said = "Dat zijn te weinig berichten om iets te zeggen. Het kan vanaf 50 aan elke kant."
    assert plain.get_content().splitlines()[1:] == [said]
    assert "<table" not in page.get_content() and "<img" not in page.get_content()


def test_a_week_on_the_clock_when_summer_time_ends(office: Office) -> None:
    _, settings, store = office
    with Tools(settings) as tools, store.begin() as db:
        told = drift_message(db, tools, date(2026, 10, 26)).text
    assert told.startswith("De week van maandag 19 oktober tot en met zondag 25 oktober 2026, tegen")


def test_a_model_that_cannot_be_read_holds_up_nobody_else(office: Office) -> None:
    folder, settings, store = office
    (folder / "state" / "models" / "in-use").write_text("weg\n", "utf-8")
    readers = (*READERS, Subscription("regisseur", "regie@example.nl"))
    with Tools(replace(settings, mail=None, subscriptions=readers)) as tools:
        found = deliver(store, tools, MONDAY)
    assert found.counts == {"bezorgd": 1}
    assert [u.source for u in found.unread] == ["weekbericht over het model"] and not found.error


def test_a_week_that_does_not_fit_on_the_disk_is_not_lost(office: Office, inbox: Post) -> None:
    folder, box = office[0], inbox[0]
    outbox = folder / "state" / "outbox"
    outbox.write_text("in de weg", "utf-8")
    with pytest.raises(OSError):
        delivered(office, inbox[1], MONDAY)
    outbox.unlink()
    assert delivered(office, inbox[1], MONDAY + DAY).counts == {"bezorgd": 2} and len(box.taken) == 2


def test_what_is_claimed_is_not_measured_again(office: Office, inbox: Post) -> None:
    folder, _, store = office
    with store.begin() as db:
        for reader in READERS[:2]:
            assert db.alerts.claim(reader.name, Channel.DRIFT, MONDAY.date(), "x")
    (folder / "state" / "models" / "in-use").write_text("weg\n", "utf-8")
    found = delivered(office, inbox[1], MONDAY + DAY)
    assert found.counts == {"bezorgd": 0} and not found.unread, "a model that is gone would be named"


def test_who_asks_for_the_week_gets_no_digest(bare: Path, ask: Ask) -> None:
    here = bare / "subscriptions.yaml"
    here.write_text("[{name: data, channel: drift}, {name: staf, channel: alert}]\n", "utf-8")
    told = ask(bare, "init")
    assert told.code == 0 and "niemand krijgt een dagbericht" in told.out
    told = ask(bare, "digest", "--for", "data")
    assert told.code == 2 and "model drift" in told.err
    here.write_text("[{name: data, channel: drift}, {name: regisseur}]\n", "utf-8")
    assert "niemand krijgt een dagbericht" not in ask(bare, "init").out


@pytest.mark.slow
def test_a_process_that_dies_when_the_server_took_it_sends_it_not_again(office: Office, inbox: Post) -> None:
    folder, _, store = office
    box, server = inbox
    there = {"host": server.host, "port": server.port, "from": server.sender}
    change_yaml(folder / "voorkant.yaml", mail=there)
    reader = "[{name: data, email: data@example.nl, channel: drift}]\n"
    (folder / "subscriptions.yaml").write_text(reader, "utf-8")
    child: list[subprocess.Popen[bytes]] = []
    box.after = lambda: os.kill(child[0].pid, signal.SIGKILL)
    asked = command(folder, "deliver", "--as-of", MONDAY.isoformat())
    child.append(subprocess.Popen(asked, env=environment(), cwd=ROOT))
    assert child[0].wait(120) == -signal.SIGKILL and len(box.taken) == 1
    assert list((folder / "state" / "outbox").glob("*/data-drift.txt")), "it stands in the outbox"
    box.after = lambda: None
    with Tools(load(folder)) as tools:
        for later in (MONDAY, MONDAY + 3 * DAY):
            assert not deliver(store, tools, later).unread
        assert len(box.taken) == 1
        deliver(store, tools, MONDAY + WEEK)
    assert len(box.taken) == 2


def test_mistakes_against_the_labels_of_people(office: Any, ask: Ask) -> None:
    folder, _, store = office
    sure, unsure = (
        document(34, 0, "Wie helpt mee met de flobberkas van [persoon]"),
        document(1, 1, "Wie helpt mee met de buurttuin"),
    )
    with store.begin() as db:
        for d, field, value in (
            (sure, "initiative", False), (sure, "theme", None), (unsure, "initiative", False),
            (unsure, "theme", "sport"), (unsure, "hostile", True),
        ):  # fmt: skip
            db.labels.save([HumanLabel(d.id, field, "Noor", value, NOW, d.content_hash)])
    told = ask(folder, "model", "errors", "--labels", "--as-of", AT, "--format", "json")
    assert told.code == 0 and told.err == "3 van 3 fouten.\n"
    rows = {(r["document"], r["field"]): r for r in json.loads(told.out)}
    assert set(rows) == {(sure.id, "initiative"), (sure.id, "theme"), (unsure.id, "hostile")}
    assert rows[sure.id, "initiative"]["direction"] == "onterecht"
    assert rows[sure.id, "initiative"]["reason"] == ["buurt"]
    assert rows[unsure.id, "hostile"]["direction"] == "gemist"
    assert [r["probability"] for r in json.loads(told.out)] == sorted(
        (r["probability"] for r in rows.values()), reverse=True
    )
    one = ask(folder, "model", "errors", "--labels", "--as-of", AT, "--field", "theme")
    assert (
        "mensen zeggen geen, het model zegt sport (onterecht, kans 0,70)" in one.out
        and "[persoon]" in one.out
    )
    assert ask(folder, "model", "errors", "--labels", "--slice", "raad", "--as-of", AT).err.startswith(
        "0 van 0"
    )
    with store.begin() as db:
        log = [r["record"] for r in db.humans.log()]
        assert log.count(f"document {sure.id}") == 2 and log.count(f"document {unsure.id}") == 1
        db.documents.save(replace(sure, text="Heel anders.", content_hash=content_hash("", "Heel anders.")))
    told = ask(folder, "model", "errors", "--labels", "--as-of", AT)
    assert told.err == "1 van 1 fouten.\n", "of that text nobody said anything"


def test_names_that_the_model_missed_or_saw_wrongly(office: Any, ask: Ask) -> None:
    folder, _, store = office
    text = "Stichting De Kade en de vrienden van Alphen-Zuid helpen mee."
    one = document(1, 0, text)
    named = Named(places=("Alphen-Zuid",), organisations=("Stichting De Kade",))
    with store.begin() as db:
        db.documents.save(one)
        seen = replace(said(one, 0.9), organisations=("Stichting De Kade", "vrienden"))
        db.annotations.save([(seen, one.content_hash)], NOW)
        db.labels.save_names(HumanNames(one.id, "Noor", named, NOW, one.content_hash))
    told = ask(folder, "model", "errors", "--labels", "--as-of", AT)
    assert told.err == "2 van 2 fouten.\n"
    assert "places: mensen zeggen alphen-zuid, het model zegt geen (gemist)" in told.out
    assert "organisations: mensen zeggen geen, het model zegt vrienden (onterecht)" in told.out
    assert ask(folder, "model", "errors", "--labels", "--as-of", AT, "--field", "meetings").err.startswith(
        "0"
    )


def test_names_on_the_corpus(office: Any, ask: Ask) -> None:
    folder, settings, _ = office
    registry = Registry(settings.state_dir / "models")
    rows = registry.judged("klein")
    match = Match(("alphen",), ("alphen", "baarle"))
    registry.keep_judged("klein", [replace(rows[0], named={"places": match}), *rows[1:]])
    told = ask(folder, "model", "errors", "--field", "places", "--format", "json")
    assert told.err == "1 van 1 fouten.\n", told.err
    [found] = json.loads(told.out)
    assert (found["document"], found["truth"], found["found"], found["probability"]) == (
        rows[0].id, None, "baarle", None,
    )  # fmt: skip
    assert "(onterecht)" in ask(folder, "model", "errors", "--field", "places").out


def test_mistakes_on_the_corpus_are_masked_and_the_surest_first(office: Any, ask: Ask) -> None:
    folder, settings, _ = office
    told = ask(folder, "model", "errors", "--limit", "5", "--format", "json")
    assert told.code == 0, told.err
    rows = json.loads(told.out)
    assert len(rows) == 5 and [r["probability"] for r in rows] == sorted(
        (r["probability"] for r in rows), reverse=True
    )
    examples = {e.id: e for e in some()}
    for r in rows:
        assert getattr(examples[r["document"]], r["field"]) == r["truth"] != r["found"]
    judged = Registry(settings.state_dir / "models").judged("klein")
    wrong = sum(r.truth["phase"] not in (None, r.found["phase"]) for r in judged)
    assert ask(folder, "model", "errors", "--field", "phase").err == f"20 van {wrong} fouten.\n"
    missed = json.loads(ask(folder, "model", "errors", "--field", "initiative", "--direction", "gemist",
                            "--format", "json").out)  # fmt: skip
    assert missed and all(r["truth"] is True and r["found"] is False for r in missed)
    assert any(r["reason"] for r in missed), "what speaks against it is told too"
    no = ask(folder, "model", "errors", "--slice", "krant")
    assert no.code == 2 and "Kies uit" in no.err
    assert ask(folder, "model", "errors", "--limit", "0").code == 2


def test_a_model_judged_by_older_software_says_so(office: Any, ask: Ask) -> None:
    folder, settings, _ = office
    registry = Registry(settings.state_dir / "models")
    registry.keep_judged("klein", [replace(r, probability={}) for r in registry.judged("klein")])
    told = ask(folder, "model", "errors")
    assert told.code == 2 and "model train" in told.err


@pytest.mark.slow
@pytest.mark.timeout(1800)  # it trains when the shipped model is not there yet, also on a busy machine
def test_the_corpus_that_ships_does_not_fall_under_its_floors(offices: Settings) -> None:
    """The gate: fails by field, slice, floor and figure, and when others are judged on than was pinned."""
    pinned = floors.load()
    assert pinned, "models/floors.json is gone"
    wrong = floors.failures(pinned, *measured(offices))
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.fixture
def offices(bare: Path) -> Settings:
    return load(bare)
