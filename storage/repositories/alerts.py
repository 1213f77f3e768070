"""Alerts, and what was delivered to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from storage.repositories.base import Repository
from storage.tables import alerts, deliveries
from voorkant.plain import from_plain, to_plain
from voorkant.records import Alert

_TIMES = ("raised_at", "last_active", "ended")


class Alerts(Repository):
    """Alerts and deliveries."""

    def save(self, found: Iterable[Alert]) -> int:
        """Write alerts, new or gone on; returns how many rows really changed."""
        before = {row["id"]: row for row in self.rows(select(alerts))}
        rows = [{**to_plain(a), **{t: getattr(a, t) for t in _TIMES}} for a in found]
        return self.upsert(alerts, [row for row in rows if before.get(row["id"]) != row])

    def all(self, as_of: datetime) -> list[Alert]:
        """Alerts raised by `as_of`, newest first."""
        query = select(alerts).where(alerts.c.raised_at <= as_of)
        rows = self.rows(query.order_by(alerts.c.raised_at.desc(), alerts.c.id))
        found = [from_plain(Alert, row) for row in rows]
        return [replace(a, ended=None) if a.ended and a.ended > as_of else a for a in found]

    def claim(self, recipient: str, what: str, day: date, digest: str) -> bool:
        """Mark a delivery as about to be made; False when that day's was already made."""
        key = {"recipient": recipient, "what": what, "day": day.isoformat()}
        return self.upsert(deliveries, [{**key, "digest": digest, "sent": None}], update=False) == 1

    def sent(self, recipient: str, what: str, day: date, digest: str, at: datetime) -> None:
        """Mark a delivery as made."""
        key = {"recipient": recipient, "what": what, "day": day.isoformat()}
        self.upsert(deliveries, [{**key, "digest": digest, "sent": at}])

    def delivered(self, recipient: str, what: str) -> list[str]:
        """The days on which something was delivered, oldest first."""
        query = select(deliveries.c.day).where(
            deliveries.c.recipient == recipient, deliveries.c.what == what, deliveries.c.sent.is_not(None)
        )
        return [row["day"] for row in self.rows(query.order_by(deliveries.c.day))]
