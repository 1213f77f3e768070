"""Sources and the visits to them: what was read, what not, and what the law check decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, func, select

from storage.repositories.base import Repository, Row
from storage.tables import fetch_states, fetches, sources
from voorkant.plain import from_plain, to_plain
from voorkant.records import FetchState, Source, SourceOutcome
from voorkant.reports import Unread


class Fetches(Repository):
    """Visits to sources."""

    def sync_sources(self, wanted: Iterable[Source]) -> None:
        """Copy the configured sources to the database (old ones stay: their documents refer to them)."""
        rows = [
            {name: value for name, value in to_plain(source).items() if name in sources.c}
            for source in wanted
        ]
        self.upsert(sources, rows)

    def publishers(self) -> dict[str, Row]:
        """All sources ever read, by id."""
        return {row["id"]: row for row in self.rows(select(sources))}

    def state(self, source: str) -> FetchState:
        """What the next visit needs to know; an empty state before the first."""
        rows = self.rows(select(fetch_states).where(fetch_states.c.source == source))
        return from_plain(FetchState, rows[0]) if rows else FetchState(source)

    def finish(self, outcome: SourceOutcome, at: datetime) -> None:
        """Keep how a visit ended and the state for the next, in one go."""
        state = {name: getattr(outcome.state, name) for name in fetch_states.c.keys()}  # noqa: SIM118 - columns
        self.upsert(fetch_states, [{**state, "cursor": dict(outcome.state.cursor)}])
        row = {
            "source": outcome.source, "at": at, "requests": outcome.requests, "documents": outcome.documents,
            "error": outcome.error, "warnings": list(outcome.warnings), "law": list(outcome.law),
        }  # fmt: skip
        self.upsert(fetches, [row])

    def unread(self, as_of: datetime, since: datetime) -> list[Unread]:
        """Sources whose newest visit in a period failed or had trouble, with the reason."""
        newest = (
            select(fetches.c.source, func.max(fetches.c.at).label("at"))
            .where(fetches.c.at <= as_of, fetches.c.at > since)
            .group_by(fetches.c.source)
            .subquery()
        )
        same = and_(fetches.c.source == newest.c.source, fetches.c.at == newest.c.at)
        rows = self.rows(select(fetches).join(newest, same).order_by(fetches.c.source))
        reasons = [(row["source"], row["error"] or "; ".join(row["warnings"])) for row in rows]
        return [Unread(source, why) for source, why in reasons if why]

    def visits(self, source: str, limit: int = 20) -> list[Row]:
        """The newest visits to one source."""
        query = select(fetches).where(fetches.c.source == source)
        return self.rows(query.order_by(fetches.c.at.desc()).limit(limit))
