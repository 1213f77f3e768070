"""Labels by people: kept once per document, field and labeller, as long as their document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect

from storage.store import Store
from voorkant.named import Gathering, Named
from voorkant.records import Document, Source
from voorkant.reports import HumanLabel, HumanNames
from voorkant.text import content_hash

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def document(name: str, **other: object) -> Document:
    text = f"Tekst van {name}."
    base = Document(
        url=f"https://veenbode.example/{name}", source="veenbode", title=name, text=text, published=NOW - DAY,
        collected=NOW, content_hash=content_hash(name, text), entry_hash=name,
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]  # a test's shorthand


A = document("a")
TRUE = HumanLabel(A.id, "initiative", "Noor", True, NOW, A.content_hash)
NONE = HumanLabel(A.id, "theme", "Noor", None, NOW, A.content_hash)
OTHER = HumanLabel(A.id, "theme", "Sam", "energie", NOW + DAY, A.content_hash)


NAMES = HumanNames(
    A.id, "Noor", Named(("De Dam",), ("Buurt & Co",), (Gathering("2026-09-12", "", "zaterdag"),)), NOW,
    A.content_hash,
)  # fmt: skip


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    with store.begin() as db:
        db.fetches.sync_sources([source])
        db.documents.save(A)
    return store


def test_labels_come_back_as_they_went_in_and_twice_is_once(filled: Store) -> None:
    with filled.begin() as db:
        assert db.labels.save([TRUE, NONE, OTHER]) == 3
        assert db.labels.save([TRUE, replace(NONE, at=NOW + DAY)]) == 0, "nothing new was said"
        assert db.labels.get() == [TRUE, NONE, OTHER]
        assert db.labels.get(NOW) == [TRUE, NONE], "as it was known then"
        assert db.labels.get(documents=["x" * 16]) == []


def test_a_labeller_may_change_their_mind_alone(filled: Store) -> None:
    changed = replace(NONE, value="wonen-ruimte", at=NOW + DAY)
    with filled.begin() as db:
        db.labels.save([NONE, OTHER])
        assert db.labels.save([changed]) == 1
        assert db.labels.get() == [changed, OTHER]


def test_what_a_text_names_comes_back_and_twice_is_once(filled: Store) -> None:
    with filled.begin() as db:
        assert db.labels.save_names(NAMES) == 1
        assert db.labels.save_names(replace(NAMES, at=NOW + DAY)) == 0, "nothing new was said"
        assert db.labels.names() == db.labels.names(NOW, documents=[A.id]) == [NAMES]
        assert db.labels.names(NOW - DAY) == [], "as it was known then"
        other = replace(NAMES, labeller="Sam", named=Named(), at=NOW + DAY)
        changed = replace(NAMES, named=Named(("Dam",)), at=NOW + DAY)
        assert [db.labels.save_names(one) for one in (other, changed)] == [1, 1]
        assert db.labels.names() == [changed, other]
        db.labels.save([replace(TRUE, labeller="Kim")])
        assert db.labels.labellers() == {(A.id, "Noor"), (A.id, "Sam"), (A.id, "Kim")}
        assert db.labels.labellers(documents=["x" * 16]) == set()
        db.documents.drop([A.id])
        assert db.labels.names() == [], "they go with their document"


def test_what_is_masked_later_goes_out_of_what_texts_name(filled: Store) -> None:
    meetings = (Gathering("2026-09-19", "bij Zwaluw", "zaterdag"), Gathering("2026-09-22", "", "dinsdag"))
    said = replace(NAMES, named=Named(("Dam", "Zwaluw"), ("Zwaluw", "De Hoek"), meetings))
    with filled.begin() as db:
        db.labels.save_names(said)
        db.documents.mask(A, lambda text: text.replace("Zwaluw", "[account]"))
        assert [x.named for x in db.labels.names()] == [Named(("Dam",), ("De Hoek",), meetings[1:])]
        db.documents.mask(A, lambda text: text)
        assert [x.at for x in db.labels.names()] == [said.at], "who said it, and when, stays"


def test_labels_go_with_their_document(filled: Store) -> None:
    with filled.begin() as db:
        db.labels.save([TRUE, OTHER])
        db.documents.drop([A.id])
        assert db.labels.get() == []


@pytest.mark.parametrize("names", [False, True])
def test_texts_that_were_labelled_are_kept_longer_with_what_they_answer(filled: Store, names: bool) -> None:
    first, middle, other = document("begin"), document("midden"), document("anders")
    reply = document("antwoord", reply_to=middle.url, thread=first.url)
    with filled.begin() as db:
        for d in (first, middle, other, reply):
            db.documents.save(d)
        said = NAMES if names else TRUE
        mine = replace(said, document=reply.id, content_hash=reply.content_hash)
        db.labels.save_names(mine) if isinstance(mine, HumanNames) else db.labels.save([mine])
        assert db.documents.blank_texts(NOW + DAY, NOW - DAY) == 2, "a and anders"
        left = {d.title for d in db.documents.between(NOW) if d.text}
        assert left == {"begin", "midden", "antwoord"}
        assert db.documents.blank_texts(NOW + DAY, NOW + DAY / 2) == 3, "their own term is over too"


def test_the_second_form_goes_back_to_the_first(empty_store: Store, source: Source) -> None:
    empty_store.upgrade()
    with empty_store.begin() as db:
        db.fetches.sync_sources([source])
        db.documents.save(A)
        db.labels.save([TRUE])
    empty_store.downgrade("0001")
    assert "labels" not in inspect(empty_store.engine).get_table_names()
    assert not empty_store.current()
    empty_store.upgrade()
    with empty_store.begin() as db:
        assert [d.id for d in db.documents.get([A.id])] == [A.id], "the documents stayed"
        assert db.labels.get() == []
