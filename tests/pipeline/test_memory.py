"""What gathering reads back of a long past, and which portraits it draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench import archive
from networks.terms import Background, terms
from pipeline.drawing import draw
from pipeline.gathering import gather
from pipeline.modelling import ordinary_dutch
from pipeline.tools import Tools
from storage.store import Database, Store
from tests.pipeline.small_town import DAY, NOW, come, document
from tests.texts import ARTICLE, FOLLOW_UP, NOTICE
from voorkant.records import Decision, Document
from voorkant.settings import Settings
from voorkant.vocabulary import Ruling

HOUR = timedelta(hours=1)
THEN = NOW - 90 * DAY
NOTICES = [
    document("plein", NOTICE.format(n=n, street=street, day=n, key=n * 977), NOW - 9 * DAY)
    for n, street in enumerate(("Dorpsstraat", "Kade", "Molenweg", "Singel", "Hofstraat"), 2)
]


def limit(monkeypatch: pytest.MonkeyPatch, newest: int, older: int, each: int) -> None:
    for name, value in {"NEWEST": newest, "OLDER": older, "EACH": each}.items():
        monkeypatch.setattr(f"pipeline.gathering.{name}", value)


def home(db: Database, one: Document) -> str | None:
    return next((m.initiative for m in db.initiatives.members(NOW + 9 * DAY, [one.id])), None)


@pytest.mark.parametrize("older", [1, 0])
def test_a_silent_initiative_is_known_by_its_newest_documents(
    known: Store, small: Settings, monkeypatch: pytest.MonkeyPatch, older: int
) -> None:
    first = document("bode", ARTICLE, THEN)
    come(known, small, THEN, first)
    come(known, small, NOW - 9 * DAY, *NOTICES, sure=0.01)
    limit(monkeypatch, 3, older, 1)
    more = document("courant", FOLLOW_UP, NOW)
    come(known, small, NOW, more)
    with known.begin() as db:
        assert (home(db, more) == home(db, first)) == bool(older)


def test_what_is_answered_may_be_older_than_what_is_read_back(
    known: Store, small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = document("bode", ARTICLE, THEN), document("courant", FOLLOW_UP, THEN + DAY)
    come(known, small, THEN, first)
    come(known, small, THEN + DAY, second)
    come(known, small, NOW - 9 * DAY, *NOTICES, sure=0.01)
    limit(monkeypatch, 3, 1, 1)
    answer = replace(document("plein", "Precies!", NOW), reply_to=first.url)
    come(known, small, NOW, answer)
    with known.begin() as db:
        assert home(db, answer) == home(db, first) == home(db, second)


def unchanged_when_all_is_drawn(store: Store) -> bool:
    with store.begin() as db:
        db.initiatives.draw_anew(m.initiative for m in db.initiatives.members(NOW + 9 * DAY))
        return draw(db, (), NOW + 9 * DAY) == 0


def test_no_portrait_stays_behind(known: Store, small: Settings) -> None:
    """What was drawn because it changed is what all would be, whatever the change."""
    tools = Tools(small)
    tools.background = Background()
    first, second = document("bode", ARTICLE, NOW - 3 * HOUR), document("courant", FOLLOW_UP, NOW - 2 * HOUR)
    third = document("plein", f"Nieuws over Pompen Maar. {FOLLOW_UP}", NOW - HOUR)
    come(known, small, NOW - 9 * DAY, *NOTICES, sure=0.01)
    come(known, small, NOW, first, second, third)
    assert unchanged_when_all_is_drawn(known)
    with known.begin() as db:
        (shown,) = db.initiatives.all(NOW)
        assert db.initiatives.undrawn() == frozenset()
        db.documents.mask(first, lambda part: part.replace("Pompen Maar", "[persoon]"))
        assert db.initiatives.undrawn() == {shown.id}
    gather(known, tools, NOW + DAY)
    with known.begin() as db:
        (masked,) = db.initiatives.all(NOW + DAY)
        assert masked != shown
        db.documents.drop([second.id])
    gather(known, tools, NOW + 2 * DAY)
    with known.begin() as db:
        (left,) = db.initiatives.all(NOW + 2 * DAY)
        assert left.summary, "the erased one is quoted no more, another is"
        db.documents.blank_texts(NOW + 2 * DAY)
    gather(known, tools, NOW + 3 * DAY)
    assert unchanged_when_all_is_drawn(known)
    with known.begin() as db:
        assert db.initiatives.all(NOW + 3 * DAY) == [left], "what was drawn outlives the texts"
    with known.begin() as db:
        db.humans.decide(Decision(0, NOW + 3 * DAY, "Noor", Ruling.RENAME, shown.id, "Het pompstation"))
    assert not unchanged_when_all_is_drawn(known), "otherwise this shows nothing"


def test_the_made_archive_is_gathered(
    tmp_path: Path, small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What costs are measured on: its terms are as they would be counted, and its days can be gathered."""
    monkeypatch.setattr(archive, "A_DAY", 60)
    days = archive.stream(ordinary_dutch())
    store = Store(f"sqlite:///{tmp_path / 'archive.db'}")
    made = [next(days) for _ in range(3)]
    archive.Archive(store).add(made, archive.FIRST + 3 * DAY)
    about = next(m for day in made for m in day if m.about)
    assert archive.counted(about).keys() == terms("", about.text).keys()
    archive.come(store, next(days), archive.FIRST + 4 * DAY)
    report = gather(store, Tools(small), archive.FIRST + 4 * DAY)
    assert report.counts["bekeken"] == 60 and report.counts["geplaatst"] > 0
    store.close()
