"""Which new documents are copies of one another or of what came in the last weeks.

A day costs what the day brings: a new text is sketched once, and compared only with those of the last 30 days
that share a band with it, found by an index. Older sketches are let go, as full texts are; families stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from networks.copies import Sketch, bands, closest, sketch
from storage.repositories.base import Row
from storage.store import Database
from voorkant.records import Document

#: a text is looked for among those that came in so long ago
LOOK_BACK = timedelta(days=30)


def find(db: Database, documents: Sequence[Document], now: datetime) -> None:
    """Give each of these documents (new or changed, in order) its family. Short texts get none."""
    db.copies.forget(now - LOOK_BACK)
    for document in documents:
        made = sketch(document.text)
        if made is None:
            db.copies.remove(document.id)
            continue
        keys = bands(made)
        near = {row["document"]: row for row in db.copies.candidates(keys, now)}
        near.pop(document.id, None)
        original = closest(made, {key: _restored(row) for key, row in near.items()})
        family = near[original]["family"] if original else document.content_hash[:16]
        db.copies.save(document.id, family, _kept(made, now), keys)


def _kept(made: Sketch, now: datetime) -> Row:
    return {
        "size": made.size, "whole": made.whole.tobytes(), "start": made.start.tobytes(),
        "marks": sorted(made.marks), "made": now,
    }  # fmt: skip


def _restored(row: Row) -> Sketch:
    whole, start = (np.frombuffer(row[name], np.uint32) for name in ("whole", "start"))
    return Sketch(row["size"], whole, start, frozenset(row["marks"]))
