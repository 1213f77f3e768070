"""Initiatives that no document is left of: since when, their end, and the count that stays (LAW 10)."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, timedelta

from sqlalchemy import Table, delete, insert, or_, select, update

from storage.repositories.base import Repository
from storage.repositories.initiatives import Initiatives
from storage.tables import (
    OF_INITIATIVE,
    alerts,
    arguments,
    begun,
    bridges,
    brokers,
    decisions,
    emptied,
    initiatives,
    networks,
    relations,
    undrawn,
)
from voorkant.lasting import Begun
from voorkant.plain import from_plain, to_plain
from voorkant.records import final

_DECIDED = (decisions.c.subject, decisions.c.value)


class Bygones(Repository):
    """What is left of initiatives without documents."""

    def note(self, now: datetime) -> None:
        """Keep since when initiatives are without documents, of those that are."""
        bare, kept = self._bare(now), {row["initiative"] for row in self.rows(select(emptied))}
        self.drop_of([emptied.c.initiative], kept - bare)
        fresh = [{"initiative": one, "since": now} for one in sorted(bare - kept)]
        self.upsert(emptied, fresh, update=False)

    def _bare(self, now: datetime) -> set[str]:
        """Of which no document is left, nor of what they went up in."""
        kept = Initiatives(self.connection)
        gone = kept.merged(now)
        alive = {final(one, gone) for one in kept.held()}
        known = {row["id"] for row in self.rows(select(initiatives.c.id).distinct())}
        return {one for one in known if final(one, gone) not in alive}

    def over(self, now: datetime, term: timedelta) -> frozenset[str]:
        """Those without documents for a term; what went up in another goes with that, not before it."""
        gone = Initiatives(self.connection).merged(now)
        query = select(emptied.c.initiative).where(emptied.c.since <= now - term)
        found = {row["initiative"] for row in self.rows(query)}
        return frozenset(one for one in found if final(one, gone) in found)

    def drop(self, ids: Set[str], before: datetime) -> None:
        """Remove initiatives by their whole history, with what was found and decided of them.

        A version of a network is one reading of all its initiatives: name, organisations and way of life come
        from them together, so it goes whole. So do the bridges that were found then, `before` a moment.
        `connect` writes anew what it still finds.
        """
        touched = {str(row["id"]) for row in self._drop_holding(networks, ids)}
        self._drop_holding(brokers, ids)
        left = {row["id"] for row in self.rows(select(networks.c.id).distinct())}
        self.drop_of((relations.c.origin, relations.c.target, alerts.c.subject), touched - left)
        self.drop_of((bridges.c.origin, bridges.c.target), ids | (touched - left))
        for part in self._parts(touched):
            then = or_(bridges.c.origin.in_(part), bridges.c.target.in_(part))
            self.connection.execute(delete(bridges).where(then, bridges.c.recorded <= before))
        for part in self._parts(ids):
            offered = update(arguments).where(arguments.c.offered_from.in_(part))
            self.connection.execute(offered.values(offered=None, offered_from=None))
        self.drop_of((*OF_INITIATIVE, undrawn.c.initiative, emptied.c.initiative, *_DECIDED), ids)

    def _drop_holding(self, table: Table, ids: Set[str]) -> list[dict[str, object]]:
        """Remove the versions that hold one of these initiatives; returns their keys."""
        versions = self.rows(select(*table.primary_key, table.c.initiatives))
        found = [dict(row) for row in versions if not ids.isdisjoint(row["initiatives"])]
        for row in found:
            self.connection.execute(delete(table).where(self.same(table, row)))
        return found

    def count(self, found: Iterable[Begun]) -> None:
        """Keep that so many began, and nothing else of them."""
        if rows := [to_plain(one) for one in found]:
            self.connection.execute(insert(begun), rows)

    def counted(self, as_of: datetime) -> tuple[Begun, ...]:
        """What began by the year of `as_of` and is gone."""
        query = select(begun).where(begun.c.year <= as_of.year).order_by(begun.c.id)
        return tuple(from_plain(Begun, row) for row in self.rows(query))
