"""Names that outlived the documents they came from (docs/decisions/0031), and their erasure (LAW 12)."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from sqlalchemy import Table, delete, select, update

from storage.repositories.base import Repository, Row
from storage.tables import bridges, brokers, decisions, initiatives, memberships, networks
from voorkant.vocabulary import Ruling


class Names(Repository):
    """What initiatives without documents, and the networks around them, are called."""

    def erase(self, says: Callable[[str], bool], initiative: str, network: str) -> int:
        """Take the names for which `says` holds out of every version of initiatives without documents, and of
        what was drawn from these; returns how many initiatives bore one.

        `initiative` and `network` are what one without a name is called. What documents still bear is left:
        it goes with them.
        """
        bare = self.rows(select(initiatives).where(initiatives.c.id.not_in(select(memberships.c.initiative))))
        ids = {row["id"] for row in bare}
        named = {row["id"] for row in bare if says(row["name"]) or any(map(says, row["organisations"]))}
        for row in bare:
            self._rename(initiatives, row, says, initiative)
        for row in self.rows(select(decisions).where(decisions.c.action == Ruling.RENAME)):
            if row["subject"] in ids and says(row["value"]):
                change = update(decisions).where(decisions.c.id == row["id"])
                self.connection.execute(change.values(value=initiative))
        self._untie(ids, self._around(ids, says, network), says)
        return len(named)

    def borne(self, says: Callable[[str], bool]) -> int:
        """How many initiatives bear such a name in any version."""
        found = self.rows(select(initiatives.c.id, initiatives.c.name, initiatives.c.organisations))
        return len({row["id"] for row in found if says(row["name"]) or any(map(says, row["organisations"]))})

    def _around(self, ids: Set[str], says: Callable[[str], bool], nameless: str) -> set[str]:
        """Erase in the versions of networks that hold one of these initiatives; which networks those are."""
        found = [row for row in self.rows(select(networks)) if not ids.isdisjoint(row["initiatives"])]
        for row in found:
            self._rename(networks, row, says, nameless)
        return {row["id"] for row in found}

    def _rename(self, table: Table, row: Row, says: Callable[[str], bool], nameless: str) -> None:
        kept = [name for name in row["organisations"] if not says(name)]
        values = {"name": nameless if says(row["name"]) else row["name"], "organisations": kept}
        if any(row[column] != value for column, value in values.items()):
            self._change(table, row, values)

    def _untie(self, ids: Set[str], around: Set[str], says: Callable[[str], bool]) -> None:
        """Bridges lead no more through such an organisation, and it ties only what has documents."""
        ends = {*ids, *around}
        for row in self.rows(select(bridges)):
            kept = [name for name in row["through"] if not says(name)]
            if kept != row["through"] and not ends.isdisjoint((row["origin"], row["target"])):
                self._change(bridges, row, {"through": kept})
        for row in self.rows(select(brokers)):
            if says(row["name"]) and ids >= set(row["initiatives"]):
                self.connection.execute(delete(brokers).where(self.same(brokers, row)))

    def _change(self, table: Table, row: Row, values: dict[str, Any]) -> None:
        self.connection.execute(update(table).where(self.same(table, row)).values(values))
