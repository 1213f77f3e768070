"""Alerts and remarks in versions, and what was delivered to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import and_, delete, func, select

from storage.repositories.base import Repository
from storage.tables import alerts, deliveries, synchronised
from voorkant.plain import from_plain, to_plain
from voorkant.records import Alert, Synchronised

_REMARK_KEY = ("initiative", "id")
_TIMES = ("raised_at", "last_active", "ended")


class Alerts(Repository):
    """Alerts and deliveries."""

    def save(self, found: Iterable[Alert], now: datetime) -> int:
        """Write a version of each alert that is new or went on; returns how many."""
        rows = [{**to_plain(a), **{t: getattr(a, t) for t in _TIMES}} for a in found]
        return self.record_versions(alerts, ("id",), rows, now, whole=False)

    def all(self, as_of: datetime) -> list[Alert]:
        """Alerts as they were known at `as_of`, newest first."""
        found = [from_plain(Alert, row) for row in self.newest(alerts, ("id",), as_of)]
        return sorted(found, key=lambda a: (-a.raised_at.timestamp(), a.id))

    def raised(self, ids: Iterable[str]) -> list[Alert]:
        """These alerts as they were raised, in no order."""
        first = select(alerts.c.id, func.min(alerts.c.recorded).label("recorded")).group_by(alerts.c.id)
        was = first.subquery()
        query = select(alerts).join(was, and_(alerts.c.id == was.c.id, alerts.c.recorded == was.c.recorded))
        return [from_plain(Alert, row) for row in self.rows_of(query, alerts.c.id, ids)]

    def save_synchronised(self, found: Iterable[Synchronised], now: datetime) -> int:
        """What was posted in step is exactly this from now on."""
        rows = [{**to_plain(s), "began": s.began, "ended": False} for s in found]
        return self.record_versions(synchronised, _REMARK_KEY, rows, now, whole=True)

    def synchronised(self, as_of: datetime) -> list[Synchronised]:
        """What was posted in step, as it was known, newest first."""
        found = [from_plain(Synchronised, row) for row in self.latest(synchronised, _REMARK_KEY, as_of)]
        return sorted(found, key=lambda s: (-s.began.timestamp(), s.initiative, s.id))

    def claim(self, recipient: str, what: str, day: date, digest: str) -> bool:
        """Mark a delivery as about to be made; False when that day's was already made."""
        key = {"recipient": recipient, "what": what, "day": day.isoformat()}
        return self.upsert(deliveries, [{**key, "digest": digest, "sent": None}], update=False) == 1

    def release(self, recipient: str, what: str, day: date) -> None:
        """A delivery that was claimed could not be made: it may be tried again."""
        of = (deliveries.c.recipient == recipient, deliveries.c.what == what, deliveries.c.sent.is_(None))
        self.connection.execute(delete(deliveries).where(*of, deliveries.c.day == day.isoformat()))

    def claimed(self, recipient: str, what: str, day: date) -> bool:
        """Whether that day's delivery was made, or is about to be."""
        of = (deliveries.c.recipient == recipient, deliveries.c.what == what)
        return bool(self.rows(select(deliveries.c.day).where(*of, deliveries.c.day == day.isoformat())))

    def sent(self, recipient: str, what: str, day: date, digest: str, at: datetime) -> None:
        """Mark a delivery as made."""
        key = {"recipient": recipient, "what": what, "day": day.isoformat()}
        self.upsert(deliveries, [{**key, "digest": digest, "sent": at}])

    def received(self, recipient: str) -> set[str]:
        """All that was ever delivered to somebody."""
        query = select(deliveries.c.what).where(
            deliveries.c.recipient == recipient, deliveries.c.sent.is_not(None)
        )
        return {row["what"] for row in self.rows(query.distinct())}

    def delivered(self, recipient: str, what: str) -> list[str]:
        """The days on which something was delivered, oldest first."""
        query = select(deliveries.c.day).where(
            deliveries.c.recipient == recipient, deliveries.c.what == what, deliveries.c.sent.is_not(None)
        )
        return [row["day"] for row in self.rows(query.order_by(deliveries.c.day))]
