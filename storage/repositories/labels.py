"""Labels that people gave; they go when their document goes.

One value per document, field and labeller, and one list of what its text names per document and labeller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Table, select

from storage.repositories.base import Repository, Row
from storage.tables import labels, names
from voorkant.plain import from_plain, to_plain
from voorkant.reports import HumanLabel, HumanNames

_CHUNK = 500


class Labels(Repository):
    """What people say that documents are, and what their texts name."""

    def save(self, given: Iterable[HumanLabel]) -> int:
        """Keep labels; a labeller's former value of the same field and document is replaced.

        Returns how many are new or have another value than before.
        """
        fresh = {(label.document, label.field, label.labeller): label for label in given}
        before = {
            (old.document, old.field, old.labeller): old
            for old in self.get(documents=sorted({document for document, *_ in fresh}))
        }
        changed = [
            label
            for key, label in fresh.items()
            if key not in before
            or (before[key].value, before[key].content_hash) != (label.value, label.content_hash)
        ]
        return self.upsert(labels, [{**to_plain(label), "at": label.at} for label in changed])

    def get(
        self, as_of: datetime | None = None, *, documents: Sequence[str] | None = None
    ) -> list[HumanLabel]:
        """The labels given by a moment, of some documents or of all, in one order."""
        return [from_plain(HumanLabel, row) for row in self._given(labels, as_of, documents)]

    def save_names(self, given: HumanNames) -> int:
        """Keep what a text names; what its labeller said of that document before is replaced.

        Returns 1 when that is new or other than before, else 0.
        """
        before = [one for one in self.names(documents=[given.document]) if one.labeller == given.labeller]
        if [(one.named, one.content_hash) for one in before] == [(given.named, given.content_hash)]:
            return 0
        return self.upsert(names, [{**to_plain(given), "at": given.at}])

    def names(
        self, as_of: datetime | None = None, *, documents: Sequence[str] | None = None
    ) -> list[HumanNames]:
        """What texts name by what people said by a moment, of some documents or of all, in one order."""
        return [from_plain(HumanNames, row) for row in self._given(names, as_of, documents)]

    def labellers(
        self, as_of: datetime | None = None, *, documents: Sequence[str] | None = None
    ) -> set[tuple[str, str]]:
        """(document, labeller) for every document of which somebody said anything by a moment."""
        return {
            (row["document"], row["labeller"])
            for table in (labels, names)
            for row in self._given(table, as_of, documents)
        }

    def _given(self, table: Table, as_of: datetime | None, documents: Sequence[str] | None) -> Iterator[Row]:
        query = select(table).order_by(*table.primary_key.columns)
        if as_of is not None:
            query = query.where(table.c.at <= as_of)
        queries = [query]
        if documents is not None:  # in parts: a statement takes a limited number of parameters
            parts = [documents[n : n + _CHUNK] for n in range(0, len(documents), _CHUNK)]
            queries = [query.where(table.c.document.in_(part)) for part in parts]
        return (row for one in queries for row in self.rows(one))
