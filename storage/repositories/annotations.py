"""What each document says: language, labels with probability and reason, places, organisations, meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from storage.repositories.base import Repository, Row
from storage.tables import annotations_table, meetings, waiting
from voorkant.plain import from_plain, to_plain
from voorkant.records import Annotation, Meeting


class Annotations(Repository):
    """Annotations with their meetings."""

    def save(self, made: Iterable[tuple[Annotation, str]], now: datetime) -> int:
        """Store annotations with the content hash of the text that they were made from."""
        pairs = list(made)
        rows = [
            {
                "document": a.document, "content_hash": digest, "language": a.language,
                "labels": to_plain(a.labels), "places": to_plain(a.places),
                "organisations": list(a.organisations), "model": a.model, "made": now,
            }
            for a, digest in pairs
        ]  # fmt: skip
        written = self.upsert(annotations_table, rows)
        ids = [a.document for a, _ in pairs]
        self.connection.execute(delete(meetings).where(meetings.c.document.in_(ids)))
        self.upsert(meetings, [self._meeting_row(a.document, m) for a, _ in pairs for m in a.meetings])
        self.upsert(waiting, [{"document": i} for i in ids], update=False)
        self.undraw(ids)
        return written

    def get(self, documents: Sequence[str] | None = None) -> dict[str, Annotation]:
        """Annotations by document id; all of them when no ids are given."""
        query = select(annotations_table)
        gatherings = select(meetings).order_by(meetings.c.start)
        if documents is None:
            rows, held = self.rows(query), self.rows(gatherings)
        else:
            rows = self.rows_of(query, annotations_table.c.document, documents)
            held = self.rows_of(gatherings, meetings.c.document, documents)
        met: dict[str, list[Row]] = {}
        for row in held:
            met.setdefault(row["document"], []).append(row)
        return {
            r["document"]: from_plain(Annotation, {**r, "meetings": met.get(r["document"], [])}) for r in rows
        }

    def models(self) -> frozenset[str]:
        """The versions of all models whose judgements stand."""
        return frozenset(r["model"] for r in self.rows(select(annotations_table.c.model).distinct()))

    def meetings(self, start: datetime, end: datetime) -> list[tuple[str, Meeting]]:
        """(document id, meeting) of all meetings in a period, by start."""
        query = select(meetings).where(meetings.c.start >= start, meetings.c.start < end)
        rows = self.rows(query.order_by(meetings.c.start, meetings.c.document))
        return [(row["document"], from_plain(Meeting, row)) for row in rows]

    def _meeting_row(self, document: str, meeting: Meeting) -> dict[str, Any]:
        return {
            "document": document, "start": meeting.start, "place": meeting.place,
            "state": meeting.state.value, "all_day": meeting.all_day, "end": meeting.end,
        }  # fmt: skip
