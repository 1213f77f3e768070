"""What every repository shares: upserts on natural keys, and rows to records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import memberships, undrawn

Row = Mapping[str, Any]
_CHUNK = 500
#: databases take so many values in one question, and not many times more
_MANY = 10_000


class Repository:
    """A repository works on one open connection; the caller owns the transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, query: Select[Any]) -> list[Row]:
        """All rows as mappings."""
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def rows_of(self, query: Select[Any], column: Column[Any], values: Iterable[str]) -> list[Row]:
        """All rows in which the column has one of these values, however many there are; in no order."""
        return [row for part in self._parts(values) for row in self.rows(query.where(column.in_(part)))]

    def drop_of(self, columns: Iterable[Column[Any]], values: Iterable[str]) -> None:
        """Remove the rows in which one of these columns has one of these values."""
        parts = self._parts(values)
        for column in columns:
            for part in parts:
                self.connection.execute(delete(column.table).where(column.in_(part)))

    def same(self, table: Table, row: Row) -> ColumnElement[bool]:
        """Whether it is this row."""
        return and_(*(column == row[column.name] for column in table.primary_key))

    def _parts(self, values: Iterable[str]) -> list[list[str]]:
        wanted = sorted(set(values))
        return [wanted[n : n + _MANY] for n in range(0, len(wanted), _MANY)]

    def upsert(self, table: Table, rows: Iterable[Row], *, update: bool = True) -> int:
        """Insert, or on the same primary key update (or leave); returns how many rows were written."""
        rows = [dict(row) for row in rows]
        if not rows:
            return 0
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement: Any = dialect.insert(table)
        keys = [c.name for c in table.primary_key]
        others = [name for name in rows[0] if name not in keys]
        if not update or not others:
            statement = statement.on_conflict_do_nothing(index_elements=keys).returning(table.c[keys[0]])
            return sum(len(self.connection.execute(statement, row).all()) for row in rows)
        changed = {name: statement.excluded[name] for name in others}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        for start in range(0, len(rows), _CHUNK):
            self.connection.execute(statement, rows[start : start + _CHUNK])
        return len(rows)

    def latest(self, table: Table, keys: Sequence[str], as_of: datetime) -> list[Row]:
        """The newest version of each record that was known at `as_of`; ended ones are left out."""
        return [row for row in self.newest(table, keys, as_of) if not row.get("ended")]

    def newest(
        self, table: Table, keys: Sequence[str], as_of: datetime, only: Iterable[str] | None = None
    ) -> list[Row]:
        """The newest version of each record that was known at `as_of`, ended ones too.

        `only`: of the records whose first key is one of these, in no order.
        """
        columns = [table.c[k] for k in keys]
        versions = select(*columns, func.max(table.c.recorded).label("recorded"))
        versions = versions.where(table.c.recorded <= as_of).group_by(*columns)
        if only is None:
            return self.rows(self._versions(table, keys, versions).order_by(*columns))
        return [
            row
            for part in self._parts(only)
            for row in self.rows(self._versions(table, keys, versions.where(columns[0].in_(part))))
        ]

    def _versions(self, table: Table, keys: Sequence[str], versions: Select[Any]) -> Select[Any]:
        wanted = versions.subquery()
        same: list[ColumnElement[bool]] = [table.c[k] == wanted.c[k] for k in (*keys, "recorded")]
        return select(table).join(wanted, and_(*same))

    def undraw(self, documents: Iterable[str]) -> None:
        """What is drawn from these documents has changed: the portraits of their initiatives wait."""
        told = self.rows_of(select(memberships.c.initiative).distinct(), memberships.c.document, documents)
        names = sorted({row["initiative"] for row in told})
        self.upsert(undrawn, [{"initiative": name} for name in names], update=False)

    def record_versions(
        self, table: Table, keys: Sequence[str], rows: Iterable[Row], now: datetime, *, whole: bool
    ) -> int:
        """Write a version only for what differs from the newest one; returns how many were written.

        `whole`: the rows are all there is, so what is missing has ended.
        """
        fresh = {tuple(r[k] for k in keys): dict(r) for r in rows}
        only = None if whole else {key[0] for key in fresh}
        before = {tuple(r[k] for k in keys): r for r in self.newest(table, keys, now, only)}
        changed = [
            {**row, "recorded": now}
            for key, row in fresh.items()
            if key not in before or any(before[key][name] != value for name, value in row.items())
        ]
        if whole:
            gone = [row for key, row in before.items() if key not in fresh and not row["ended"]]
            changed += [{**row, "recorded": now, "ended": True} for row in gone]
        return self.upsert(table, changed)
