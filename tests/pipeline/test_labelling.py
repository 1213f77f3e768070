"""The data team's loop on a store: what is chosen, what is kept, what is learned from, what is let go."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from frontdesk.words import LABELS
from models import corpus
from models.choosing import is_measured_on
from models.curve import curve
from models.judging import split
from models.registry import Registry
from pipeline import modelling, quality
from pipeline.labelling import agreement, labelled_tasks, learnable, measurable, next_tasks
from pipeline.tools import Tools
from pipeline.understanding import understand
from storage.store import Store
from storage.tables import models
from tests.pipeline.labels_support import AT, DAY, FIRST, NOW, REPLY, document, office_with
from tests.pipeline.town_support import Told
from voorkant.records import Document
from voorkant.reports import Model
from voorkant.settings import Settings
from voorkant.text import content_hash

Ask = Callable[..., Told]


@pytest.fixture
def office(bare: Path, forum_model: Path) -> Iterator[tuple[Path, Settings, Store]]:
    with office_with(bare, forum_model) as opened:
        yield opened


def told(answer: Told) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def test_next_tells_why_and_is_in_the_audit_log(office: Any, ask: Ask) -> None:
    folder, _, store = office
    tasks = told(ask(folder, "label", "next", "--count", "10", "--by", "Noor", "--as-of", AT))
    assert len({t["document"] for t in tasks}) == 10
    assert sum(t["why"].startswith("steekproef") for t in tasks) == 2
    doubted = {f"twijfel over ‘{title}’" for title in LABELS.values()}
    assert all(t["why"] in doubted or t["why"].startswith("steekproef") for t in tasks), "not the answer"
    assert tasks == told(ask(folder, "label", "next", "--count", "10", "--by", "Noor", "--as-of", AT))
    with store.begin() as db:
        looks = [row for row in db.humans.log() if row["action"] == "bekeken om te labelen"]
        assert {(r["actor"], r["record"]) for r in looks} == {
            ("Noor", f"document {t['document']}") for t in tasks
        }
    most = told(ask(folder, "label", "next", "--count", "100", "--as-of", AT))
    assert len(most) == 42, "no more than there is"
    assert next(t for t in most if t["document"] == REPLY.id)["context"] == f"{FIRST.title}\n{FIRST.text}"


def test_what_has_a_label_is_offered_to_a_second_reader_only(office: Any, ask: Ask) -> None:
    folder = office[0]
    assert ask(folder, "label", "add", FIRST.id, "initiative=ja", "--by", "Noor", "--as-of", AT).code == 0
    rest = told(ask(folder, "label", "next", "--count", "100", "--by", "Sam", "--as-of", AT))
    assert FIRST.id not in {t["document"] for t in rest} and len(rest) == 41
    second = told(ask(folder, "label", "next", "--second", "--by", "Sam", "--as-of", AT))
    assert [(t["document"], t["why"]) for t in second] == [(FIRST.id, "tweede lezing")]
    assert told(ask(folder, "label", "next", "--second", "--by", "Noor", "--as-of", AT)) == []
    assert "collega" in ask(folder, "label", "next", "--second", "--by", "Noor", "--as-of", AT).err


def test_add_keeps_what_a_person_said_and_audits_it(office: Any, ask: Ask) -> None:
    folder, _, store = office
    said = ("label", "add", FIRST.url, "initiative=ja", "kind=zelforganisatie", "theme=geen", "--by", "Noor")
    assert ask(folder, *said, "--as-of", AT).err.startswith("3 label(s)")
    assert ask(folder, *said, "--as-of", (NOW + DAY).isoformat()).err.startswith("0 label(s)"), "said before"
    with store.begin() as db:
        assert {(x.field, x.value, x.labeller, x.at) for x in db.labels.get()} == {
            ("initiative", True, "Noor", NOW), ("kind", "zelforganisatie", "Noor", NOW),
            ("theme", None, "Noor", NOW),
        }  # fmt: skip
        assert [r["record"] for r in db.humans.log() if r["action"] == "gelabeld"] == [
            f"document {FIRST.id}, label van Noor"
        ]
    assert ask(folder, "label", "add", FIRST.id, "initiative=nee", "--by", "Noor", "--as-of", AT).code == 0
    with store.begin() as db:
        now = {x.field: x.value for x in db.labels.get()}
    assert now == {"initiative": False, "kind": None, "theme": None}, "no initiative, so no kind"
    no_call = ("label", "add", FIRST.id, "call_to_action=nee", "--by", "Noor", "--as-of", AT)
    assert ask(folder, *no_call).code == 0, "that nothing is asked is true of what is no initiative"
    called = ask(folder, *no_call[:3], "call_to_action=ja", "--by", "Noor", "--as-of", AT)
    assert called.code == 2 and "call_to_action=ja hoort er alleen bij" in called.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "0" * 16, "hostile=nee"), "label next"),
        (("add", FIRST.id, "hostile"), "theme=energie"),
        (("add", FIRST.id, "thema=energie"), "Kies uit initiative"),
        (("add", FIRST.id, "theme=auto"), "verkeer"),
        (("add", FIRST.id, "theme=sport", "theme=milieu"), "twee keer"),
        (("add", FIRST.id, "initiative=nee", "kind=petitie"), "kind hoort er alleen bij"),
        (("add", FIRST.id, "initiative=nee", "call_to_action=ja"), "call_to_action=ja hoort er alleen bij"),
        (("next", "--count", "0"), "minstens één"),
        (("add", FIRST.id, "hostile=nee", "--by", "x" * 200), "100 tekens"),
    ],
)
def test_mistakes_change_nothing(office: Any, ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    folder, _, store = office
    answer = ask(folder, "label", *arguments)
    assert answer.code == 2 and said in answer.err and answer.err.count("\n") == 1, answer
    with store.begin() as db:
        assert db.labels.get() == [] and not db.humans.log()


def test_import_is_all_or_nothing_and_twice_is_once(office: Any, ask: Ask, tmp_path: Path) -> None:
    folder, _, store = office
    good = {"document": FIRST.id, "labeller": "Sam", "labels": {"theme": "verkeer", "hostile": False}}
    gone = {**good, "document": "f" * 16}
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(map(json.dumps, (good, gone, {**good, "labels": {"theme": "auto"}}))))
    bad = ask(folder, "label", "import", str(file), "--as-of", AT)
    assert bad.code == 2 and bad.err.startswith(f"{file}, regel 3: Het label theme kan niet 'auto' zijn")
    with store.begin() as db:
        assert db.labels.get() == []
    file.write_text("\n".join(map(json.dumps, (good, gone))))
    first = ask(folder, "label", "import", str(file), "--as-of", AT)
    assert first.code == 0 and first.err.startswith("2 label(s)") and "1 overgeslagen" in first.err
    assert ask(folder, "label", "import", str(file), "--as-of", AT).err.startswith("0 label(s)")
    file.write_text(json.dumps({**good, "labels": {"initiative": False}}) + "\n" +
                    json.dumps({**good, "labels": {"kind": "petitie"}}))  # fmt: skip
    torn = ask(folder, "label", "import", str(file), "--as-of", AT)
    assert torn.code == 2 and "regel 2" in torn.err
    with store.begin() as db:
        assert len(db.labels.get()) == 2, "the good first line was not kept either"
    assert ask(folder, "label", "import", str(tmp_path / "niets")).code == 2
    file.write_text("[{]")
    broken = ask(folder, "label", "import", str(file), "--format", "label-studio")
    assert broken.code == 2 and f"{file}, regel 1: geen geldige JSON" in broken.err


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "doccano", "prodigy"])
def test_labels_go_out_masked_and_come_back(office: Any, ask: Ask, tmp_path: Path, form: str) -> None:
    folder, _, store = office
    ask(folder, "label", "add", FIRST.id, "initiative=ja", "theme=verkeer", "--by", "Noor", "--as-of", AT)
    out = ask(folder, "label", "export", "--format", form, "--by", "Noor", "--as-of", AT)
    assert out.code == 0 and "bij [persoon]" in out.out and FIRST.url not in out.out
    file = tmp_path / "uit"
    file.write_text(out.out, "utf-8")
    back = ask(folder, "label", "import", str(file), "--format", form, "--by", "Sam", "--as-of", AT)
    assert back.code == 0 and back.err.startswith("2 label(s)"), back.err
    with store.begin() as db:
        labels = db.labels.get()
    assert {(x.labeller, x.field, x.value, x.content_hash) for x in labels} == {
        (who, field, value, FIRST.content_hash)
        for who in ("Noor", "Sam") for field, value in (("initiative", True), ("theme", "verkeer"))
    }  # fmt: skip
    rows = {r.field: r for r in agreement(labels)}
    assert (rows["theme"].documents, rows["theme"].equal, rows["theme"].alpha) == (1, 1.0, None)
    assert told(ask(folder, "label", "agreement", "--disagreements", "--as-of", AT)) == []
    assert "theme" in ask(folder, "label", "agreement", "--as-of", AT).out


def test_the_model_in_use_is_measured_on_what_was_exported(office: Any, ask: Ask, tmp_path: Path) -> None:
    folder = office[0]
    for who, theme in (("Noor", "verkeer"), ("Sam", "verkeer"), ("Kim", "sport")):
        said = ("initiative=nee", f"theme={theme}", "--by", who, "--as-of", AT)
        assert ask(folder, "label", "add", FIRST.id, *said).code == 0
    file = tmp_path / "uit" / "labels.jsonl"
    file.parent.mkdir()
    file.write_text(ask(folder, "label", "export", "--as-of", AT).out, "utf-8")
    for place in (file, file.parent):
        told = ask(folder, "model", "evaluate", "--on", str(place), "--json")
        assert told.code == 0, told.err
        figures = json.loads(told.out)
        assert {f: figures[f]["documents"] for f in ("initiative", "theme", "hostile")} == {
            "initiative": 1, "theme": 1, "hostile": 0,
        }  # fmt: skip
        assert figures["initiative"]["f1"] is None, "nothing to find"


def test_labellers_who_differ_are_told(office: Any, ask: Ask) -> None:
    folder = office[0]
    for by, theme in (("Noor", "verkeer"), ("Sam", "zorg-welzijn")):
        ask(folder, "label", "add", FIRST.id, "initiative=ja", f"theme={theme}", "--by", by, "--as-of", AT)
    [row] = told(ask(folder, "label", "agreement", "--disagreements", "--as-of", AT))
    assert row == {
        "document": FIRST.id,
        "field": "theme",
        "labels": {"Noor": "verkeer", "Sam": "zorg-welzijn"},
    }


def test_what_is_learned_from(office: Any, ask: Ask) -> None:
    folder, settings, store = office
    ask(folder, "label", "add", REPLY.id, "stance=steun", "--by", "Noor", "--as-of", AT)
    for by, theme in (("Noor", "verkeer"), ("Sam", "zorg-welzijn")):
        ask(folder, "label", "add", FIRST.id, "initiative=ja", f"theme={theme}", "--by", by, "--as-of", AT)
    with store.begin() as db:
        found = {e.id: e for e in learnable(db, settings, NOW)}
    assert found[FIRST.id].initiative is True and found[FIRST.id].theme is None, "a tie settles nothing"
    assert found[REPLY.id].stance == "steun" and found[REPLY.id].initiative is None, "nobody said"
    assert found[REPLY.id].context == f"{FIRST.title}\n{FIRST.text}", "read with what it answers"
    assert {e.municipality for e in found.values()} == {settings.municipality}
    changed = replace(FIRST, text="Heel andere tekst.", content_hash=content_hash("", "Heel andere tekst."))
    with store.begin() as db:
        db.documents.save(changed)
        assert [e.id for e in learnable(db, settings, NOW)] == [REPLY.id], "that text was not judged"
        assert {t.document for t in labelled_tasks(db, NOW)} == {REPLY.id}


def test_the_sample_is_measured_on_and_never_learned_from(office: Any, ask: Ask) -> None:
    folder, settings, store = office
    assert ask(folder, "model", "evaluate", "--own").code == 2, "nothing to measure on yet"
    with store.begin() as db:
        ids = [d.id for d in db.documents.between(NOW)]
        tasks = [t for n in range(8) for t in next_tasks(db, "Noor", 10, NOW + n * timedelta(minutes=1))]
    sampled = {t.document for t in tasks if t.why.startswith("steekproef")}
    assert sampled and all(is_measured_on(t.document) is t.why.startswith("steekproef") for t in tasks)
    for one in ids:
        ask(folder, "label", "add", one, "initiative=ja", "--by", "Noor", "--as-of", AT)
    with store.begin() as db:
        learned, sample = ({e.id for e in of(db, settings, NOW)} for of in (learnable, measurable))
        assert sample == {one for one in ids if is_measured_on(one)} and learned == {*ids} - sample
    answer = ask(folder, "model", "evaluate", "--own", "--json")
    assert json.loads(answer.out)["initiative"]["documents"] == len(sample)


def test_the_card_of_a_model_that_judged_outlives_its_folder(office: Any, ask: Ask) -> None:
    folder, settings, store = office
    here = ask(folder, "model", "list")
    assert "* klein" in here.out and "niet meer" not in here.out and here.err == ""
    shutil.move(settings.state_dir / "models", folder / "elders")
    [line] = [x for x in ask(folder, "model", "list").out.splitlines() if "klein" in x]
    assert line.startswith("  klein ") and line.endswith("de map is er niet meer")
    told = ask(folder, "model", "card", "klein")
    assert json.loads(told.out) == {"version": "klein", "promotions": []} and "database" in told.err
    assert ask(folder, "model", "card", "onbekend").code == 2
    assert ask(folder, "model", "promote", "klein").code == 2, "it cannot judge any more"
    with store.begin() as db:
        assert {a.model for a in db.annotations.get().values()} == db.annotations.models() == {"klein"}


def one_more_and_no_cards(store: Store) -> Document:
    """A document that waits to be understood, in a store from before cards were kept."""
    late = document("laat", "", "Wie wil er een moestuin beginnen?")
    with store.begin() as db:
        db.connection.execute(delete(models))
        db.documents.save(late)
    return late


def test_models_that_judged_before_cards_were_kept_are_kept_with_the_next(office: Any) -> None:
    _, settings, store = office
    one_more_and_no_cards(store)
    folder = settings.state_dir / "models"
    shutil.copytree(folder / "klein", folder / "nieuw")
    (folder / "nieuw" / "card.json").write_text('{"version": "nieuw"}', "utf-8")
    Registry(folder).promote("nieuw")
    with Tools(settings) as tools:
        understand(store, tools, NOW)
    with store.begin() as db:
        assert [m.version for m in db.models.all()] == ["klein", "nieuw"]


def test_what_was_understood_stands_when_a_card_cannot_be_kept(office: Any) -> None:
    _, settings, store = office
    late = one_more_and_no_cards(store)
    broken = settings.state_dir / "models" / "kapot"
    broken.mkdir()
    (broken / "card.json").write_text("{", "utf-8")
    with Tools(settings) as tools, pytest.raises(ValueError):
        understand(store, tools, NOW)
    with store.begin() as db:
        assert late.id in db.annotations.get([late.id])


def test_without_a_database_there_is_what_is_on_disk(bare: Path, forum_model: Path, ask: Ask) -> None:
    shutil.copytree(forum_model, bare / "state" / "models")
    told = ask(bare, "model", "list")
    assert told.code == 0 and "* klein" in told.out and "voorkant init" in told.err


@pytest.mark.slow
def test_training_learns_from_the_corpus_and_the_own_labels(
    office: Any, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings, store = office
    little = tmp_path / "corpora"
    little.mkdir()
    for name in ("gemengd", "weekblad", "nieuws"):
        shutil.copy(corpus.CORPORA / f"{name}.jsonl", little)
    version = modelling.shipped_version()
    monkeypatch.setattr(corpus, "CORPORA", little)
    # the finder comes from the model that is there: another corpus would have it made anew, for minutes
    monkeypatch.setattr(modelling, "shipped_version", lambda: version)
    for d in (FIRST, REPLY):
        ask(folder, "label", "add", d.id, "initiative=ja", "--by", "Noor")
    answer = ask(folder, "model", "train")
    assert answer.code == 0 and "waarvan 2 met eigen labels" in answer.err and "initiative" in answer.out
    registry = Registry(settings.state_dir / "models")
    [entry] = [e for e in registry.entries() if e.version != "klein"]
    with store.begin() as db:
        assert db.models.get(entry.version) == Model(entry.version, entry.card)
    assert entry.card["own_labels"] == 2 and entry.version in answer.err
    assert registry.in_use() != entry.version, "not before somebody promotes it"
    kept = "".join(
        p.read_text("utf-8") for p in (settings.state_dir / "models" / entry.version).glob("*.json*")
    )
    told = (FIRST.id, FIRST.title, "eigen buurtbus")  # `onderwerp:buurtbus` is a sign that any text may have
    assert not [part for part in told if part in kept], "no text and no document of the store"
    assert ask(folder, "model", "train", "--no-labels").code == 0
    cards = [e.card["own_labels"] for e in registry.entries()[1:]]
    assert cards == [2, 0]


@pytest.mark.slow
def test_the_curve_learns_from_own_folders_and_labels_too(
    office: Any, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings, _ = office
    shipped, more = tmp_path / "corpora", tmp_path / "meer"
    for to, name in ((shipped, "weekblad"), (more, "gemengd")):
        to.mkdir()
        shutil.copy(corpus.CORPORA / f"{name}.jsonl", to)
    monkeypatch.setattr(corpus, "CORPORA", shipped)
    monkeypatch.setattr(quality, "curve", partial(curve, shares=(1.0,)))  # less says too little here
    for d in (FIRST, REPLY):
        ask(folder, "label", "add", d.id, "initiative=ja", "--by", "Noor")
    examples = [*corpus.load(shipped), *corpus.load(more)]
    learn, _ = split(examples, {settings.municipality})
    answer = ask(folder, "model", "curve", "--corpus", str(more), "--json")
    last = told(answer)[-1]
    assert last["documents"] == len(learn) + 2 and "waarvan 2 met eigen labels" in answer.err
    assert ask(folder, "model", "curve", "--corpus", str(tmp_path / "niets")).code == 2
    without = ask(folder, "model", "curve", "--no-labels", "--json")
    alone, _ = split(corpus.load(shipped), {settings.municipality})
    assert told(without)[-1]["documents"] == len(alone)


def test_learning_stops_when_the_law_says_so(office: Any, ask: Ask) -> None:
    folder, settings, store = office
    for d in (FIRST, REPLY):
        ask(folder, "label", "add", d.id, "initiative=ja", "--by", "Noor", "--as-of", AT)

    def left(after: timedelta) -> list[str]:
        assert ask(folder, "retain", "--as-of", (NOW + after).isoformat()).code == 0
        with store.begin() as db:
            return sorted(e.id for e in learnable(db, settings, NOW))

    assert left(40 * DAY) == sorted([FIRST.id, REPLY.id]), "texts that were labelled stay longer"
    with store.begin() as db:
        assert {d.id for d in db.documents.between(NOW) if d.text} == {FIRST.id, REPLY.id}
    assert ask(folder, "forget", "--url", REPLY.url).code == 0
    assert left(40 * DAY) == [FIRST.id]
    with store.begin() as db:
        assert {x.document for x in db.labels.get()} == {FIRST.id}
    assert left(400 * DAY) == []
    with store.begin() as db:
        assert db.labels.get() == []
