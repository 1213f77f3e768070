"""What happened, in order: to a network, and to its initiatives. As a list, and as a picture of the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from frontdesk import changes, svg, words
from frontdesk.changes import Change, Happened
from frontdesk.desk import Desk
from storage.store import Database
from voorkant.clock import MONTHS, day_start, local_day
from voorkant.records import Document, Initiative, Network
from voorkant.vocabulary import PublisherKind, SourceKind

BACK = timedelta(days=90)
AHEAD = timedelta(days=60)
#: in a mail
WEEKS_BACK, WEEKS_AHEAD = timedelta(weeks=4), timedelta(weeks=2)
COUNCIL = (SourceKind.NOTUBIZ, SourceKind.IBABS, SourceKind.ORI)


class Lane(StrEnum):
    """The rows of the picture, top to bottom."""

    NETWORK = "Netwerk"
    ALERT = "Groeit snel"
    START = "Begin en fase"
    OFFICIAL = "Gemeente en raad"
    MEETING = "Bijeenkomst"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or will. `said` is a sentence without a full stop; `page` a path of ours."""

    at: datetime
    lane: Lane
    said: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told about: the names of all networks and, of some, what happened to them."""

    desk: Desk
    changes: Sequence[Change]
    networks: Mapping[str, Network]
    #: what each source of the municipality is: `de gemeente` or `de raad`
    official: Mapping[str, str]


def gather(db: Database, desk: Desk) -> Told:
    """All that timelines are made of, over the last 90 days."""
    found, known = changes.history(db, desk, desk.as_of - BACK)
    kept = {k: (row["kind"], row["publisher_kind"]) for k, row in db.fetches.publishers().items()}
    kept |= {s.id: (s.kind, s.publisher_kind) for s in desk.settings.sources}
    official = {
        key: "de raad" if kind in COUNCIL else "de gemeente"
        for key, (kind, publisher) in kept.items()
        if kind in COUNCIL or publisher == PublisherKind.OVERHEID
    }
    return Told(desk, found, known, official)


def of_network(told: Told, network: Network) -> list[Event]:
    """What happened to a network and its initiatives in 90 days, and what is planned; newest first."""
    held = dict.fromkeys(map(told.desk.resolve, network.initiatives))
    here = [told.desk.initiatives[i] for i in held if i in told.desk.initiatives]
    events = [_change(told, c, whole=False) for c in told.changes if c.network == network.id]
    events += _alerts(told.desk, network.id, network.name)
    for initiative in here:
        events += _initiative(told, initiative)
    events += _meetings(told.desk, {i.id: i.name for i in here})
    return _within(told.desk, events)


def of_all(told: Told) -> list[Event]:
    """What happened to networks in the last 90 days, newest first; each merger and split once."""
    found = [_change(told, c, whole=True) for c in told.changes if not c.out_of]
    return _within(told.desk, found)


def of_weeks(told: Told) -> list[Event]:
    """What happened in four weeks to networks and initiatives, and what is planned in two; newest first."""
    desk = told.desk
    events = of_all(told)
    events += [e for n in desk.networks.values() for e in _alerts(desk, n.id, n.name)]
    for initiative in desk.initiatives.values():
        events += _initiative(told, initiative)
    events += _meetings(desk, {i.id: i.name for i in desk.initiatives.values()})
    return _within(desk, events, WEEKS_BACK, WEEKS_AHEAD)


def _within(
    desk: Desk, events: Iterable[Event], back: timedelta = BACK, ahead: timedelta = AHEAD
) -> list[Event]:
    first, last = desk.as_of - back, desk.as_of + ahead
    kept = [e for e in dict.fromkeys(events) if first <= e.at <= last]
    return sorted(kept, key=lambda e: (-e.at.timestamp(), e.lane, e.said))


def _change(told: Told, change: Change, *, whole: bool) -> Event:
    """A change as a sentence; `whole` names the network, else its own page tells which."""
    said = sentence(told, change)
    said = f"{_name(told, change.network)} · {said}" if whole else said[:1].upper() + said[1:]
    alive = change.network in told.desk.networks
    return Event(change.at, Lane.NETWORK, said, f"/netwerken/{change.network}" if alive and whole else "")


def sentence(told: Told, change: Change) -> str:
    """What happened to a network, without its name: `opgegaan in Groen Veen`."""
    into, out_of = _name(told, change.into), _name(told, change.out_of)
    match change.kind:
        case Happened.BORN:
            return "ontstaan als netwerk"
        case Happened.FADED | Happened.APART:
            return changes.ending(told.desk, told.networks, change)
        case Happened.MERGED:
            return f"opgegaan in {into}" if into else f"{out_of} ging hierin op"
        case Happened.SPLIT:
            return f"afgesplitst van {into}" if into else f"{out_of} splitste zich af"
        case Happened.GREW:
            return (
                f"gegroeid, erbij: {changes.names(told.desk, change.came)}"
                if change.came
                else "meer deelnemers dan eerst"
            )
        case Happened.SHRANK:
            return (
                f"gekrompen, eruit: {changes.names(told.desk, change.went)}"
                if change.went
                else "minder deelnemers"
            )


def _name(told: Told, network: str) -> str:
    return told.networks[network].name if network in told.networks else ""


def _initiative(told: Told, initiative: Initiative) -> Iterator[Event]:
    """The beginning, phases, alerts, and first official documents of an initiative."""
    desk, page, name = told.desk, f"/initiatieven/{initiative.id}", initiative.name
    yield Event(initiative.first_seen, Lane.START, f"Eerste bericht over {name}", page)
    for step in initiative.phases:
        yield Event(step.at, Lane.START, f"{name}: fase {words.phase(step.phase).lower()}", page)
    yield from _alerts(desk, initiative.id, name)
    for who, document in _first_official(told, desk.evidence(initiative.id)).items():
        yield Event(document.published, Lane.OFFICIAL, f"{name}: voor het eerst bij {who}", page)


def _meetings(desk: Desk, names: Mapping[str, str]) -> Iterator[Event]:
    for one in desk.gatherings(desk.as_of - BACK, desk.as_of + AHEAD):
        if (name := names.get(one.initiative)) and one.meeting.start >= desk.as_of - BACK:
            place = f", {one.meeting.place}" if one.meeting.place else ""
            kind = "Geplande bijeenkomst" if one.meeting.start > desk.as_of else "Bijeenkomst"
            said = f"{kind} van {name}{place}"
            yield Event(one.meeting.start, Lane.MEETING, said, f"/initiatieven/{one.initiative}")


def _alerts(desk: Desk, subject: str, name: str) -> Iterator[Event]:
    for alert in desk.alerts:
        if desk.resolve(alert.subject) == subject:
            many = f"{words.number(alert.observed)} gezien, {words.number(alert.expected)} verwacht"
            yield Event(alert.raised_at, Lane.ALERT, f"{name} groeit snel: {many}")


def _first_official(told: Told, documents: Iterable[Document]) -> dict[str, Document]:
    """The oldest document of the municipality, and of its council."""
    found: dict[str, Document] = {}
    for document in sorted(documents, key=lambda d: (d.published, d.id)):
        if who := told.official.get(document.source):
            found.setdefault(who, document)
    return found


WIDTH, LEFT, ROW, TOP = 760.0, 142.0, 40.0, 30.0
_LEAST_DAYS = 28
_TICKS = (7, 14, 28)
_APART = 96.0  # between the days that are named
_NEAR = 19.0  # events closer than this share a mark
_INK, _SOFT, _GRID = "#1a2433", "#505d70", "#e3e8ee"
#: colour and outline (around 0, 0, about 14 px wide) of each row's marks: the shape tells as much
_MARKS: Mapping[Lane, tuple[str, str]] = {
    Lane.NETWORK: ("#17457a", "M-7 -4Q-7 -7 -4 -7H4Q7 -7 7 -4V4Q7 7 4 7H-4Q-7 7 -7 4Z"),
    Lane.ALERT: ("#9a3412", "M-8 7L0 -8L8 7Z"),
    Lane.START: ("#1f5fa8", "M0 -7A7 7 0 1 1 0 7A7 7 0 1 1 0 -7Z"),
    Lane.OFFICIAL: ("#3c4658", "M0 -9L9 0L0 9L-9 0Z"),
    Lane.MEETING: ("#0f6b5c", "M-7 -6H7V7H-7ZM-4 -9V-6M4 -9V-6"),
}


def draw(events: Sequence[Event], name: str, as_of: datetime, zone: ZoneInfo) -> str:
    """The events as a picture: a row per lane, a mark per event; empty without events."""
    if not events:
        return ""
    first, last = _span(events, as_of)

    def x(moment: datetime) -> float:
        return LEFT + 14 + (moment - first) / (last - first) * (WIDTH - LEFT - 28)

    lanes = [lane for lane in Lane if any(e.lane is lane for e in events)]
    bottom = TOP + ROW * len(lanes)
    drawn = [svg.element("rect", width=WIDTH, height=bottom + 30, fill="#ffffff")]
    drawn += _days((first, last), as_of, zone, x, bottom)
    for n, lane in enumerate(lanes):
        y = TOP + ROW * (n + 0.5)
        drawn.append(svg.element("path", d=f"M{LEFT} {y:g}H{WIDTH:g}", stroke=_GRID, stroke_width=2))
        drawn.append(svg.text(lane, 0, y + 5, font_size=13, font_weight=600, fill=_INK))
        drawn += _marks([(x(e.at), e.at > as_of) for e in events if e.lane is lane], lane, y)
    title = f"Tijdlijn van {name}"
    said = f"{describe(events)} De lijst noemt ze allemaal."
    return svg.picture("tijdlijn", WIDTH, bottom + 30, title, said, *drawn)


def describe(events: Sequence[Event]) -> str:
    """The picture in a sentence."""
    many = [(lane, sum(e.lane is lane for e in events)) for lane in Lane]
    said = ", ".join(f"{lane.lower()} {count}" for lane, count in many if count)
    return f"{words.count(len(events), 'gebeurtenis', 'gebeurtenissen')}: {said}."


def _span(events: Sequence[Event], as_of: datetime) -> tuple[datetime, datetime]:
    """From the first event to the last, today included, and no shorter than four weeks."""
    last = max(as_of, *(e.at for e in events))
    return min(last - timedelta(days=_LEAST_DAYS), *(e.at for e in events)), last


def _days(
    span: tuple[datetime, datetime],
    as_of: datetime,
    zone: ZoneInfo,
    x: Callable[[datetime], float],
    bottom: float,
) -> Iterator[str]:
    """Lines at Mondays, with their day when there is room, and today."""
    first, last = span
    day = local_day(first, zone)
    day += timedelta(days=-day.weekday() % 7)
    wide = (x(last) - x(first)) / ((last - first) / timedelta(days=1))
    step = next((t for t in _TICKS if t * wide >= _APART), _TICKS[-1])
    while (at := day_start(day, zone)) <= last:
        yield svg.element("path", d=f"M{x(at):.1f} {TOP - 4:g}V{bottom:g}", stroke=_GRID)
        said = f"{day.day} {MONTHS[day.month - 1]}"
        half = svg.breadth(said, 12) / 2
        at_x = min(x(at), WIDTH - half)
        yield svg.text(said, at_x, bottom + 20, text_anchor="middle", font_size=12, fill=_SOFT)
        day += timedelta(days=step)
    today = x(as_of)
    yield svg.element("path", d=f"M{today:.1f} {TOP - 4:g}V{bottom:g}", stroke=_INK, stroke_dasharray="4 4")
    anchor = "middle" if today < WIDTH - 40 else "end"
    yield svg.text(
        "vandaag", min(today, WIDTH), 18, text_anchor=anchor, font_size=12, font_weight=600, fill=_INK
    )


def _marks(at: Sequence[tuple[float, bool]], lane: Lane, y: float) -> Iterator[str]:
    """A mark per event; those that would overlap become one with their number. What is planned is hollow."""
    heaps: list[list[tuple[float, bool]]] = []
    for one in sorted(at):
        if heaps and one[0] - heaps[-1][0][0] < _NEAR and one[1] == heaps[-1][0][1]:
            heaps[-1].append(one)
        else:
            heaps.append([one])
    colour, outline = _MARKS[lane]
    for heap in heaps:
        x, planned = sum(h[0] for h in heap) / len(heap), heap[0][1]
        scale = 1.3 if len(heap) > 1 else 1
        shape = svg.element("path", d=outline, fill="#ffffff" if planned else colour, stroke=colour,
                            stroke_width=1.6, transform=f"scale({scale})")  # fmt: skip
        if len(heap) > 1:
            low = 7 if lane is Lane.ALERT else 4
            shape += svg.text(str(len(heap)), 0, low, text_anchor="middle", font_size=11, font_weight=700,
                              fill=colour if planned else "#ffffff")  # fmt: skip
        yield svg.element("g", shape, transform=f"translate({x:.1f} {y:.1f})")
