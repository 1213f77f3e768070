"""What regisseurs decide says what documents are, for as long as it holds, and teaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import quality
from pipeline.labelling import agreement, human_labels, learnable
from storage.store import Store
from tests.pipeline.labels_support import AT, DAY, FIRST, NOW, REPLY, document, office_with
from tests.pipeline.town_support import Told
from voorkant.records import Decision, Document, Label, Membership
from voorkant.reports import HumanLabel
from voorkant.settings import Settings
from voorkant.text import content_hash
from voorkant.vocabulary import Ruling

Ask = Callable[..., Told]


@pytest.fixture
def office(bare: Path, forum_model: Path) -> Iterator[tuple[Path, Settings, Store]]:
    with office_with(bare, forum_model) as opened:
        yield opened


def test_a_released_document_is_not_hostile(office: Any) -> None:
    _, settings, store = office
    with store.begin() as db:
        db.humans.decide(Decision(0, NOW, "regisseur", Ruling.RELEASE, FIRST.id, ""))
        [label] = human_labels(db, NOW)
        assert (label.field, label.value, label.labeller) == ("hostile", False, "regisseur")
        assert [e.hostile for e in learnable(db, settings, NOW)] == [False]
        db.labels.save([replace(label, value=True)])
        assert [x.value for x in human_labels(db, NOW)] == [True], (
            "what the same person said in so many words"
        )


def belongs(document: Document, at: datetime = NOW - DAY, to: str = "i-1") -> Membership:
    return Membership(document.id, to, None, 1.0, "", at)


def test_documents_of_what_was_rejected_are_about_no_initiative(office: Any, ask: Ask) -> None:
    folder, settings, store = office
    with store.begin() as db:
        late = document("later", "", "Nog iemand die meedoet?")
        db.documents.save(late)
        db.initiatives.join([belongs(FIRST), belongs(REPLY), belongs(late, NOW + DAY)])
        number = db.humans.decide(Decision(0, NOW, "regisseur", Ruling.REJECT, "i-1", ""))
        told = human_labels(db, NOW + 2 * DAY)
        assert {(x.document, x.field, x.value, x.labeller) for x in told} == {
            (d.id, "initiative", False, "regisseur") for d in (FIRST, REPLY)
        }, "not of what came in afterwards"
        assert human_labels(db, NOW - timedelta(hours=1)) == [], "not before it was decided"
        learned = {e.id: e.initiative for e in learnable(db, settings, NOW)}
        assert learned == {FIRST.id: False, REPLY.id: False}
        said = db.annotations.get([FIRST.id])[FIRST.id]
        yes = {**said.labels, "initiative": Label(True, 0.9)}
        db.annotations.save([(replace(said, labels=yes), FIRST.content_hash)], NOW)
        [wrong] = [m for m in quality.in_store(db, NOW, settings.zone) if m.document == FIRST.id]
        assert (wrong.field, wrong.truth, wrong.found) == ("initiative", False, True)
    ask(folder, "label", "add", FIRST.id, "kind=petitie", "--by", "Noor", "--as-of", AT)
    with store.begin() as db:
        assert {x.document: x.field for x in human_labels(db, NOW)} == {
            FIRST.id: "kind",
            REPLY.id: "initiative",
        }
    ask(folder, "label", "add", REPLY.id, "initiative=ja", "--by", "Noor", "--as-of", AT)
    with store.begin() as db:
        assert [x.labeller for x in human_labels(db, NOW)] == ["Noor", "Noor"], "who labelled it read it"
        assert all(not row.documents for row in agreement(human_labels(db, NOW))), "nothing was read twice"
        db.humans.undo(number)
        assert len(human_labels(db, NOW)) == 2


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "doccano", "prodigy"])
def test_what_was_decided_is_undone_after_a_file_went_out_and_came_back(
    office: Any, ask: Ask, tmp_path: Path, form: str
) -> None:
    folder, _, store = office
    ask(folder, "label", "add", FIRST.id, "theme=verkeer", "--by", "Noor", "--as-of", AT)
    with store.begin() as db:
        db.initiatives.join([belongs(FIRST), belongs(REPLY)])
        numbers = [
            db.humans.decide(Decision(0, NOW, "Noor", *decided))
            for decided in (
                (Ruling.RELEASE, FIRST.id, ""),
                (Ruling.PHASE, "i-1", "uitvoeren", (FIRST.id,)),
                (Ruling.REJECT, "i-1", ""),
            )
        ]
        assert {x.field for x in human_labels(db, NOW)} > {"theme", "hostile"}
    out = ask(folder, "label", "export", "--format", form, "--as-of", AT)
    file = tmp_path / "uit"
    file.write_text(out.out, "utf-8")
    back = ask(folder, "label", "import", str(file), "--format", form, "--by", "Noor", "--as-of", AT)
    assert back.code == 0 and back.err.startswith("0 label(s)"), back.err
    with store.begin() as db:
        for number in numbers:
            db.humans.undo(number)
        assert [(x.document, x.field, x.labeller) for x in human_labels(db, NOW)] == [
            (FIRST.id, "theme", "Noor")
        ]


def test_what_left_a_rejected_initiative_or_changed_says_nothing(office: Any) -> None:
    store = office[2]
    with store.begin() as db:
        db.initiatives.join([belongs(FIRST), belongs(REPLY)])
        db.humans.decide(Decision(0, NOW, "regisseur", Ruling.REJECT, "i-1", ""))
        db.initiatives.join([belongs(REPLY, NOW + DAY, "i-2")])
        assert [x.document for x in human_labels(db, NOW + DAY)] == [FIRST.id]
        text = "Heel andere tekst."
        changed = replace(FIRST, text=text, content_hash=content_hash(FIRST.title, text), updated=NOW + DAY)
        db.documents.save(changed)
        assert human_labels(db, NOW + DAY) == [], "that text was not judged"


def test_the_document_that_shows_a_phase_is_labelled_with_it(office: Any) -> None:
    _, settings, store = office
    with store.begin() as db:
        db.initiatives.join([belongs(FIRST), belongs(REPLY)])
        db.humans.decide(Decision(0, NOW, "regisseur", Ruling.PHASE, "i-1", "gestopt"))
        assert human_labels(db, NOW) == [], "known from elsewhere: no document says so"
        shown = Decision(0, NOW, "regisseur", Ruling.PHASE, "i-1", "uitvoeren", (FIRST.id,))
        db.humans.decide(shown)
        [label] = human_labels(db, NOW)
        assert (label.document, label.field, label.value) == (FIRST.id, "phase", "uitvoeren")
        assert [e.phase for e in learnable(db, settings, NOW)] == ["uitvoeren"]
        db.humans.decide(replace(shown, value="organiseren"))
        assert [x.value for x in human_labels(db, NOW)] == ["organiseren"], "the last decision"
        no = HumanLabel(FIRST.id, "initiative", "Noor", False, NOW, FIRST.content_hash)
        db.labels.save([no])
        assert human_labels(db, NOW) == [no]
