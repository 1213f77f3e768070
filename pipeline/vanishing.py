"""What disappears at the source disappears here (LAW 11): what to look for, when, and what to let go.

A document is looked for after a day, two days, four days and so on, at most a month apart. What is gone is
let go at once, unless most of what was looked for at a source is gone: then the source may be broken or
have moved, and it takes three looks on different days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.store import Database
from voorkant.records import Kept, SourceOutcome
from voorkant.vocabulary import Presence

#: a day, but for the slack of who reads at about the same hour each day
SHORTEST = timedelta(hours=20)
LONGEST = timedelta(days=30)
#: documents looked for at one visit to a source, at most
BUDGET = 200
#: addresses looked for at least, so that one document gone is seldom most of them
SAMPLE = 5
#: looks at which a document must be gone when most of its source is
LOOKS = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is let go now, and how often in a row each other document that was looked for was gone."""

    gone: tuple[str, ...]
    missed: Mapping[str, int]


def to_look_for(kept: Sequence[Kept], now: datetime) -> tuple[str, ...]:
    """The URLs to look for at this visit, the most overdue first.

    When anything is due, there are at least SAMPLE: what was not seen for longest is added.
    """
    due = sorted((k for k in kept if due_at(k) <= now), key=lambda k: (due_at(k), k.id))[:BUDGET]
    chosen = {k.id: k for k in due}
    units = {_unit(k) for k in due}
    for one in sorted(kept, key=lambda k: (k.looked or k.collected, k.id)) if due else ():
        if len(units) >= SAMPLE:
            break
        if one.id not in chosen and _last(one) < now:
            chosen[one.id] = one
            units.add(_unit(one))
    return tuple(k.url for k in chosen.values())


def due_at(kept: Kept) -> datetime:
    """When to look for a document: as long after the last look as it had been here by then."""
    if kept.missed:
        return _last(kept) + SHORTEST
    return _last(kept) + min(max(_last(kept) - kept.collected, SHORTEST), LONGEST)


def _last(kept: Kept) -> datetime:
    return kept.looked or kept.collected


def _unit(kept: Kept) -> str:
    """A thread that goes takes its posts along: it counts as one."""
    return kept.thread or kept.url


def judge(kept: Sequence[Kept], seen: Mapping[str, Presence]) -> Verdict:
    """Decide on what was looked for. What could not be told changes nothing."""
    looked = [k for k in kept if k.url in seen]
    gone = [k for k in looked if seen[k.url] is Presence.GONE]
    sure = {_unit(k) for k in looked if seen[k.url] is not Presence.UNCLEAR}
    doubtful = 2 * len({_unit(k) for k in gone}) > len(sure)
    let_go = [k.id for k in gone if not doubtful or k.missed + 1 >= LOOKS]
    missed = {k.id: _missed(k, seen[k.url]) for k in looked if k.id not in set(let_go)}
    return Verdict(tuple(let_go), missed)


def _missed(kept: Kept, what: Presence) -> int:
    return {Presence.THERE: 0, Presence.GONE: kept.missed + 1}.get(what, kept.missed)


def let_go(db: Database, kept: Sequence[Kept], outcome: SourceOutcome, now: datetime) -> int:
    """Erase what is gone from a source, everywhere, and note the looks. Returns how many documents went."""
    verdict = judge(kept, outcome.seen)
    db.checks.save(verdict.missed.items(), now)
    return db.documents.drop(verdict.gone) if verdict.gone else 0


def doubts(db: Database, source: str) -> tuple[str, ...]:
    """A Dutch clause on what is gone from a source and still kept, when there is any."""
    number = db.checks.missing(source)
    clause = (
        f"veel van wat we bewaarden lijkt er weg (documenten: {number}); dat kan een storing of een nieuw "
        f"adres zijn, dus we wissen het pas als het op {LOOKS} dagen weg blijkt"
    )
    return (clause,) if number else ()
