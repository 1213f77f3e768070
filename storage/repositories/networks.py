"""Networks, relations, bridges, brokers and arguments, each in versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select

from storage.repositories.base import Repository
from storage.tables import arguments, bridges, brokers, made, networks, relations
from voorkant.plain import from_plain, to_plain
from voorkant.records import Argument, Bridge, Broker, Made, Network, Relation
from voorkant.vocabulary import NetworkState

_RELATION_KEY = ("origin", "target", "kind")
_ARGUMENT_KEY = ("initiative", "side", "summary")


def _row(record: Any, *times: str) -> dict[str, Any]:
    return {**to_plain(record), **{name: getattr(record, name) for name in times}}


class Networks(Repository):
    """Networks and what is between them."""

    def save(self, found: Iterable[Network], now: datetime) -> int:
        """Write a version of each network that changed; what was written at `now` before is replaced."""
        self.connection.execute(delete(networks).where(networks.c.recorded == now))
        rows = [_row(n, "first_seen", "last_seen") for n in found]
        return self.record_versions(networks, ("id",), rows, now, whole=False)

    def all(self, as_of: datetime, *, faded: bool = False) -> list[Network]:
        """All networks as they were known; faded ones only when asked for."""
        found = [from_plain(Network, row) for row in self.latest(networks, ("id",), as_of)]
        return [n for n in found if faded or n.state is not NetworkState.VERVAAGD]

    def get(self, ids: Iterable[str], as_of: datetime) -> dict[str, Network]:
        """These networks as they were known, faded ones too."""
        return {row["id"]: from_plain(Network, row) for row in self.newest(networks, ("id",), as_of, ids)}

    def before(self, now: datetime) -> list[Network]:
        """All networks, faded ones too, as they were known before `now`: what a run at `now` builds on.

        Not what an earlier try of the same run wrote, or trying again would give something else.
        """
        return self.all(now - timedelta(microseconds=1), faded=True)

    def versions(self, network: str) -> list[tuple[datetime, Network]]:
        """The history of one network, oldest first."""
        query = select(networks).where(networks.c.id == network).order_by(networks.c.recorded)
        return [(row["recorded"], from_plain(Network, row)) for row in self.rows(query)]

    def written(self, since: datetime, as_of: datetime) -> list[tuple[datetime, list[Network]]]:
        """The versions written after `since`, up to `as_of`, by the moment they were; oldest first."""
        query = select(networks).where(networks.c.recorded > since, networks.c.recorded <= as_of)
        rows = self.rows(query.order_by(networks.c.recorded, networks.c.id))
        return [
            (moment, [from_plain(Network, row) for row in together])
            for moment, together in groupby(rows, key=lambda row: row["recorded"])
        ]

    def save_relations(self, found: Iterable[Relation], now: datetime) -> int:
        """The relations are exactly these from now on."""
        rows = [{**_row(r, "since"), "ended": False} for r in found]
        return self.record_versions(relations, _RELATION_KEY, rows, now, whole=True)

    def relations(self, as_of: datetime) -> list[Relation]:
        """All relations as they were known."""
        return [from_plain(Relation, row) for row in self.latest(relations, _RELATION_KEY, as_of)]

    def save_bridges(self, found: Iterable[Bridge], now: datetime) -> int:
        """The bridges worth making are exactly these from now on."""
        rows = [{**_row(b), "ended": False} for b in found]
        return self.record_versions(bridges, ("origin", "target"), rows, now, whole=True)

    def bridges(self, as_of: datetime) -> list[Bridge]:
        """All bridges as they were known."""
        return [from_plain(Bridge, row) for row in self.latest(bridges, ("origin", "target"), as_of)]

    def save_brokers(self, found: Iterable[Broker], now: datetime) -> int:
        """The organisations that tie networks together are exactly these from now on."""
        rows = [{**_row(b), "ended": False} for b in found]
        return self.record_versions(brokers, ("name",), rows, now, whole=True)

    def brokers(self, as_of: datetime) -> list[Broker]:
        """All such organisations as they were known, who ties most together first."""
        found = [from_plain(Broker, row) for row in self.latest(brokers, ("name",), as_of)]
        return sorted(found, key=lambda b: (b.constraint, -b.core, -b.documents, b.name))

    def save_arguments(self, found: Iterable[Argument], now: datetime) -> int:
        """The arguments are exactly these from now on."""
        rows = [{**_row(a, "first_seen", "answered", "heard"), "ended": False} for a in found]
        return self.record_versions(arguments, _ARGUMENT_KEY, rows, now, whole=True)

    def arguments(self, as_of: datetime) -> list[Argument]:
        """All arguments as they were known."""
        return [from_plain(Argument, row) for row in self.latest(arguments, _ARGUMENT_KEY, as_of)]

    def save_made(self, found: Iterable[Made], documents: Iterable[str]) -> None:
        """The points that these documents make are exactly these from now on."""
        for part in self._parts(documents):
            self.connection.execute(delete(made).where(made.c.document.in_(part)))
        self.upsert(made, [to_plain(one) for one in found])

    def made(self, documents: Iterable[str]) -> dict[str, list[Made]]:
        """The points that each of these documents makes."""
        found: dict[str, list[Made]] = {}
        for row in sorted(self.rows_of(select(made), made.c.document, documents), key=lambda r: r["text"]):
            found.setdefault(row["document"], []).append(from_plain(Made, row))
        return found
