"""What each stage did, and the switch that stops all collection (LAW 22)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from storage.repositories.base import Repository
from storage.tables import runs
from voorkant.plain import from_plain, to_plain
from voorkant.reports import Report


class Runs(Repository):
    """Runs of stages."""

    def save(self, report: Report, as_of: datetime) -> None:
        """Keep a stage's report."""
        plain = to_plain(report)
        self.connection.execute(insert(runs).values({**plain, "as_of": as_of}))

    def last(self, stage: str) -> tuple[datetime, Report] | None:
        """The newest run of a stage."""
        query = select(runs).where(runs.c.stage == stage).order_by(runs.c.id.desc()).limit(1)
        rows = self.rows(query)
        return (rows[0]["as_of"], from_plain(Report, rows[0])) if rows else None

    def count(self) -> int:
        """How many runs were kept."""
        return len(self.rows(select(runs.c.id)))
