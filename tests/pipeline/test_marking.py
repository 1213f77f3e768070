"""What texts name, on a store: what the machine found, goes out and comes in, is agreed and learned from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models import corpus
from pipeline import modelling
from pipeline.labelling import labelled_tasks, learnable, learnable_names, next_tasks
from pipeline.marking import agreed, found_in, overlap, told_days, with_days
from pipeline.span_formats import doccano, read_doccano
from storage.store import Store
from tests.pipeline.town_support import Told
from voorkant.errors import InputError
from voorkant.named import NAMED_FIELDS, Gathering, Named, gathered, pieces, regions, settle, stands
from voorkant.records import LABEL_FIELDS, Annotation, Document, Label, Meeting, PlaceMention
from voorkant.reports import HumanNames
from voorkant.settings import Settings, load
from voorkant.text import content_hash
from voorkant.vocabulary import MeetingState

Ask = Callable[..., Told]
NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
AT = NOW.isoformat()
DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Amsterdam")
TITLE = "Bomen in Veenwijk"
TEXT = (
    "De Groene Hoek en gemeente Veenwijk planten zaterdag 19 september om 14.00 uur bomen op het Veldplein. "
    "De raad praat op dinsdag 22 september. Neem een schep mee naar 't Hof."
)
DOCUMENT = Document(
    url="https://veenbode.example/bomen", source="forum", title=TITLE, text=TEXT, published=NOW - DAY,
    collected=NOW - DAY, content_hash=content_hash(TITLE, TEXT), entry_hash="bomen",
)  # fmt: skip
SATURDAY = Gathering("2026-09-19T14:00+02:00", "het Veldplein", "zaterdag 19 september")
NAMED = Named(("Veenwijk", "Veldplein"), ("De Groene Hoek", "gemeente Veenwijk"), (SATURDAY,))


def names(who: str, named: Named, document: str = DOCUMENT.id) -> HumanNames:
    return HumanNames(document, who, named, NOW, DOCUMENT.content_hash)


@pytest.fixture
def office(bare: Path) -> tuple[Path, Settings, Store]:
    settings = load(bare)
    store = Store(settings.database)
    store.upgrade()
    with store.begin() as db:
        db.fetches.sync_sources(settings.sources)
        db.documents.save(DOCUMENT)
        db.annotations.save([(annotation(), DOCUMENT.content_hash)], NOW)
    return bare, settings, store


def annotation(**found: Any) -> Annotation:
    return Annotation(DOCUMENT.id, "nl", {f: Label(None, 0.0) for f in LABEL_FIELDS}, **found)


def test_names_stand_as_whole_words_and_the_longest_counts() -> None:
    assert [TEXT[a:b] for a, b in stands(TEXT, "'t Hof")] == ["'t Hof"] and stands(TEXT, "Veld") == []
    assert stands("in veenwijk", "Veenwijk") == [(3, 11)], "in any case where it is not as written"
    whole = f"{TITLE}\n{TEXT}"
    shown = [(kind, words) for kind, words in pieces(whole, regions(whole, NAMED)) if kind]
    assert shown == [
        ("places", "Veenwijk"), ("organisations", "De Groene Hoek"), ("organisations", "gemeente Veenwijk"),
        ("meetings", "zaterdag 19 september"), ("places", "Veldplein"),
    ]  # fmt: skip
    assert "".join(words for _, words in pieces(whole, regions(whole, NAMED))) == whole
    assert len([r for r in regions(whole, NAMED) if r.kind == "places"]) == 2, "not in the body"
    only = Named(("Veenwijk",), ("gemeente Veenwijk",))
    assert [r.kind for r in regions(TEXT, only)] == ["organisations", "places"], "else it would be lost"


def test_what_the_machine_found_is_shown_as_it_stands_in_the_text() -> None:
    meeting = Meeting(datetime(2026, 9, 19, 12, 0, tzinfo=UTC), "het Veldplein")
    called_off = Meeting(datetime(2026, 9, 21, 22, 0, tzinfo=UTC), "", MeetingState.CANCELLED, all_day=True)
    said = annotation(
        places=(PlaceMention("VELDPLEIN"), PlaceMention("Elders")), organisations=("De Groene Hoek",),
        meetings=(meeting, called_off),
    )  # fmt: skip
    assert found_in(DOCUMENT, said, ZONE) == Named(("Veldplein",), ("De Groene Hoek",), (SATURDAY,))
    whole_day = replace(meeting, start=datetime(2026, 9, 18, 22, 0, tzinfo=UTC), all_day=True)
    [found] = found_in(DOCUMENT, annotation(meetings=(whole_day,)), ZONE).meetings
    assert found.start == "2026-09-19"
    days = {(d.words, d.day, d.hour) for d in told_days(DOCUMENT, ZONE)}
    assert days == {
        ("zaterdag 19 september", "2026-09-19", "14:00"), ("dinsdag 22 september", "2026-09-22", ""),
    }  # fmt: skip


def test_where_a_gathering_is_stands_in_the_masked_text_or_is_not_kept() -> None:
    """What a labeller types is masked by nobody."""
    whole = f"{TITLE}\n{TEXT}"
    at_home = Named(meetings=(replace(SATURDAY, place="bij Annelies Dekkers thuis"),))
    with pytest.raises(InputError, match="staat niet in het bericht"):
        settle(whole, at_home, ZONE)
    nowhere = Named(meetings=(replace(SATURDAY, place=""),))
    assert settle(whole, nowhere, ZONE) == nowhere
    elsewhere = Meeting(datetime(2026, 9, 19, 12, 0, tzinfo=UTC), "de Oude Kerk")
    [found] = found_in(DOCUMENT, annotation(meetings=(elsewhere,)), ZONE).meetings
    assert found.place == "", "the machine may write a place otherwise than the text"


def test_a_line_may_break_within_a_name() -> None:
    broken = replace(
        DOCUMENT, text=TEXT.replace("Groene Hoek", "Groene\nHoek").replace("19 sept", "19\nsept")
    )
    meeting = Meeting(datetime(2026, 9, 19, 12, 0, tzinfo=UTC), "het Veldplein")
    said = annotation(organisations=("De Groene Hoek",), meetings=(meeting,))
    found = found_in(broken, said, ZONE)
    assert (found.organisations, found.meetings) == (("De Groene Hoek",), (SATURDAY,))
    assert "zaterdag 19 september" in {d.words for d in told_days(broken, ZONE)}
    whole = f"{TITLE}\n{broken.text}"
    assert settle(whole, found, ZONE) == found
    spots = [(r.kind, whole[r.start : r.end], r.gathering) for r in regions(whole, found)]
    assert settle(whole, gathered(spots), ZONE) == found, "as a tool gives it back"
    row = {"text": whole, **doccano(whole, found)}
    assert read_doccano(row) == found, "with the day that is known"
    bare = read_doccano({**row, "meetings": []})
    assert bare and [g.start[:10] for g in with_days(broken, bare, ZONE).meetings] == ["2026-09-19"]


def test_a_name_within_another_of_its_kind_comes_back() -> None:
    named = Named((), ("gemeente Veenwijk", "gemeente"), ())
    spots = [(r.kind, TEXT[r.start : r.end], r.gathering) for r in regions(TEXT, named)]
    assert gathered(spots) == named


def test_days_that_a_tool_does_not_ask_for_are_read_in_the_text() -> None:
    bare = Named(meetings=(Gathering("", words="zaterdag 19 september"), replace(SATURDAY, start="x")))
    assert [g.start for g in with_days(DOCUMENT, bare, ZONE).meetings] == ["2026-09-19 14:00", "x"]
    longer = Named(meetings=(Gathering("", words="dinsdag 22 september. Neem"),))
    assert [g.start for g in with_days(DOCUMENT, longer, ZONE).meetings] == ["2026-09-22"]
    with pytest.raises(InputError, match="noemt geen dag"):
        with_days(DOCUMENT, Named(meetings=(Gathering("", words="een schep"),)), ZONE)


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "doccano-spans", "prodigy-spans"])
def test_names_go_out_masked_and_come_back(office: Any, ask: Ask, tmp_path: Path, form: str) -> None:
    folder, _, store = office
    with store.begin() as db:
        db.labels.save_names(names("Noor", NAMED))
    out = ask(folder, "label", "export", "--format", form, "--by", "Noor", "--as-of", AT)
    assert out.code == 0 and DOCUMENT.url not in out.out
    file = tmp_path / "uit"
    file.write_text(out.out, "utf-8")
    back = ask(folder, "label", "import", str(file), "--format", form, "--by", "Sam", "--as-of", AT)
    assert back.code == 0 and back.err.startswith("1 label(s)"), back.err
    again = ask(folder, "label", "import", str(file), "--format", form, "--by", "Sam", "--as-of", AT)
    assert again.err.startswith("0 label(s)")
    with store.begin() as db:
        rows = {r.field: r for r in overlap(db.labels.names())}
        assert {x.labeller for x in db.labels.names()} == {"Noor", "Sam"} and db.labels.get() == []
        assert all((r.documents, r.f1, r.equal) == (1, 1.0, 1.0) for r in rows.values())
    assert ask(folder, "label", "export", "--interface", "--format", "doccano-spans").code == 0
    assert ask(folder, "label", "export", "--interface", "--format", "prodigy-spans").code == 2


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"places": ["Veenwijk", "Elders"]}, '"Elders" staat niet in het bericht'),
        ({"meetings": [{"start": "", "words": "een schep"}]}, "noemt geen dag"),
        ({"meetings": [{"start": "morgen", "words": "een schep"}]}, "geen dag en uur"),
        ({"meetings": [{"start": "2026-09-19"}]}, "welke woorden"),
    ],
)
def test_a_file_with_names_is_all_or_nothing(
    office: Any, ask: Ask, tmp_path: Path, named: dict[str, Any], said: str
) -> None:
    folder, _, store = office
    row = {"document": DOCUMENT.id, "labeller": "Sam", "named": {"places": ["Veenwijk"]}}
    file = tmp_path / "namen.jsonl"
    file.write_text(f"{json.dumps(row)}\n{json.dumps({**row, 'named': named})}\n", "utf-8")
    answer = ask(folder, "label", "import", str(file), "--as-of", AT)
    assert answer.code == 2 and answer.err.startswith(f"{file}, regel 2: ") and said in answer.err
    file.write_text(json.dumps({**row, "version": "een eerdere", "named": named}), "utf-8")
    assert ask(folder, "label", "import", str(file), "--as-of", AT).err.startswith("0 label(s)")
    with store.begin() as db:
        assert db.labels.names() == []


def test_how_far_two_labellers_name_the_same(office: Any, ask: Ask) -> None:
    folder, _, store = office
    later = replace(SATURDAY, start="2026-09-19T15:00+02:00")
    other = Named(("veenwijk", "'t Hof"), NAMED.organisations, (later,))
    rows = {
        r.field: r for r in overlap([names("Noor", NAMED), names("Sam", other), names("Sam", other, "x")])
    }
    assert {f: (r.documents, r.f1, r.equal) for f, r in rows.items()} == {
        "places": (1, 0.5, 0.0), "organisations": (1, 1.0, 1.0), "meetings": (1, 0.0, 0.0),
    }  # fmt: skip
    assert [(r.documents, r.f1, r.equal) for r in overlap([names("Noor", Named())])] == [(0, None, 0.0)] * 3
    with store.begin() as db:
        db.labels.save_names(names("Noor", NAMED))
        db.labels.save_names(names("Sam", other))
    told = ask(folder, "label", "agreement", "--as-of", AT).out.splitlines()
    assert ["places", "1", "0.50", "0%"] in [line.split() for line in told] and "F1" in "".join(told)
    found = ask(folder, "label", "agreement", "--disagreements", "--as-of", AT).out.splitlines()
    assert [json.loads(line) for line in found] == [
        {"document": DOCUMENT.id, "field": "places",
         "labels": {"Noor": ["veenwijk", "veldplein"], "Sam": ["'t hof", "veenwijk"]}},
        {"document": DOCUMENT.id, "field": "meetings",
         "labels": {"Noor": [SATURDAY.start], "Sam": [later.start]}},
    ]  # fmt: skip


def test_most_decide_and_of_what_divides_them_nothing_is_learned() -> None:
    less = replace(NAMED, places=("Veenwijk",))
    assert agreed([names("Noor", NAMED), names("Sam", less)]) == {}
    assert agreed([names("Noor", NAMED), names("Sam", less), names("Kim", NAMED)]) == {DOCUMENT.id: NAMED}
    assert agreed([names("Noor", NAMED), names("Sam", less), names("Kim", less)]) == {DOCUMENT.id: less}
    assert agreed([names("Noor", Named())]) == {DOCUMENT.id: Named()}, "that there are none teaches too"


def test_what_the_finder_may_learn_from(office: Any) -> None:
    _, settings, store = office
    with store.begin() as db:
        assert [t.document for t in next_tasks(db, "Noor", 5, NOW)] == [DOCUMENT.id]
        db.labels.save_names(names("Noor", NAMED))
        assert next_tasks(db, "Noor", 5, NOW) == [], "somebody went through it"
        assert [t.document for t in next_tasks(db, "Sam", 5, NOW, second=True)] == [DOCUMENT.id]
        [example] = learnable_names(db, settings, NOW)
        assert learnable(db, settings, NOW) == [], "nobody said what it is about"
        assert (example.places, example.organisations) == (NAMED.places, NAMED.organisations)
        assert example.meetings == (corpus.Gathering(SATURDAY.start, "het Veldplein"),)
        assert date.fromisoformat(example.meetings[0].start[:10]) == date(2026, 9, 19)
        changed = replace(DOCUMENT, text="Anders.", content_hash=content_hash(TITLE, "Anders."))
        db.documents.save(changed)
        assert learnable_names(db, settings, NOW) == [], "that text was not read"
        assert labelled_tasks(db, NOW) == [], "nor did anybody label it"


@pytest.mark.slow
def test_a_finder_learns_of_own_documents_and_knows_persons_from_the_corpus_alone(
    office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.training import train

    settings = office[1]
    some = [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]
    shipped = train(some, str, "klein")
    monkeypatch.setattr(modelling, "load_classifier", lambda: shipped)
    monkeypatch.setattr(corpus, "load", lambda: some)
    assert shipped.finder is not None
    with office[2].begin() as db:
        db.labels.save_names(names("Noor", NAMED))
        [example] = learnable_names(db, settings, NOW)
    text = "Gisteren was Zwirrel er, en Zwirrel kwam. Wie was Zwirrel? Ook vandaag was Zwirrel er."
    taught = [replace(example, id=f"n{n}", title="", text=text, places=("Zwirrel",), organisations=(),
                      meetings=()) for n in range(20)]  # fmt: skip
    before = shipped.finder.names(text).places
    made = modelling.make_own(settings, some, NOW, taught)
    assert made.finder is not None and made.finder.persons is shipped.finder.persons
    found = {text[a:b] for a, b in made.finder.names(text).places}
    assert found == {"Zwirrel"} != {text[a:b] for a, b in before}
    [entry] = modelling.own(settings).entries()
    assert entry.card["own_names"] == 20 and entry.card["own_labels"] == 0
    assert entry.card["figures"]["places"]["f1"] > 0.5, "judged on municipalities that it did not learn from"
    rows = modelling.judged(settings, entry.version)
    assert {row.municipality for row in rows}.isdisjoint({settings.municipality})
    assert all(set(row.named) == set(NAMED_FIELDS) for row in rows)
    kept = modelling.own(settings).load(entry.version).finder
    assert kept is not None and {text[a:b] for a, b in kept.names(text).places} == {"Zwirrel"}


def test_a_text_that_is_gone_does_not_hold_up_a_file(office: Any, ask: Ask, tmp_path: Path) -> None:
    folder, _, store = office
    named = {"meetings": [{"start": "", "words": "zaterdag 19 september"}]}
    file = tmp_path / "namen.jsonl"
    file.write_text(json.dumps({"document": DOCUMENT.id, "labeller": "Sam", "named": named}), "utf-8")
    with store.begin() as db:
        assert db.documents.blank_texts(NOW + DAY, NOW + DAY) == 1
    back = ask(folder, "label", "import", str(file), "--as-of", AT)
    assert back.code == 0 and back.err.startswith("0 label(s)"), back.err
