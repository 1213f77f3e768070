"""Which documents are copies of one another, and the sketches by which recent ones are recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select

from storage.repositories.base import Repository, Row
from storage.tables import bands, documents, families, sketches


class Copies(Repository):
    """Families of copies. A document without one is like no other, or too short to tell."""

    def save(self, document: str, family: str, sketch: Row, keys: Iterable[int]) -> None:
        """Let a document belong to a family, and be found by these bands; what was known of it goes."""
        self.remove(document)
        self.upsert(families, [{"document": document, "family": family}])
        self.upsert(sketches, [{"document": document, **sketch}])
        self.connection.execute(insert(bands), [{"document": document, "band": band} for band in set(keys)])

    def remove(self, document: str) -> None:
        """A document of which nothing can be told any more."""
        for table in (families, sketches, bands):
            self.connection.execute(delete(table).where(table.c.document == document))

    def candidates(self, keys: Collection[int], as_of: datetime) -> list[Row]:
        """The sketches, with their family, that were made by `as_of` and share a band."""
        sharing = select(bands.c.document).where(bands.c.band.in_(keys))
        query = select(sketches, families.c.family).join(families, families.c.document == sketches.c.document)
        return self.rows(query.where(sketches.c.document.in_(sharing), sketches.c.made <= as_of))

    def forget(self, before: datetime) -> None:
        """Sketches made before a moment go; the families they led to stay as long as the documents."""
        old = select(sketches.c.document).where(sketches.c.made < before)
        self.connection.execute(delete(bands).where(bands.c.document.in_(old)))
        self.connection.execute(delete(sketches).where(sketches.c.made < before))

    def families(self, as_of: datetime) -> Mapping[str, str]:
        """Document to family, of all documents collected by `as_of` that share theirs with another."""
        shared = _collected(select(families.c.family), as_of).group_by(families.c.family)
        query = _collected(select(families), as_of).where(
            families.c.family.in_(shared.having(func.count() > 1))
        )
        return {row["document"]: row["family"] for row in self.rows(query)}

    def of(self, wanted: Iterable[str], as_of: datetime) -> Mapping[str, str]:
        """The same, of the families that these documents are in."""
        named = self.rows_of(select(families.c.family).distinct(), families.c.document, wanted)
        query = _collected(select(families), as_of)
        found = self.rows_of(query, families.c.family, (row["family"] for row in named))
        sizes = Counter(row["family"] for row in found)
        return {row["document"]: row["family"] for row in found if sizes[row["family"]] > 1}


def _collected(query: Select[Any], as_of: datetime) -> Select[Any]:
    known = families.join(documents, documents.c.id == families.c.document)
    return query.select_from(known).where(documents.c.collected <= as_of)
