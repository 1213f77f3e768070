"""What was not read: every digest says it, also when there is nothing to say (LAW, ANCHORS)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.store import Database
from storage.tables import fetches
from voorkant.records import Source
from voorkant.reports import Unread
from voorkant.settings import Settings

ALL_READ = "Alle bronnen zijn gelezen."


def not_read(db: Database, settings: Settings, as_of: datetime, since: datetime) -> tuple[Unread, ...]:
    """Sources that failed, had trouble, or were not visited in a period; named by publisher, sorted."""
    named = {key: str(row["publisher"]) for key, row in db.fetches.publishers().items()}
    named |= {s.id: s.publisher for s in settings.sources}
    troubled = {u.source: u.why for u in db.fetches.unread(as_of, since)}
    last = _last_visits(db, as_of)
    missed = {s.id: _missed(s, last.get(s.id), as_of, since) for s in settings.sources}
    reasons = {key: why for key, why in missed.items() if why} | troubled
    return tuple(sorted((Unread(named.get(k, k), why) for k, why in reasons.items()), key=_by_name))


def sources_in_words(unread: tuple[Unread, ...]) -> list[str]:
    """A sentence per source, or the one sentence that everything was read."""
    return [f"{u.source}: {u.why.rstrip('.')}." for u in unread] or [ALL_READ]


def _by_name(unread: Unread) -> tuple[str, str]:
    return unread.source.casefold(), unread.why


def _last_visits(db: Database, as_of: datetime) -> dict[str, datetime]:
    query = select(fetches.c.source, func.max(fetches.c.at)).where(fetches.c.at <= as_of)
    return {row[0]: row[1] for row in db.connection.execute(query.group_by(fetches.c.source))}


def _missed(source: Source, last: datetime | None, as_of: datetime, since: datetime) -> str:
    """Why a source without trouble was not read; empty when it was, or is read less than once a day."""
    if last is None:
        return "nog nooit bezocht"
    return "niet bezocht" if last <= min(since, as_of - source.every) else ""
