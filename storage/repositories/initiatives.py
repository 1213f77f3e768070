"""Initiatives in versions, the documents that belong to them, and the terms that gathering compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from storage.repositories.base import Repository
from storage.tables import decisions, features, initiatives, memberships
from voorkant.plain import from_plain, to_plain
from voorkant.records import Initiative, Membership, final
from voorkant.vocabulary import Ruling

_COLUMNS = tuple(c.name for c in initiatives.c if c.name != "recorded")


class Initiatives(Repository):
    """Initiatives."""

    def save(self, found: Iterable[Initiative], now: datetime) -> int:
        """Write a version of each that changed; returns how many did."""
        rows = []
        for initiative in found:
            plain = to_plain(initiative)
            times = {k: getattr(initiative, k) for k in ("first_seen", "last_seen", "appeared")}
            rows.append({**{k: plain[k] for k in _COLUMNS}, **times})
        return self.record_versions(initiatives, ("id",), rows, now, whole=False)

    def all(self, as_of: datetime, *, merged: bool = False, rejected: bool = False) -> list[Initiative]:
        """All initiatives as they were known; those merged into another, and those of which people said that
        they are none, only when asked for.
        """
        found = [from_plain(Initiative, row) for row in self.latest(initiatives, ("id",), as_of)]
        hidden = frozenset() if rejected else self._rejected(as_of, found)
        return [i for i in found if (merged or i.merged_into is None) and i.id not in hidden]

    def _rejected(self, as_of: datetime, found: Iterable[Initiative]) -> frozenset[str]:
        query = select(decisions.c.subject).where(
            decisions.c.action == Ruling.REJECT, decisions.c.at <= as_of, decisions.c.undone.is_(False)
        )
        gone = {i.id: i.merged_into for i in found if i.merged_into}
        return frozenset(final(row["subject"], gone) for row in self.rows(query))

    def versions(self, initiative: str) -> list[tuple[datetime, Initiative]]:
        """The history of one initiative, oldest first."""
        query = select(initiatives).where(initiatives.c.id == initiative)
        rows = self.rows(query.order_by(initiatives.c.recorded))
        return [(row["recorded"], from_plain(Initiative, row)) for row in rows]

    def join(self, members: Iterable[Membership]) -> int:
        """Let documents belong to initiatives; one that already belongs somewhere moves from then on."""
        return self.upsert(memberships, [{**to_plain(m), "joined": m.joined} for m in members])

    def members(self, as_of: datetime) -> list[Membership]:
        """Where each document belonged at `as_of`."""
        query = select(memberships).where(memberships.c.joined <= as_of)
        rows = self.rows(query.order_by(memberships.c.joined, memberships.c.document))
        newest = {row["document"]: from_plain(Membership, row) for row in rows}
        return list(newest.values())

    def save_terms(self, terms: Mapping[str, tuple[str, Mapping[str, float]]], now: datetime) -> None:
        """Document id to (content hash, terms): marks these documents as gathered."""
        rows = [
            {"document": d, "content_hash": digest, "terms": dict(t), "gathered": now}
            for d, (digest, t) in terms.items()
        ]
        self.upsert(features, rows)

    def terms(self, since: datetime, as_of: datetime) -> dict[str, dict[str, float]]:
        """Terms of the documents gathered in a period, by document id."""
        query = select(features.c.document, features.c.terms).where(
            features.c.gathered >= since, features.c.gathered <= as_of
        )
        rows = self.rows(query.order_by(features.c.gathered, features.c.document))
        return {row["document"]: row["terms"] for row in rows}
