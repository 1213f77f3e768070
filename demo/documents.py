"""What the sample town published: hand-written documents, as they stand at a moment. Nothing of the truth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
FILE = Path(__file__).parent / "town" / "documents.jsonl"
#: the first and the last moment of the town's sixty days
FIRST = datetime(2026, 9, 1, tzinfo=ZONE).astimezone(UTC)
LAST = datetime(2026, 10, 30, 23, 59, 59, tzinfo=ZONE).astimezone(UTC)
SOURCES = (
    "veenbode", "lindekrant", "gemeente", "raad", "forum", "mastodon", "bluesky", "petities", "dorpen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """A later wording of a document. `at` in UTC."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TownDocument:
    """One document. `published` and `updated` in UTC; links and `reply_to` are ids of earlier documents."""

    id: str
    source: str
    published: datetime
    text: str
    title: str = ""
    author: str = ""
    reply_to: str | None = None
    links: tuple[str, ...] = ()
    edit: Edit | None = None
    updated: datetime | None = None

    @property
    def changed(self) -> datetime:
        """When it last changed."""
        return self.updated or self.published

    @property
    def paragraphs(self) -> list[str]:
        """Its text, paragraph by paragraph."""
        return [p for p in self.text.split("\n\n") if p.strip()]


@cache
def load_documents() -> tuple[TownDocument, ...]:
    """All documents of the town, oldest first."""
    with FILE.open(encoding="utf-8") as lines:
        return tuple(_document(json.loads(line)) for line in lines if line.strip())


def _document(row: dict[str, Any]) -> TownDocument:
    edited = row.get("edited")
    return TownDocument(
        id=row["id"],
        source=row["source"],
        published=local_moment(row["published"]),
        text=row["text"],
        title=row.get("title", ""),
        author=row.get("author", ""),
        reply_to=row.get("reply_to"),
        links=tuple(row.get("links", ())),
        edit=Edit(local_moment(edited["published"]), edited["text"]) if edited else None,
    )


def local_moment(text: str) -> datetime:
    """The town's files tell local time; everything else is in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def at_moment(document: TownDocument, now: datetime) -> TownDocument:
    """The document with the wording that it has at a moment."""
    if document.edit is None or document.edit.at > now:
        return document
    return replace(document, text=document.edit.text, updated=document.edit.at)


def visible(documents: Iterable[TownDocument], now: datetime, source: str = "") -> list[TownDocument]:
    """What is there at a moment (of one source when given), oldest first, in its wording of then."""
    return [at_moment(d, now) for d in documents if d.published <= now and (not source or d.source == source)]


def last_change(documents: Sequence[TownDocument]) -> datetime:
    """When the newest thing in a list happened; the town's first moment for an empty list."""
    return max((d.changed for d in documents), default=FIRST)
