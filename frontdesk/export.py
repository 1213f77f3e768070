"""What `export` gives and the API answers: one dict a record, plain data, in a stable order.

The fields are the contract of DESIGN.md ("What export and try give"): no full text, no account, no person.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from frontdesk import desk as desks
from frontdesk.desk import Desk
from frontdesk.lead import coverage, lead_days
from frontdesk.render import local, plain
from frontdesk.stances import balance
from storage.store import Database
from voorkant.errors import InputError
from voorkant.labels import closed, unsure
from voorkant.meetings import over
from voorkant.records import (
    Annotation,
    Document,
    Initiative,
    Label,
    Membership,
    PhaseChange,
    Synchronised,
    withheld,
)
from voorkant.settings import Settings
from voorkant.text import excerpt, small_count
from voorkant.vocabulary import MeetingState

Row = dict[str, Any]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "initiatives": (
        "id", "name", "kind", "theme", "phase", "places", "organisations", "first_seen", "last_seen",
        "network", "need", "lead_days", "coverage", "synchronised", "documents", "summary", "phases",
        "stance_balance", "meetings", "merged_from",
    ),
    "documents": (
        "url", "source", "published", "title", "excerpt", "copy_of",
        "labels", "unsure", "initiative", "model",
    ),
    "networks": (
        "id", "name", "lifestyle", "first_seen", "state", "initiatives", "organisations", "channels",
        "participants",
    ),
    "relations": ("from", "to", "relation", "strength", "evidence", "since", "why"),
    "alerts": (
        "id", "subject", "raised_at", "observed", "expected", "score", "reason", "level", "ended",
        "documents",
    ),
    "meetings": ("initiative", "start", "place", "url", "end", "state"),
    "bridges": ("from", "to", "why", "through", "from_kind", "to_kind"),
    "arguments": (
        "id", "initiative", "side", "summary", "count", "first_seen", "examples", "answer", "answered",
        "offered", "hint",
    ),
    "brokers": ("name", "networks", "initiatives", "documents", "constraint", "core", "why"),
}  # fmt: skip
FORMATS = ("jsonl", "csv")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


@dataclass(frozen=True, slots=True)
class _Context:
    db: Database
    desk: Desk

    def time(self, moment: datetime) -> str:
        return local(moment, self.desk.settings.zone)


def rows(db: Database, settings: Settings, what: str, as_of: datetime) -> Iterator[Row]:
    """The records of one kind as they were known at `as_of`; raises InputError for an unknown kind."""
    if what not in FIELDS:
        raise InputError(f"{what!r} kan niet worden uitgevoerd. Kies uit {', '.join(FIELDS)}.")
    return _ROWS[what](_Context(db, desks.read(db, settings, as_of)))


def write(found: Iterable[Row], form: str, stream: TextIO, what: str = "") -> int:
    """Write rows as `jsonl` or `csv` and return how many; with `what`, an empty CSV still has its header."""
    if form == "jsonl":
        return _write_jsonl(found, stream)
    if form == "csv":
        return _write_csv(found, stream, FIELDS.get(what, ()))
    raise InputError(f"De vorm {form!r} kennen we niet. Kies uit {', '.join(FORMATS)}.")


def guarded(value: Any) -> str:
    """A CSV cell that no spreadsheet runs: text that begins like a formula gets an apostrophe.

    >>> guarded("=SUM(A1)"), guarded(-3.5), guarded("-3,5"), guarded(None)
    ("'=SUM(A1)", '-3.5', '-3,5', '')
    """
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    runs = text.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def _write_jsonl(found: Iterable[Row], stream: TextIO) -> int:
    return sum(bool(stream.write(json.dumps(row, ensure_ascii=False) + "\n")) for row in found)


def _write_csv(found: Iterable[Row], stream: TextIO, fields: tuple[str, ...]) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    number = 0
    if fields:
        writer.writerow(fields)
    for number, row in enumerate(found, 1):
        if number == 1 and not fields:
            writer.writerow(row)
        writer.writerow([guarded(value) for value in row.values()])
    return number


def initiative(db: Database, settings: Settings, key: str, as_of: datetime) -> Row | None:
    """One initiative, also by an id that it had before a merge; None when it is shown nowhere."""
    context = _Context(db, desks.read(db, settings, as_of))
    return next(_initiatives(context, context.desk.resolve(key)), None)


def _initiatives(context: _Context, only: str | None = None) -> Iterator[Row]:
    desk = context.desk
    meetings: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _meetings(context):
        meetings[row.pop("initiative")].append(row)
    former: defaultdict[str, list[str]] = defaultdict(list)
    for old in sorted(desk.moved_to):
        former[desk.resolve(old)].append(old)
    for key, found in sorted(desk.initiatives.items()):
        if only in (None, key):
            yield {**_initiative(context, found), "meetings": meetings[key], "merged_from": former[key]}


def _initiative(context: _Context, initiative: Initiative) -> Row:
    desk = context.desk
    members = {m.document: m for m in desk.members.get(initiative.id, ())}
    said = [desk.annotations[d] for d in members if d in desk.annotations]
    network = desk.network_of(initiative.id)
    return {
        "id": initiative.id,
        "name": initiative.name,
        **{f: closed(desks.mean_label(said, f, getattr(initiative, f))) for f in ("kind", "theme")},
        "phase": closed(_phase(initiative, said)),
        "places": [{"name": p.name, "code": p.code} for p in initiative.places],
        "organisations": [{"name": name} for name in initiative.organisations],
        "first_seen": context.time(initiative.first_seen),
        "last_seen": context.time(initiative.last_seen),
        "network": network.id if network else None,
        "need": _need(context, initiative),
        "lead_days": lead_days(desk, initiative.id),
        "coverage": [
            {"source": source, "publisher": desk.publisher(source), "documents": number}
            for source, number in coverage(desk, initiative.id)
        ],
        "synchronised": [_synchronised(context, r) for r in desk.remarks(initiative.id, desks.ALL_TIME[0])],
        "documents": [_member(context, d, members[d.id]) for d in desk.evidence(initiative.id)],
        "summary": excerpt(initiative.summary),
        "phases": [_reached(context, p) for p in initiative.phases],
        "stance_balance": balance(desk, initiative.id).counted,
    }


def _reached(context: _Context, change: PhaseChange) -> Row:
    """A phase that was reached, and the address of what shows it, if that is there and may speak."""
    desk = context.desk
    shown = None if desk.withheld(change.document) else desk.documents.get(change.document)
    return {
        "phase": change.phase.value,
        "at": context.time(change.at),
        "url": shown.url if shown else None,
        "decided": change.decided,
    }


def _need(context: _Context, initiative: Initiative) -> Row | None:
    need = desks.shown_need(context.desk, initiative)
    return {"text": need.text, "url": need.url} if need else None


def _phase(initiative: Initiative, said: Sequence[Annotation]) -> Label:
    """What people decided is sure."""
    if initiative.phases and initiative.phases[-1].decided:
        return Label(initiative.phase, 1.0)
    return desks.mean_label(said, "phase", initiative.phase)


def _member(context: _Context, document: Document, member: Membership) -> Row:
    annotation = context.desk.annotations.get(document.id)
    hidden = context.desk.withheld(document.id)
    return {
        **_document(context, document, hidden=hidden),
        "stance": closed(stance(member, annotation)),
    }


def _synchronised(context: _Context, found: Synchronised) -> Row:
    return {
        "kind": found.kind,
        "what": found.what,
        "began": context.time(found.began),
        "accounts": small_count(found.accounts),
        "minutes": found.minutes,
    }


def stance(member: Membership, annotation: Annotation | None) -> Label:
    """The stance towards the initiative, with the classifier's probability when it said the same."""
    label = annotation.labels.get("stance") if annotation else None
    if label is not None and label.value == member.stance:
        return label
    return Label(member.stance, member.probability)


def _document(context: _Context, document: Document, *, hidden: bool) -> Row:
    original = context.desk.documents.get(context.desk.copy_of.get(document.id, ""))
    return {
        "url": document.url,
        "source": document.source,
        "published": context.time(document.published),
        "title": "" if hidden else document.title,
        "excerpt": "" if hidden else desks.words_of(document),
        "copy_of": original.url if original else None,
    }


def _documents(context: _Context) -> Iterator[Row]:
    desk, db = context.desk, context.db
    annotations = db.annotations.get()
    homes = {m.document: home for home, members in desk.members.items() for m in members}
    for document in db.documents.between(desk.as_of):
        annotation = annotations.get(document.id)
        hidden = withheld(annotation, desk.ruled.get(document.id))
        labels = annotation.labels if annotation else {}
        yield {
            **_document(context, document, hidden=hidden),
            "labels": {k: closed(v) for k, v in labels.items()},
            "unsure": unsure(labels, desk.settings.unsure_below),
            "initiative": homes.get(document.id),
            "model": annotation.model if annotation else "",
        }


def _networks(context: _Context) -> Iterator[Row]:
    for _, network in sorted(context.desk.networks.items()):
        yield {
            "id": network.id,
            "name": network.name,
            "lifestyle": network.lifestyle.value if network.lifestyle else None,
            "first_seen": context.time(network.first_seen),
            "state": network.state.value,
            "initiatives": list(network.initiatives),
            "organisations": list(network.organisations),
            "channels": list(network.channels),
            "participants": small_count(network.participants),
        }


def _relations(context: _Context) -> Iterator[Row]:
    for r in context.desk.relations:
        yield {
            "from": r.origin, "to": r.target, "relation": r.kind.value, "strength": r.strength,
            "evidence": list(context.desk.shown_urls(r.evidence)), "since": context.time(r.since),
            "why": r.why,
        }  # fmt: skip


def _alerts(context: _Context) -> Iterator[Row]:
    for alert in context.desk.alerts:
        yield {
            "id": alert.id,
            "subject": {"kind": alert.subject_kind, "id": context.desk.resolve(alert.subject)},
            "raised_at": context.time(alert.raised_at),
            "observed": alert.observed,
            "expected": alert.expected,
            "score": alert.score,
            "reason": alert.reason,
            "level": alert.level,
            "ended": context.time(alert.ended) if alert.ended else None,
            "documents": list(context.desk.shown_urls(alert.documents)),
        }


def _meetings(context: _Context) -> Iterator[Row]:
    """All that was planned, and what is called off for as long as people may still go there."""
    for g in context.desk.gatherings(*desks.ALL_TIME, cancelled=True):
        meeting, state = g.meeting, g.meeting.state
        if over(meeting, context.desk.as_of, context.desk.settings.zone):
            if state is MeetingState.CANCELLED:
                continue
            state = MeetingState.PAST
        yield {
            "initiative": g.initiative, "start": context.time(meeting.start), "place": meeting.place,
            "url": g.url, "end": context.time(meeting.end) if meeting.end else None, "state": state.value,
        }  # fmt: skip


def _bridges(context: _Context) -> Iterator[Row]:
    desk = context.desk
    for b in context.db.networks.bridges(desk.as_of):
        ends = [(i, "network") if i in desk.networks else (desk.resolve(i), "initiative")
                for i in (b.origin, b.target)]  # fmt: skip
        if all(i in desk.networks or i in desk.initiatives for i, _ in ends):
            (one, kind), (other, other_kind) = ends
            yield {"from": one, "to": other, "why": b.why, "through": list(b.through),
                   "from_kind": kind, "to_kind": other_kind}  # fmt: skip


def _brokers(context: _Context) -> Iterator[Row]:
    for b in context.db.networks.brokers(context.desk.as_of):
        yield plain(b, context.desk.settings.zone)


def _arguments(context: _Context) -> Iterator[Row]:
    for a in desks.arguments(context.db, context.desk):
        yield {
            "id": a.id, "initiative": a.initiative, "side": a.side, "summary": a.summary, "count": a.count,
            "first_seen": context.time(a.first_seen), "examples": list(a.examples), "answer": a.answer,
            "answered": context.time(a.answered) if a.answered else None,
            "offered": {"initiative": a.offered_from, "answer": a.offered} if a.offered else None,
            "hint": a.hint,
        }  # fmt: skip


_ROWS: Mapping[str, Callable[[_Context], Iterator[Row]]] = {
    "initiatives": _initiatives, "documents": _documents, "networks": _networks, "relations": _relations,
    "alerts": _alerts, "meetings": _meetings, "bridges": _bridges, "brokers": _brokers,
    "arguments": _arguments,
}  # fmt: skip
