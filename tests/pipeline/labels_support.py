"""A forum of forty read documents with a small model: for all tests of what people label."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models import corpus
from models.registry import Registry
from models.training import train
from pipeline.tools import Tools
from pipeline.understanding import understand
from storage.store import Store
from voorkant.records import Document
from voorkant.settings import Settings, load
from voorkant.text import content_hash

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
AT = NOW.isoformat()
DAY = timedelta(days=1)


def small_model(folder: Path) -> Path:
    """A model from a part of the corpus: good enough to doubt with, made in seconds."""
    some = [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]
    registry = Registry(folder)
    registry.save(train(some, str, "klein"), {"version": "klein"})
    registry.promote("klein")
    return folder


def document(name: str, title: str, text: str, **other: Any) -> Document:
    base = Document(
        url=f"https://veenbode.example/{name}", source="forum", title=title, text=text, published=NOW - DAY,
        collected=NOW - DAY, content_hash=content_hash(title, text), entry_hash=name,
    )  # fmt: skip
    return replace(base, **other)


FIRST = document("bus", "Buurtbus", "Wie helpt mee met onze eigen buurtbus? Meld je aan bij [persoon].")
REPLY = document("antwoord", "", "Doe ik mee!", reply_to=FIRST.url, thread=FIRST.url)


@contextmanager
def office_with(bare: Path, model: Path) -> Iterator[tuple[Path, Settings, Store]]:
    """A configuration with a model and forty read documents of a forum."""
    shutil.copytree(model, bare / "state" / "models")
    settings = load(bare)
    store = Store(settings.database)
    store.upgrade()
    some = [e for e in corpus.load() if e.id.startswith("forum-")][:40]
    with store.begin() as db:
        db.fetches.sync_sources(settings.sources)
        for d in [FIRST, REPLY, *(document(e.id, e.title, e.text) for e in some)]:
            db.documents.save(d)
    with Tools(settings) as tools:
        understand(store, tools, NOW)
    yield bare, settings, store
    store.close()
