"""A town of three papers whose documents are understood already: for what gather and watch make of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from networks.terms import Background
from pipeline.gathering import gather
from pipeline.tools import Tools
from storage.store import Store
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
