"""What texts name: what the machine finds in one, what labellers agree on, what the finder may learn from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.marking import Day, Look, Seen, whole
from nlp.date_grammar import find_days
from nlp.dates import candidates
from nlp.day_words import DayPhrase
from storage.store import Database
from voorkant.errors import InputError
from voorkant.named import NAMED_FIELDS, Gathering, Named, alike, stands
from voorkant.records import Annotation, Document, Meeting
from voorkant.reports import HumanNames
from voorkant.vocabulary import MeetingState


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far labellers name the same: texts that two or more went through, F1 between them (None: nobody
    names anything), share of texts on which all name the same.
    """

    field: str
    documents: int
    f1: float | None
    equal: float


def looker(zone: ZoneInfo) -> Look:
    """What the labelling page is handed to begin with: what the model found in a text."""

    def look(db: Database, document: Document) -> Seen:
        annotation = db.annotations.get([document.id]).get(document.id)
        named = found_in(document, annotation, zone) if annotation else Named()
        return Seen(named, told_days(document, zone))

    return look


def found_in(document: Document, annotation: Annotation, zone: ZoneInfo) -> Named:
    """What an annotation names that stands in the text, as it is written there."""
    text, phrases = whole(document), _phrases(document, zone)
    planned = [m for m in annotation.meetings if m.state is MeetingState.PLANNED]
    meetings = [(m, _words(text, phrases, _day(m, zone))) for m in planned]
    return Named(
        _written(text, [place.name for place in annotation.places]),
        _written(text, annotation.organisations),
        tuple(
            Gathering(_start(m, zone), m.place if stands(text, m.place) else "", words)
            for m, words in meetings
            if words
        ),
    )


def _written(text: str, names: Iterable[str]) -> tuple[str, ...]:
    spots = [stands(text, name)[:1] for name in names]
    return tuple(dict.fromkeys(" ".join(text[a:b].split()) for spot in spots for a, b in spot))


def _phrases(document: Document, zone: ZoneInfo) -> list[DayPhrase]:
    return find_days(whole(document), document.published.astimezone(zone).date())


def _words(text: str, phrases: Sequence[DayPhrase], day: date) -> str:
    return next((_bare(text, p) for p in phrases if day in p.days), "")


def _bare(text: str, phrase: DayPhrase) -> str:
    """On one line, without the full stop, which may be that of `sept.` and may be that of the sentence."""
    return " ".join(text[phrase.start : phrase.end].split()).rstrip(".")


def _day(meeting: Meeting, zone: ZoneInfo) -> date:
    return meeting.start.astimezone(zone).date()


def _start(meeting: Meeting, zone: ZoneInfo) -> str:
    local = meeting.start.astimezone(zone)
    return local.date().isoformat() if meeting.all_day else local.isoformat(timespec="minutes")


def told_days(document: Document, zone: ZoneInfo) -> tuple[Day, ...]:
    """The days that a text tells, with their hour where one is told; of a row of days the first."""
    text = whole(document)
    seen = candidates(text, document.published, zone)
    hours = {day: f"{c.hour.at:%H:%M}" for c in reversed(seen) if c.hour for day in c.days}
    return tuple(
        Day(_bare(text, p), p.days[0].isoformat(), hours.get(p.days[0], "")) for p in _phrases(document, zone)
    )


def with_days(document: Document, named: Named, zone: ZoneInfo) -> Named:
    """With a day for gatherings that a tool knows the words of alone, as the text tells it.

    Raises InputError where the words tell no day.
    """
    days = told_days(document, zone)
    return replace(named, meetings=tuple(g if g.start else _with_day(g, days) for g in named.meetings))


def _with_day(gathering: Gathering, days: Sequence[Day]) -> Gathering:
    for day in days:
        if day.words in gathering.words or gathering.words in day.words:
            return replace(gathering, start=f"{day.day} {day.hour}".strip())
    raise InputError(
        f'"{gathering.words[:80]}" noemt geen dag. Markeer de woorden van de dag, of geef de dag erbij.'
    )


def agreed(given: Iterable[HumanNames]) -> dict[str, Named]:
    """Per document what most of its labellers name. Of a text on which they are divided nothing is agreed:
    what they doubt would teach that it is no name.
    """
    grouped: dict[str, list[Named]] = defaultdict(list)
    for one in given:
        grouped[one.document].append(one.named)
    return {
        document: Named(**{field: _most(said, field) for field in NAMED_FIELDS})
        for document, said in grouped.items()
        if not any(_divided(said, field) for field in NAMED_FIELDS)
    }


def _votes(said: Sequence[Named], field: str) -> Counter[str]:
    return Counter(one for named in said for one in alike(named, field))


def _divided(said: Sequence[Named], field: str) -> bool:
    return any(2 * votes == len(said) for votes in _votes(said, field).values())


def _most(said: Sequence[Named], field: str) -> tuple[Any, ...]:
    """What more than half name, in the words of the first who does."""
    votes = _votes(said, field)
    found: dict[str, Any] = {}
    for named in said:
        for one in getattr(named, field):
            key = one.start if isinstance(one, Gathering) else one.casefold()
            if 2 * votes[key] > len(said):
                found.setdefault(key, one)
    return tuple(found.values())


def overlap(given: Iterable[HumanNames]) -> list[Overlap]:
    """Per kind how far those name the same who went through the same text."""
    units = list(_units(given).values())
    return [_overlap(field, units) for field in NAMED_FIELDS]


def _units(given: Iterable[HumanNames]) -> dict[tuple[str, str], dict[str, Named]]:
    """Per text what each labeller says that it names, where two or more did."""
    found: dict[tuple[str, str], dict[str, Named]] = defaultdict(dict)
    for one in given:
        found[one.document, one.content_hash][one.labeller] = one.named
    return {key: said for key, said in found.items() if len(said) > 1}


def _overlap(field: str, units: Sequence[Mapping[str, Named]]) -> Overlap:
    sets = [[alike(named, field) for named in said.values()] for said in units]
    pairs = [pair for said in sets for pair in combinations(said, 2)]
    total = sum(len(a) + len(b) for a, b in pairs)
    f1 = 2 * sum(len(a & b) for a, b in pairs) / total if total else None
    equal = sum(len(set(said)) == 1 for said in sets) / len(sets) if sets else 0.0
    return Overlap(field, len(sets), f1, equal)


def divided(given: Iterable[HumanNames]) -> list[tuple[str, str, dict[str, list[str]]]]:
    """(document, kind, what each names) wherever labellers differ, to talk about."""
    return [
        (document, field, {who: sorted(alike(named, field)) for who, named in said.items()})
        for field in NAMED_FIELDS
        for (document, _), said in sorted(_units(given).items())
        if len({alike(named, field) for named in said.values()}) > 1
    ]
