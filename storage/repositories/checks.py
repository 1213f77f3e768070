"""When documents were looked for again at their source (LAW 11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from storage.repositories.base import Repository
from storage.tables import checks, documents
from voorkant.plain import from_plain
from voorkant.records import Kept


class Checks(Repository):
    """Looks at what is kept."""

    def kept(self, source: str, since: datetime, as_of: datetime) -> list[Kept]:
        """What was collected from a source in a period, with the last look at each."""
        of_documents = (getattr(documents.c, name) for name in ("id", "url", "collected", "thread"))
        query = (
            select(*of_documents, checks.c.looked, func.coalesce(checks.c.missed, 0).label("missed"))
            .outerjoin(checks, checks.c.document == documents.c.id)
            .where(documents.c.source == source, documents.c.collected >= since)
            .where(documents.c.collected <= as_of)
        )
        return [from_plain(Kept, row) for row in self.rows(query.order_by(documents.c.id))]

    def save(self, missed: Iterable[tuple[str, int]], now: datetime) -> None:
        """These documents were looked for; each was gone so often in a row."""
        self.upsert(checks, [{"document": d, "looked": now, "missed": n} for d, n in missed])

    def missing(self, source: str) -> int:
        """How many documents of a source were gone at the last look, and are still kept."""
        query = (
            select(func.count())
            .select_from(checks)
            .join(documents, documents.c.id == checks.c.document)
            .where(documents.c.source == source, checks.c.missed > 0)
        )
        return int(self.connection.execute(query).scalar_one())
