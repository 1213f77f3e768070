"""Portraits of initiatives, drawn anew from what is known of them and from what people decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from networks.evidence import Evidence
from networks.portraits import portray
from networks.rulings import Rulings, rulings
from networks.tidying import Merge
from pipeline.evidence import archive
from storage.store import Database
from voorkant.records import final

#: an initiative is shown from its second document on, when they convince: one may be a slip of the classifier
SHOWN_FROM = 2
CONVINCING = 0.9


def ruled(db: Database, now: datetime) -> Rulings:
    """What people decided, as it holds for the initiatives of now."""
    return rulings(db.humans.decisions(now), db.initiatives.merged(now))


def going_on_as(db: Database, now: datetime) -> Callable[[str], str]:
    """From any id to the one under which the initiative goes on."""
    gone = db.initiatives.merged(now)
    return lambda initiative: final(initiative, gone)


def convincing(evidence: Sequence[Evidence]) -> bool:
    """Whether these documents together show an initiative; a thread counts once, by its surest document."""
    best: dict[str, float] = {}
    for proof in evidence:
        label = proof.label("initiative")
        sure = label.probability if label.value is True else 1 - label.probability
        thread = proof.document.thread or proof.document.url
        best[thread] = max(best.get(thread, 0.0), 2 * sure - 1)
    return len(evidence) >= SHOWN_FROM and sum(best.values()) >= CONVINCING


def draw(
    db: Database, merges: Sequence[Merge], now: datetime, parted: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Portraits of what convinces, where anything changed. A merged one redirects, and what left one that was
    shown is shown (`parted`: by its id what it left). Returns how many versions were written.
    """
    where = {m.gone: m.keep for m in merges}
    waiting = {*db.initiatives.undrawn(), *where.values()}
    before = db.initiatives.get({*waiting, *where}, now)
    redirected = [replace(before[g], merged_into=final(g, where)) for g in where if g in before]
    appeared = {k: i.appeared for k, i in before.items()}
    for gone in redirected:
        keep = gone.merged_into or ""
        appeared[keep] = min(appeared.get(keep, gone.appeared), gone.appeared)
    appeared |= {new: now for new, source in parted.items() if source in appeared}
    written = db.initiatives.save(redirected, now)
    told, began = ruled(db, now), _began(db, now)
    shown = [
        portray(
            id_, evidence, appeared.get(id_, now), told.names.get(id_), told.phases.get(id_),
            before=before.get(id_), began=began.get(id_),
        )
        for id_, evidence in archive(db, now, waiting, counted=True).evidence.items()
        if id_ in appeared or convincing(evidence)
    ]  # fmt: skip
    db.initiatives.drawn()
    return written + db.initiatives.save(shown, now)


def _began(db: Database, now: datetime) -> dict[str, datetime]:
    """When the first document whose term is over was published, by the id an initiative goes on as."""
    called = going_on_as(db, now)
    found: dict[str, datetime] = {}
    for trace in db.initiatives.traces(now):
        key = called(trace.initiative)
        found[key] = min(found.get(key, trace.first), trace.first)
    return found
