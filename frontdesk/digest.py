"""The regisseur's morning paper: what is new, what moved, what grows, where people meet, what was not read.

`build` is told the moment and the period; the same moment always gives the same paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from frontdesk import changes, words
from frontdesk import desk as desks
from frontdesk.changes import Change, Happened
from frontdesk.coverage import not_read
from frontdesk.desk import Desk, Gathering
from frontdesk.reader import Reader
from frontdesk.stances import Balance, balance
from storage.store import Database
from voorkant.clock import day_start, local_day
from voorkant.meetings import over
from voorkant.records import Alert, Document, Initiative, Network, PlaceMention, Relation
from voorkant.reports import Unread
from voorkant.settings import Settings, Subscription
from voorkant.text import excerpt, small_count
from voorkant.vocabulary import NetworkState, Phase

MEETING_DAYS = 14
WEEK = timedelta(days=7)
EVIDENCE = 3
BROKERS = 5
FIRST_LIMIT = 5  # the first digest ever shows a few of everything, and counts the rest
MORE_DOCUMENTS = 3  # "clearly more": at least so many, and at least a quarter more than there were
MORE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document behind an item; `excerpt` is at most 40 words."""

    url: str
    source: str
    published: datetime
    title: str
    excerpt: str
    #: where else it stands: publishers, with how often when more than once
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One initiative in the digest. `waiting` counts documents that wait for a human (LAW 14)."""

    id: str
    name: str
    phase: str | None
    theme: str | None
    places: tuple[PlaceMention, ...]
    summary: str
    documents: int
    sources: int
    waiting: int
    network: str | None
    evidence: tuple[Evidence, ...]
    #: what was posted in step in the last week, in words
    remarks: tuple[str, ...]
    #: how its documents stand towards it
    balance: Balance
    #: what it asks for, in its own words; empty when no document says so
    need: str = ""
    #: why it stands here, as a clause: "van idee naar mobiliseren"; empty for what is new
    change: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """An initiative that came up earlier in the week: for who missed that day's paper."""

    id: str
    name: str
    phase: str | None
    appeared: datetime


@dataclass(frozen=True, slots=True)
class Growing:
    """An open alert. `item` is None when a network grows."""

    alert: str
    kind: str
    subject: str
    name: str
    raised_at: datetime
    observed: float
    expected: float
    score: float
    reason: str
    documents: tuple[str, ...]
    item: Item | None
    #: 2 once it grew on to twice what it was raised with
    level: int = 1


@dataclass(frozen=True, slots=True)
class Over:
    """Growth that ended in this period. `subject` is the id of the initiative or network, `name` as it was
    told.
    """

    alert: str
    kind: str
    subject: str
    name: str
    raised_at: datetime
    observed: float


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """A moment to be at. `start` is midnight local time when `all_day`, `end` as in `Meeting`."""

    start: datetime
    all_day: bool
    place: str
    initiative: str
    name: str
    url: str
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class NetworkItem:
    """A network that changed; participants as a number or "<5"."""

    id: str
    name: str
    state: str
    change: str
    initiatives: int
    participants: int | str


@dataclass(frozen=True, slots=True)
class RelationItem:
    """A relation between networks that was not there before; `origin` and `target` are names."""

    origin: str
    relation: str
    target: str
    strength: float
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """An argument that was answered and is heard again; `count` is of documents."""

    initiative: str
    name: str
    side: str
    summary: str
    count: int
    answer: str


@dataclass(frozen=True, slots=True)
class BrokerItem:
    """An organisation that ties networks together; `networks` are names."""

    name: str
    why: str
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One reader's morning paper. `first` says that there was nothing before it."""

    municipality: str
    reader: str
    day: date
    as_of: datetime
    since: datetime
    first: bool
    growing: tuple[Growing, ...]
    over: tuple[Over, ...]
    new: tuple[Item, ...]
    more_new: int
    recent: tuple[Recent, ...]
    moved: tuple[Item, ...]
    meetings: tuple[MeetingItem, ...]
    networks: tuple[NetworkItem, ...]
    relations: tuple[RelationItem, ...]
    returned: tuple[Returned, ...]
    #: once a week
    brokers: tuple[BrokerItem, ...]
    unread: tuple[Unread, ...]
    initiatives: int
    waiting: int

    @property
    def quiet(self) -> bool:
        """Whether nothing happened that this reader asked for."""
        told = (self.growing, self.over, self.new, self.moved, self.networks, self.relations, self.returned)
        return not any(told)


def build(
    db: Database, settings: Settings, subscription: Subscription | None, as_of: datetime,
    since: datetime | None = None,
) -> Digest:  # fmt: skip
    """The digest of the period from `since` (default: the same hour a day before) to `as_of`, in UTC."""
    since = since or day_before(as_of, settings)
    desk = desks.read(db, settings, as_of)
    reader = Reader.of(desk, subscription)
    before = {i.id: i for i in db.initiatives.all(since, merged=True)}
    seen = [i for i in desk.initiatives.values() if reader.wants(i)]
    new = _new(seen, since)
    changed = _changed(desk, {n.id: n for n in db.networks.all(since, faded=True)}, db, reader)
    fresh = _new_relations(desk, db.networks.relations(since), reader)
    limit = None if before else FIRST_LIMIT
    return Digest(
        municipality=settings.municipality,
        reader=subscription.name if subscription else "",
        day=local_day(as_of, settings.zone),
        as_of=as_of,
        since=since,
        first=not before,
        growing=_growing(desk, reader),
        over=_over(desk, reader, since),
        new=tuple(item(desk, i) for i in new[:limit]),
        more_new=len(new[limit:]) if limit else 0,
        recent=_recent(seen, since, as_of) if before else (),
        moved=_moved(desk, seen, before),
        meetings=upcoming(desk, {i.id for i in seen}),
        networks=tuple(changed[:limit]),
        relations=tuple(fresh[:limit]),
        returned=_returned(db, desk, {i.id for i in seen}, since),
        brokers=_brokers(db, desk, reader) if weekly(desk) else (),
        unread=not_read(db, settings, as_of, since),
        initiatives=len(seen),
        waiting=sum(waiting(desk, i.id) for i in seen),
    )


def day_before(as_of: datetime, settings: Settings) -> datetime:
    """The same hour on the clock a day earlier, also when summer time begins or ends."""
    return (as_of.astimezone(settings.zone) - timedelta(days=1)).astimezone(as_of.tzinfo)


def item(desk: Desk, initiative: Initiative, change: str = "") -> Item:
    """An initiative as the digest tells it."""
    shown = desk.shown(initiative.id)
    network = desk.network_of(initiative.id)
    return Item(
        id=initiative.id,
        name=initiative.name,
        phase=initiative.phase,
        theme=initiative.theme,
        places=initiative.places,
        summary=excerpt(initiative.summary),
        documents=documents_of(desk, initiative),
        sources=len({d.source for d in desk.evidence(initiative.id)}),
        waiting=waiting(desk, initiative.id),
        network=network.name if network else None,
        evidence=tuple(
            Evidence(d.url, desk.publisher(d.source), d.published, d.title, desks.words_of(d), also(desk, d))
            for d in shown[:EVIDENCE]
        ),
        remarks=tuple(map(words.remark, desk.remarks(initiative.id, desk.as_of - WEEK))),
        need=need.text if (need := desks.shown_need(desk, initiative)) else "",
        balance=balance(desk, initiative.id),
        change=change,
    )


def documents_of(desk: Desk, initiative: Initiative) -> int:
    """How many texts an initiative has, copies once; what its record says once those are purged."""
    return len(desk.originals(initiative.id)) or initiative.documents


def also(desk: Desk, document: Document) -> tuple[str, ...]:
    """Where the copies of a document stand: `De Veenbode`, `Het Plein (3 keer)`."""
    places = Counter(desk.publisher(d.source) for d in desk.also_in(document.id))
    return tuple(f"{name} ({n} keer)" if n > 1 else name for name, n in places.items())


def waiting(desk: Desk, initiative: str) -> int:
    """How many documents of an initiative wait for a human."""
    return sum(desk.waits(d.id) for d in desk.evidence(initiative))


def kept_inside(desk: Desk, initiative: str) -> int:
    """How many documents of an initiative people decided to withhold."""
    return sum(desk.withheld(d.id) for d in desk.evidence(initiative)) - waiting(desk, initiative)


def upcoming(desk: Desk, initiatives: set[str], days: int = MEETING_DAYS) -> tuple[MeetingItem, ...]:
    """Meetings from now on; one without an hour counts all of its day, one of more days until its last."""
    today = day_start(local_day(desk.as_of, desk.settings.zone), desk.settings.zone)
    found = desk.gatherings(today, desk.as_of + timedelta(days=days))
    coming = [
        g
        for g in found
        if g.initiative in initiatives and not over(g.meeting, desk.as_of, desk.settings.zone)
    ]
    return tuple(_meeting(desk, g) for g in coming)


def _meeting(desk: Desk, gathering: Gathering) -> MeetingItem:
    meeting, name = gathering.meeting, desk.initiatives[gathering.initiative].name
    return MeetingItem(
        meeting.start, meeting.all_day, meeting.place, gathering.initiative, name, gathering.url, meeting.end
    )


def _new(seen: Sequence[Initiative], since: datetime) -> list[Initiative]:
    found = [i for i in seen if i.appeared > since]
    return sorted(found, key=lambda i: (-i.documents, i.name.casefold(), i.id))


def _recent(seen: Sequence[Initiative], since: datetime, as_of: datetime) -> tuple[Recent, ...]:
    """What appeared in the week before, but not in this paper's own period; newest first."""
    found = [i for i in seen if as_of - WEEK < i.appeared <= since]
    found.sort(key=lambda i: (-i.appeared.timestamp(), i.name.casefold(), i.id))
    return tuple(Recent(i.id, i.name, i.phase, i.appeared) for i in found)


def _moved(desk: Desk, seen: Sequence[Initiative], before: Mapping[str, Initiative]) -> tuple[Item, ...]:
    changes = [(i, change(before[i.id], i)) for i in seen if i.id in before]
    found = [(i, why) for i, why in changes if why]
    found.sort(key=lambda pair: (-pair[0].documents, pair[0].name.casefold(), pair[0].id))
    return tuple(item(desk, i, why) for i, why in found)


def change(before: Initiative, now: Initiative) -> str:
    """What moved between two versions of an initiative, as a clause; empty when nothing did."""
    parts = []
    if now.phase and now.phase is not before.phase:
        parts.append(_phase_change(before.phase, now.phase))
    extra = now.documents - before.documents
    if extra >= max(MORE_DOCUMENTS, MORE_SHARE * before.documents):
        parts.append(f"{extra} nieuwe berichten")
    return ", ".join(parts)


def _phase_change(before: Phase | None, now: Phase) -> str:
    return f"van {before} naar {now}" if before else f"nu in de fase {now}"


def _growing(desk: Desk, reader: Reader) -> tuple[Growing, ...]:
    alerts = [a for a in desk.open_alerts() if reader.wants_alert(a)]
    found = [_grows(desk, a) for a in alerts]
    return tuple(sorted(found, key=lambda g: (-g.score, g.name.casefold(), g.alert)))


def _over(desk: Desk, reader: Reader, since: datetime) -> tuple[Over, ...]:
    """Growth that ended since a moment, of what is still shown; the latest first."""
    ended = [a for a in desk.alerts if a.ended and a.ended > since and desk.over(a) and reader.wants_alert(a)]
    ended.sort(key=lambda a: (-(a.ended or since).timestamp(), a.id))
    return tuple(
        Over(a.id, a.subject_kind, desk.resolve(a.subject), desk.told_name(a), a.raised_at, a.observed)
        for a in ended
    )


def grown(desk: Desk, initiative: Initiative) -> Item:
    """An initiative that grows; the alert tells what was posted in step."""
    return replace(item(desk, initiative), remarks=())


def _grows(desk: Desk, alert: Alert) -> Growing:
    subject = desk.resolve(alert.subject)
    initiative = desk.initiatives.get(subject) if alert.subject_kind == "initiative" else None
    return Growing(
        alert=alert.id, kind=alert.subject_kind, subject=subject, name=desk.name_of(alert),
        raised_at=alert.raised_at, observed=alert.observed, expected=alert.expected, score=alert.score,
        reason=alert.reason, documents=desk.shown_urls(alert.documents), level=alert.level,
        item=grown(desk, initiative) if initiative else None,
    )  # fmt: skip


def _changed(desk: Desk, before: Mapping[str, Network], db: Database, reader: Reader) -> list[NetworkItem]:
    now = {n.id: n for n in db.networks.all(desk.as_of, faded=True)}
    found = changes.changes(before, now, desk.as_of, desk.moved_to)
    # where it came out of or how it ended: of one network one of these at most
    told = {c.network: c for c in found if c.into or c.kind in (Happened.APART, Happened.FADED)}
    wanted = sorted(filter(reader.wants_network, now.values()), key=lambda n: (n.name.casefold(), n.id))
    said = [(n, _network_change(desk, before.get(n.id), n, told.get(n.id), now)) for n in wanted]
    return [
        NetworkItem(n.id, n.name, n.state, why, len(n.initiatives), small_count(n.participants))
        for n, why in said
        if why
    ]


def _network_change(
    desk: Desk, before: Network | None, now: Network, change: Change | None, networks: Mapping[str, Network]
) -> str:
    """What happened to a network since the version before, as a clause; empty when nothing did."""
    if change and change.into:
        home, gone = networks[change.into].name, now.state is NetworkState.VERVAAGD
        return f"opgegaan in {home}" if gone else f"afgesplitst van {home}"
    if change:
        return changes.ending(desk, networks, change)
    if now.state is NetworkState.VERVAAGD:
        return ""
    if before is None:
        return "nieuw netwerk"
    # that it came to rest is no news
    turned = now.state not in (before.state, NetworkState.STABIEL)
    parts = [words.state(now.state)] if turned else []
    came = [i for i in now.initiatives if i not in before.initiatives]
    went = [i for i in before.initiatives if i not in now.initiatives]
    parts += [f"erbij: {changes.names(desk, came)}"] if came else []
    parts += [f"eruit: {changes.names(desk, went)}"] if went else []
    return "; ".join(parts)


def _returned(db: Database, desk: Desk, seen: set[str], since: datetime) -> tuple[Returned, ...]:
    """Answered arguments that came back in the period, the most heard first."""
    found = [a for a in desks.arguments(db, desk) if a.initiative in seen and a.came_back(since)]
    found.sort(key=lambda a: (-a.count, a.initiative, a.side, a.summary))
    names = desk.initiatives
    return tuple(
        Returned(a.initiative, names[a.initiative].name, a.side, a.summary, a.count, a.answer or "")
        for a in found
    )


def _new_relations(desk: Desk, before: Sequence[Relation], reader: Reader) -> list[RelationItem]:
    known = {(r.origin, r.target, r.kind) for r in before}
    fresh = [r for r in desk.relations if (r.origin, r.target, r.kind) not in known]
    fresh = [r for r in fresh if r.origin in desk.networks and r.target in desk.networks]
    wanted = [r for r in fresh if any(reader.wants_network(desk.networks[n]) for n in (r.origin, r.target))]
    names = {k: n.name for k, n in desk.networks.items()}
    found = [
        RelationItem(names[r.origin], r.kind, names[r.target], r.strength, desk.shown_urls(r.evidence), r.why)
        for r in wanted
    ]
    return sorted(found, key=lambda r: (-r.strength, r.origin.casefold(), r.target.casefold()))


def weekly(desk: Desk) -> bool:
    """Whether it is the day for what hardly changes from day to day: Monday."""
    return local_day(desk.as_of, desk.settings.zone).weekday() == 0


def _brokers(db: Database, desk: Desk, reader: Reader) -> tuple[BrokerItem, ...]:
    """The organisations that tie networks together of which the reader wants one, who ties most first."""
    found = [
        (b, [desk.networks[n] for n in b.networks if n in desk.networks])
        for b in db.networks.brokers(desk.as_of)
    ]
    wanted = [(b, held) for b, held in found if any(map(reader.wants_network, held))]
    return tuple(BrokerItem(b.name, b.why, tuple(n.name for n in held)) for b, held in wanted[:BROKERS])
