"""Copies through the stages: in the same initiative, counted once, shown once, each voice heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk import desk as desks
from frontdesk.digest import build, documents_of
from frontdesk.export import rows
from frontdesk.render import render
from networks.terms import Background
from pipeline.following import gather
from pipeline.tools import Tools
from storage.store import Store
from tests.networks.test_copies import ARTICLE, FOLLOW_UP
from voorkant.records import Annotation, Document, Label, Source
from voorkant.settings import Settings
from voorkant.text import content_hash
from voorkant.vocabulary import PublisherKind, SourceKind

NOW = datetime(2026, 3, 3, 18, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCES = tuple(
    Source(
        key, SourceKind.FEED, f"https://{key}.example/rss", name, PublisherKind.MEDIA, "zien", "AVG 6(1)(e)",
        "regie", date(2027, 1, 1),
    )
    for key, name in (("bode", "De Bode"), ("courant", "De Courant"), ("plein", "Het Plein"))
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    zone = ZoneInfo("Europe/Amsterdam")
    return Settings(tmp_path, "Lindewaarde", "GM9999", zone, "", tmp_path, sources=SOURCES)


@pytest.fixture
def known(store: Store) -> Iterator[Store]:
    with store.begin() as db:
        db.fetches.sync_sources(SOURCES)
    yield store


def document(source: str, text: str, at: datetime, title: str = "", who: str | None = None) -> Document:
    url = f"https://{source}.example/{content_hash(title, text + str(who))[:8]}"
    return Document(
        url, source, title, text, at, at, participant=who, content_hash=content_hash(title, text),
    )  # fmt: skip


def come(store: Store, settings: Settings, now: datetime, *found: Document, sure: float = 0.99) -> None:
    """Documents come in, are understood, and are gathered."""
    labels = {
        "initiative": Label(sure > 0.5, max(sure, 1 - sure)), "kind": Label("zelforganisatie", 0.9),
        "theme": Label("wonen-ruimte", 0.9), "phase": Label("idee", 0.8), "stance": Label("steun", 0.8),
        "call_to_action": Label(False, 0.9), "hostile": Label(False, 0.99),
    }  # fmt: skip
    tools = Tools(settings)
    tools.background = Background()
    with store.begin() as db:
        for one in found:
            db.documents.save(one)
        made = [(Annotation(d.id, "nl", labels, model="m"), d.content_hash) for d in found]
        db.annotations.save(made, now)
    gather(store, tools, now)


def test_three_papers_are_one_text_from_three_sources(known: Store, settings: Settings) -> None:
    first = document("bode", ARTICLE, NOW - 2 * DAY, "Buurt wil pompstation")
    come(known, settings, NOW - 2 * DAY, first)
    second = document("courant", "Van onze redactie. " + ARTICLE, NOW - DAY, "Pompstation voor de buurt?")
    third = document("plein", ARTICLE[:420], NOW, "Het pompstation")
    come(known, settings, NOW, second, third)
    with known.begin() as db:
        desk = desks.read(db, settings, NOW)
        assert {m.initiative for m in db.initiatives.members(NOW)} == {f"i-{first.id[:12]}"}
        assert not desk.initiatives, "one text in three papers is not yet two documents"
    more = document("bode", FOLLOW_UP, NOW + DAY, "Pompstation blijft van de buurt")
    come(known, settings, NOW + DAY, more)
    with known.begin() as db:
        desk = desks.read(db, settings, NOW + DAY)
        (home,) = desk.initiatives.values()
        assert home.documents == documents_of(desk, home) == 2
        assert [d.url for d in desk.shown(home.id)] == [more.url, first.url]
        assert [d.url for d in desk.also_in(first.id)] == [second.url, third.url]
        told = render(build(db, settings, None, NOW + DAY), settings, "text")
        assert "ook in: De Courant en Het Plein" in told
        assert "2 berichten uit 3 bronnen" in told
        exported = {row["url"]: row["copy_of"] for row in rows(db, settings, "documents", NOW + DAY)}
        assert exported == {first.url: None, more.url: None, second.url: first.url, third.url: first.url}
        assert desks.read(db, settings, NOW - DAY).copy_of == {}, "the day before knew of no copy"


def test_a_copy_brings_the_original_along(known: Store, settings: Settings) -> None:
    """What the classifier missed in one paper and saw in the other belongs where the other does."""
    missed = document("bode", ARTICLE, NOW - DAY)
    come(known, settings, NOW - DAY, missed, sure=0.01)
    with known.begin() as db:
        assert db.initiatives.members(NOW) == []
    seen = document("courant", "(persbericht) " + ARTICLE, NOW)
    come(known, settings, NOW, seen)
    with known.begin() as db:
        homes = {m.document: m.initiative for m in db.initiatives.members(NOW)}
    assert homes[missed.id] == homes[seen.id]


def test_when_the_earliest_is_gone_the_next_stands_for_the_text(known: Store, settings: Settings) -> None:
    found = [document("bode", ARTICLE, NOW + n * timedelta(hours=1), who=f"{n}" * 8) for n in range(4)]
    follow = document("courant", FOLLOW_UP, NOW + 5 * timedelta(hours=1))
    come(known, settings, NOW + DAY, *found, follow)
    with known.begin() as db:
        db.documents.drop([found[0].id])
        desk = desks.read(db, settings, NOW + DAY)
        assert set(desk.copy_of.values()) == {found[1].id}
        assert {d.id for d in desk.also_in(found[1].id)} == {found[2].id, found[3].id}


def test_an_edit_that_says_something_else_is_no_copy_any_more(known: Store, settings: Settings) -> None:
    first = document("bode", ARTICLE, NOW - DAY)
    come(known, settings, NOW, first, document("courant", ARTICLE + " Meer volgt.", NOW))
    with known.begin() as db:
        assert len(db.copies.families(NOW)) == 2
    changed = Document(
        first.url, "bode", "", FOLLOW_UP, first.published, first.collected, updated=NOW,
        content_hash=content_hash("", FOLLOW_UP), entry_hash="anders",
    )  # fmt: skip
    come(known, settings, NOW + DAY, changed)
    with known.begin() as db:
        assert db.copies.families(NOW + DAY) == {}


def test_sketches_go_after_a_month_and_families_stay(known: Store, settings: Settings) -> None:
    come(known, settings, NOW, document("bode", ARTICLE, NOW), document("courant", ARTICLE + " Dus.", NOW))
    later = NOW + 31 * DAY
    come(known, settings, later, document("plein", "Nogmaals. " + ARTICLE, later))
    with known.begin() as db:
        assert len(db.copies.families(later)) == 2, "after a month a text is not looked for any more"
