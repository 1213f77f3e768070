"""How much earlier an initiative was seen than in the sources of authorities, and what each source has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from frontdesk import desk as desks
from frontdesk import export, lead
from frontdesk.app import create_app
from storage.store import Store
from voorkant.records import Document, Membership, Need, Source
from voorkant.settings import Settings
from voorkant.vocabulary import PublisherKind, SourceKind

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


@pytest.fixture
def council(town: Store, settings: Settings) -> Settings:
    """The town, with the council's news as a source: two days after the first document on the solar park."""
    source = Source(
        "raad", SourceKind.FEED, "https://raad.example/rss", "Gemeenteraad", PublisherKind.OVERHEID, "zien",
        "AVG 6(1)(e)", "team regie", date(2027, 1, 1), every=timedelta(hours=1),
    )  # fmt: skip
    with town.begin() as db:
        db.fetches.sync_sources((*settings.sources, source))
        first = min(d.published for d in db.documents.between(NOW) if "zon" in d.url)
        for name, home, days in (("zon", "zon", 2), ("bus", "bus", -40)):
            at = first + timedelta(days=days)
            found = Document(
                f"https://raad.example/{name}", "raad", "Raad", "De raad.", at, at, content_hash=name
            )
            db.documents.save(found)
            db.initiatives.join([Membership(found.id, home, None, 0.9, "zelfde naam", NOW)])
    return replace(settings, sources=(*settings.sources, source))


def rows(town: Store, settings: Settings) -> dict[str, export.Row]:
    with town.begin() as db:
        return {r["id"]: r for r in export.rows(db, settings, "initiatives", NOW)}


def page(town: Store, settings: Settings, path: str) -> str:
    with TestClient(create_app(settings, town, lambda: NOW), base_url="http://127.0.0.1:8765") as client:
        answer = client.get(path)
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_lead_is_from_the_first_document_to_the_first_of_an_authority(town: Store, council: Settings) -> None:
    found = rows(town, council)
    assert {k: r["lead_days"] for k, r in found.items()} == {"zon": 2, "bus": 0, "bad": None}
    assert found["zon"]["coverage"][-1] == {"source": "raad", "publisher": "Gemeenteraad", "documents": 1}
    assert sum(c["documents"] for c in found["zon"]["coverage"]) == len(found["zon"]["documents"])


def test_the_figure_of_a_year(town: Store, council: Settings) -> None:
    with town.begin() as db:
        (year,) = lead.years(desks.read(db, council, NOW))
    assert year == lead.Year(2026, begun=3, official=2, earlier=1, days=1.0)
    assert year.share == 50


def test_pages_tell_it_in_words(town: Store, council: Settings) -> None:
    assert "2 dagen eerder gezien dan in een bron van de overheid" in page(town, council, "/initiatieven/zon")
    assert "Gemeenteraad (1)" in page(town, council, "/initiatieven/zon")
    assert "Nog niet gezien in bronnen" in page(town, council, "/initiatieven/bad")
    told = page(town, council, "/voorsprong")
    assert "Daarvan werd er 1 (50%) minstens een dag eerder gezien." in " ".join(told.split())
    assert "Niet of niet helemaal gelezen: Gemeenteraad" in told, "it was never visited"


def test_without_a_source_of_an_authority_nothing_is_claimed(town: Store, settings: Settings) -> None:
    assert {r["lead_days"] for r in rows(town, settings).values()} == {None}
    assert "Niet te meten" in page(town, settings, "/initiatieven/zon")
    assert "geen voorsprong te meten" in page(town, settings, "/voorsprong")


def test_what_it_asks_for_is_told_with_its_document_unless_that_waits(
    town: Store, settings: Settings
) -> None:
    with town.begin() as db:
        known = next(i for i in db.initiatives.all(NOW) if i.id == "zon")
        urls = {d.url for d in db.documents.between(NOW)}
    for url, shown in (("https://veenbode.example/zon0", True), ("https://plein.example/boos", False)):
        assert url in urls
        with town.begin() as db:
            db.initiatives.save([replace(known, need=Need("Wij vragen de raad om een kabel.", url))], NOW)
        told = rows(town, settings)["zon"]["need"]
        assert told == ({"text": "Wij vragen de raad om een kabel.", "url": url} if shown else None)
        assert (
            "<q>Wij vragen de raad om een kabel.</q>" in page(town, settings, "/initiatieven/zon")
        ) == shown
