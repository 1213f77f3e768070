"""What lies on the desk at a moment: one frozen reading of the store that digest, export and pages share.

Documents that were flagged as hostile stay in the counts, and out of sight until a human decided
to release them; what a human decided to withhold stays out of sight (LAW 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from storage.store import Database
from voorkant.clock import local_day
from voorkant.lasting import Begun, Trace
from voorkant.meetings import once
from voorkant.namesakes import told_apart
from voorkant.records import (
    CALM,
    Alert,
    Annotation,
    Argument,
    Document,
    Initiative,
    Label,
    Meeting,
    Membership,
    Need,
    Network,
    Relation,
    Synchronised,
    document_id,
    final,
    withheld,
)
from voorkant.settings import Settings
from voorkant.text import excerpt
from voorkant.vocabulary import MeetingState, PublisherKind, Ruling

#: publishers who answer for what they tell, so that one of them can call off what another announced
_ANSWERABLE = (PublisherKind.OVERHEID, PublisherKind.ORGANISATIE, PublisherKind.MEDIA)
ALL_TIME = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_CHUNK = 900  # SQLite takes a limited number of parameters in one statement


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting that belongs to an initiative, with the document that announces it."""

    initiative: str
    meeting: Meeting
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The records as they were known at `as_of`, by id; `members` by initiative, oldest first."""

    settings: Settings
    as_of: datetime
    initiatives: Mapping[str, Initiative]
    members: Mapping[str, tuple[Membership, ...]]
    documents: Mapping[str, Document]
    annotations: Mapping[str, Annotation]
    networks: Mapping[str, Network]
    relations: tuple[Relation, ...]
    alerts: tuple[Alert, ...]
    publishers: Mapping[str, str]
    #: by source, a word of PublisherKind
    kinds: Mapping[str, str]
    #: what an initiative that was merged is called now
    moved_to: Mapping[str, str]
    #: by document, whether people decided that it may speak
    ruled: Mapping[str, Ruling]
    #: a document that says what an earlier one of the same initiative said, to that one
    copy_of: Mapping[str, str] = field(default_factory=dict)
    #: what was posted in step, newest first
    synchronised: tuple[Synchronised, ...] = ()
    #: by initiative, what stays of documents whose term is over
    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
    #: what is counted of initiatives that are gone
    bygone: tuple[Begun, ...] = ()
    #: by alert that is news, what it was about was called then
    told_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def authorities(self) -> frozenset[str]:
        """The ids of the sources through which a public authority speaks."""
        return frozenset(key for key, kind in self.kinds.items() if kind == PublisherKind.OVERHEID)

    def network_of(self, initiative: str) -> Network | None:
        """The network whose `initiatives` holds it; the one with the lowest id when there are more."""
        return next((n for _, n in sorted(self.networks.items()) if initiative in n.initiatives), None)

    def withheld(self, document: str) -> bool:
        """Whether the words of a document stay inside (LAW 14)."""
        return withheld(self.annotations.get(document), self.ruled.get(document))

    def waits(self, document: str) -> bool:
        """Whether a document waits for a human, who decides whether its words go out."""
        return document not in self.ruled and self.withheld(document)

    def shown_urls(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Those of these addresses that may be pointed at: an address often tells what the title says."""
        return tuple(url for url in urls if not self.withheld(document_id(url)))

    def evidence(self, initiative: str) -> list[Document]:
        """The documents of an initiative, newest first."""
        found = [self.documents[m.document] for m in self.members.get(initiative, ())]
        return sorted(found, key=lambda d: (d.published, d.url), reverse=True)

    def originals(self, initiative: str) -> list[Document]:
        """The documents of an initiative, each text once by its earliest, newest first."""
        return [d for d in self.evidence(initiative) if d.id not in self.copy_of]

    def shown(self, initiative: str) -> list[Document]:
        """The documents whose words may go out, each text once, newest first."""
        return [d for d in self.originals(initiative) if not self.withheld(d.id)]

    def remarks(self, initiative: str, since: datetime) -> list[Synchronised]:
        """What of an initiative was posted in step since a moment, newest first."""
        mine = (r for r in self.synchronised if self.resolve(r.initiative) == initiative)
        return [r for r in mine if r.began > since]

    def also_in(self, document: str) -> list[Document]:
        """The copies of a document that may be pointed at, oldest first."""
        copies = [self.documents[c] for c, first in self.copy_of.items() if first == document]
        return sorted((d for d in copies if not self.withheld(d.id)), key=lambda d: (d.published, d.url))

    def open_alerts(self) -> list[Alert]:
        """Alerts that go on at this moment, of what is still shown, strongest first."""
        shown = self.initiatives.keys() | self.networks.keys()
        going = [a for a in self.alerts if a.ended is None and self.resolve(a.subject) in shown]
        return sorted(going, key=lambda a: (-a.score, a.id))

    def over(self, alert: Alert) -> bool:
        """Whether the growth of something that is still shown is over: no other alert of it, or of an
        initiative in it, goes on.
        """
        subject = self.resolve(alert.subject)
        network = self.networks.get(subject)
        about = {subject, *map(self.resolve, network.initiatives if network else ())}
        going = {self.resolve(a.subject) for a in self.alerts if a.ended is None}
        return alert.calmed and not about & going and bool(self.name_of(alert))

    def name_of(self, alert: Alert) -> str:
        """What the subject of an alert is called now; empty when that is shown no more."""
        subject = self.resolve(alert.subject)
        found = self.initiatives.get(subject) or self.networks.get(subject)
        return found.name if found else ""

    def told_name(self, alert: Alert) -> str:
        """The name under which an alert was told: `Red de Linden`, or `Linde (nu Red de Linden)`."""
        then, now = self.told_as.get(alert.id, ""), self.name_of(alert)
        return f"{then} (nu {now})" if then and then != now else now

    def publisher(self, source: str) -> str:
        """Who speaks through a source; its id when it is not known any more."""
        return self.publishers.get(source, source)

    def resolve(self, initiative: str) -> str:
        """The id under which an initiative goes on after merges."""
        return final(initiative, self.moved_to)

    def gatherings(self, start: datetime, end: datetime, *, cancelled: bool = False) -> list[Gathering]:
        """Meetings that go on in a period, one per initiative and start; cancelled ones if asked."""
        found = [
            gathering
            for initiative in self.members
            for gathering in self._once(list(self._announced(initiative)))
            if _within(gathering.meeting, start, end)
            and (cancelled or gathering.meeting.state is not MeetingState.CANCELLED)
        ]
        return sorted(found, key=lambda g: (g.meeting.start, g.meeting.place, g.initiative))

    def _announced(self, initiative: str) -> Iterator[Gathering]:
        """What the documents of an initiative announce that may speak, newest document first."""
        for document in self.evidence(initiative):
            if self.withheld(document.id):
                continue
            annotation = self.annotations.get(document.id)
            for meeting in annotation.meetings if annotation else ():
                yield Gathering(initiative, meeting, document.url)

    def _once(self, announced: Sequence[Gathering]) -> Iterator[Gathering]:
        """What an initiative announces (newest first), each meeting once."""
        told = [self.documents[document_id(g.url)] for g in announced]

        def believed(announcing: Sequence[int], off: Sequence[int]) -> bool:
            return self._believed([told[n] for n in announcing], [told[n] for n in off])

        for n, meeting in once([g.meeting for g in announced], self.settings.zone, believed):
            yield replace(announced[n], meeting=meeting)

    def _believed(self, announcing: Sequence[Document], off: Sequence[Document]) -> bool:
        """Whether a day is called off by who announced it, by who answers for it, or from two sides.

        Else a bystander who says that something is off would take a meeting of others off the agenda.
        """
        announcers = {self._speaker(d) for d in announcing}
        if any(self._speaker(d) in announcers or self.kinds.get(d.source) in _ANSWERABLE for d in off):
            return True
        return len({self.publisher(d.source) for d in off if d.id not in self.copy_of}) > 1

    def _speaker(self, document: Document) -> tuple[str, str | None]:
        """The publisher, and on a platform the account: all of a town speaks there."""
        platform = self.kinds.get(document.source) == PublisherKind.PLATFORM
        return self.publisher(document.source), document.participant if platform else None


def _within(meeting: Meeting, start: datetime, end: datetime) -> bool:
    goes_on = meeting.end is not None and meeting.end > start
    return meeting.start < end and (meeting.start >= start or goes_on)


def read(db: Database, settings: Settings, as_of: datetime) -> Desk:
    """Read all that the front desk shows; one database transaction, no writing."""
    everything = {i.id: i for i in db.initiatives.all(as_of, merged=True)}
    moved_to = {i.id: i.merged_into for i in everything.values() if i.merged_into}
    shown = told_apart((i for i in everything.values() if i.id not in moved_to), settings.zone)
    members = db.initiatives.members(as_of)
    ids = sorted({m.document for m in members})
    documents = {d.id: d for part in _parts(ids) for d in db.documents.get(part)}
    annotations = {k: a for part in _parts(ids) for k, a in db.annotations.get(part).items()}
    desk = Desk(
        settings=settings, as_of=as_of,
        initiatives={i.id: i for i in shown},
        members={}, documents=documents, annotations=annotations,
        networks={n.id: n for n in db.networks.all(as_of)},
        relations=tuple(db.networks.relations(as_of)), alerts=(),
        publishers=_publishers(db, settings), kinds=_kinds(db, settings),
        moved_to=moved_to, ruled=db.ruled(as_of),
        synchronised=tuple(db.alerts.synchronised(as_of)), traces=_traces(db, moved_to, as_of),
        bygone=db.bygones.counted(as_of),
    )  # fmt: skip
    # nothing is told without evidence that may be opened
    told = tuple(r for r in desk.relations if desk.shown_urls(r.evidence))
    desk = replace(desk, relations=told)
    desk = _with_copies(_with_members(desk, members), db.copies.families(as_of))
    return _with_alerts(desk, db)


def _traces(db: Database, moved_to: Mapping[str, str], as_of: datetime) -> Mapping[str, tuple[Trace, ...]]:
    found: dict[str, tuple[Trace, ...]] = {}
    for trace in db.initiatives.traces(as_of):
        home = final(trace.initiative, moved_to)
        found[home] = (*found.get(home, ()), trace)
    return found


def arguments(db: Database, desk: Desk) -> list[Argument]:
    """Arguments that may be shown, with the examples that may: not those that only withheld documents make
    (LAW 14).
    """
    found = [(a, desk.shown_urls(a.examples)) for a in db.networks.arguments(desk.as_of)]
    return [
        replace(
            a,
            initiative=desk.resolve(a.initiative),
            offered_from=desk.resolve(a.offered_from or "") or None,
            examples=shown,
        )
        for a, shown in found
        if shown or not a.examples
    ]


def shown_need(desk: Desk, initiative: Initiative) -> Need | None:
    """What an initiative asks for, unless the document that says so waits for a human (LAW 14)."""
    need = initiative.need
    return None if need is None or desk.withheld(document_id(need.url)) else need


def _with_members(desk: Desk, members: Iterable[Membership]) -> Desk:
    grouped: dict[str, list[Membership]] = {}
    for member in members:
        home = desk.resolve(member.initiative)
        if home in desk.initiatives and member.document in desk.documents:
            grouped.setdefault(home, []).append(member)
    return replace(desk, members={k: tuple(v) for k, v in grouped.items()})


def _with_alerts(desk: Desk, db: Database) -> Desk:
    """Alerts of what is shown (networks that are gone too), with their documents that belong to such."""
    shown = desk.initiatives.keys() | {
        n.id for n in db.networks.all(desk.as_of, faded=True) if _holds_shown(desk, n.initiatives)
    }
    homely = {m.document for members in desk.members.values() for m in members}
    alerts = [
        (a, tuple(url for url in a.documents if document_id(url) in homely))
        for a in db.alerts.all(desk.as_of)
        if desk.resolve(a.subject) in shown
    ]
    desk = replace(desk, alerts=tuple(replace(a, documents=d) for a, d in alerts if d or not a.documents))
    return replace(desk, told_as=_told_as(desk, db))


def _told_as(desk: Desk, db: Database) -> dict[str, str]:
    """The names under which alerts that are news were raised, but one that names what is hidden by now."""
    news = [a.id for a in desk.alerts if a.ended is None or desk.as_of - a.ended < CALM]
    found: dict[str, str] = {}
    for alert in db.alerts.raised(news):
        was: dict[str, Initiative | Network] = {
            **db.initiatives.get([alert.subject], alert.raised_at),
            **db.networks.get([alert.subject], alert.raised_at),
        }
        then = was.get(alert.subject)
        named = then.initiatives if isinstance(then, Network) else (alert.subject,)
        if then and all(_holds_shown(desk, [i]) for i in named):
            found[alert.id] = then.name
    return found


def _holds_shown(desk: Desk, initiatives: Iterable[str]) -> bool:
    return any(desk.resolve(i) in desk.initiatives for i in initiatives)


def _with_copies(desk: Desk, families: Mapping[str, str]) -> Desk:
    """Which document of each initiative is the earliest with its text."""
    copy_of: dict[str, str] = {}
    for members in desk.members.values():
        found = [desk.documents[m.document] for m in members if m.document in families]
        first: dict[str, str] = {}
        for document in sorted(found, key=lambda d: (d.published, d.id)):
            original = first.setdefault(families[document.id], document.id)
            if original != document.id:
                copy_of[document.id] = original
    return replace(desk, copy_of=copy_of)


def _publishers(db: Database, settings: Settings) -> dict[str, str]:
    kept = {key: str(row["publisher"]) for key, row in db.fetches.publishers().items()}
    return kept | {s.id: s.publisher for s in settings.sources}


def _kinds(db: Database, settings: Settings) -> dict[str, str]:
    kept = {key: str(row["publisher_kind"]) for key, row in db.fetches.publishers().items()}
    return kept | {s.id: s.publisher_kind for s in settings.sources}


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def words_of(document: Document) -> str:
    """The short excerpt that may go out (LAW 18)."""
    return document.excerpt or excerpt(document.text)


def mean_label(annotations: Iterable[Annotation], field: str, value: str | None) -> Label:
    """A label of an initiative: the mean probability of the documents that carry the same value, else of all.

    0 when there are no documents.
    """
    labels = [a.labels[field] for a in annotations if field in a.labels]
    same = [x.probability for x in labels if x.value == value] or [x.probability for x in labels]
    return Label(value, round(sum(same) / len(same), 3) if same else 0.0)


def per_day(documents: Iterable[Document], settings: Settings) -> dict[str, tuple[int, int]]:
    """ISO day to (documents, distinct participants), in the municipality's days."""
    count: dict[str, int] = {}
    people: dict[str, set[str]] = {}
    for document in documents:
        day = local_day(document.published, settings.zone).isoformat()
        count[day] = count.get(day, 0) + 1
        people.setdefault(day, set()).update({document.participant} if document.participant else ())
    return {day: (count[day], len(people[day])) for day in sorted(count)}
