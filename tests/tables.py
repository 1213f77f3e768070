"""All that a database holds, for tests of what must be gone from it."""

from __future__ import annotations

from sqlalchemy import select

from storage.store import Store
from storage.tables import metadata


def everything(store: Store, *but: str) -> str:
    """The rows of all tables, but for some."""
    with store.engine.connect() as connection:
        tables = [t for t in metadata.sorted_tables if t.name not in but]
        return " ".join(str(connection.execute(select(t)).all()) for t in tables)
