"""Labels that people gave: one per document, field and labeller; they go when their document goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from storage.repositories.base import Repository
from storage.tables import labels
from voorkant.plain import from_plain, to_plain
from voorkant.reports import HumanLabel

_CHUNK = 500


class Labels(Repository):
    """What people say that documents are."""

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
        query = select(labels).order_by(labels.c.document, labels.c.field, labels.c.labeller)
        if as_of is not None:
            query = query.where(labels.c.at <= as_of)
        queries = [query]
        if documents is not None:  # in parts: a statement takes a limited number of parameters
            parts = [documents[n : n + _CHUNK] for n in range(0, len(documents), _CHUNK)]
            queries = [query.where(labels.c.document.in_(part)) for part in parts]
        return [from_plain(HumanLabel, row) for one in queries for row in self.rows(one)]
