"""The frozen records that flow through the rooms. Times are aware datetimes in UTC unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from voorkant.vocabulary import (
    Fallacy,
    Kind,
    Lifestyle,
    MeetingState,
    NetworkState,
    Phase,
    PlaceKind,
    Presence,
    PublisherKind,
    RelationKind,
    Ruling,
    SourceKind,
    Stance,
    Theme,
)

LabelValue = str | bool | None


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask a service that searches. Hashtags without `#`."""

    hashtags: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    local: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One public source, as the configuration describes it."""

    id: str
    kind: SourceKind
    url: str
    publisher: str
    publisher_kind: PublisherKind
    purpose: str
    legal_basis: str
    owner: str
    review_by: date
    every: timedelta = timedelta(hours=1)
    query: Query = Query()


@dataclass(frozen=True, slots=True)
class Place:
    """A row of places.csv, or a municipality or town from the lists that ship with the product."""

    name: str
    kind: PlaceKind
    code: str = ""
    lat: float | None = None
    lon: float | None = None
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that a document touches; `code` is a CBS code or empty."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A gathering the public can go to. `start` in UTC; `all_day` when no hour was told.

    `end` in UTC, if told: the hour, or the midnight after the last of its days. A meeting that ends more than
    a day after it starts goes on at its hours on each of its days.
    """

    start: datetime
    place: str = ""
    state: MeetingState = MeetingState.PLANNED
    all_day: bool = False
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One thing that a source published, as a connector read it: unmasked, never stored in this form.

    `author` is the account's handle at its service, or None (news). `text` is plain text,
    paragraphs separated by a blank line. Links and reply targets are canonical URLs.
    """

    url: str
    source: str
    title: str
    text: str
    published: datetime
    updated: datetime | None = None
    author: str | None = None
    reply_to: str | None = None
    thread: str | None = None
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    language: str | None = None
    #: digest of what the source itself showed for it (feed entry, API object), to see whether it changed
    entry_hash: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is stored: masked, the account replaced by a keyed pseudonym."""

    url: str
    source: str
    title: str
    text: str
    published: datetime
    collected: datetime
    updated: datetime | None = None
    participant: str | None = None
    reply_to: str | None = None
    thread: str | None = None
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    language: str | None = None
    content_hash: str = ""
    entry_hash: str = ""
    #: its first words, kept when the term of its text is over; empty while the text is there
    excerpt: str = ""

    @property
    def id(self) -> str:
        """Stable short id: the digest of the canonical URL."""
        return document_id(self.url)

    @property
    def words(self) -> str:
        """Its text, or what is left of that."""
        return self.text or self.excerpt

    @property
    def faded(self) -> bool:
        """Whether the term of its text is over, so that only the excerpt is left."""
        return not self.text and bool(self.excerpt)


def document_id(url: str) -> str:
    """The id of the document at a canonical URL: 16 hexadecimal digits."""
    return sha256(url.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class FetchState:
    """What the next visit to a source needs to know of the last one. All of it may be empty."""

    source: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    #: a connector's own cursors (newest id seen per timeline, …), JSON-able
    cursor: Mapping[str, str] = field(default_factory=dict)
    fetched: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How one visit to one source ended. `error` is a Dutch clause for the user, empty when all went well."""

    source: str
    state: FetchState
    requests: int = 0
    documents: int = 0
    error: str = ""
    #: trouble with single entries that did not stop the source
    warnings: tuple[str, ...] = ()
    #: what robots.txt, TDM reservation and the like decided, with evidence
    law: tuple[str, ...] = ()
    #: URLs of stored documents that the visit looked for, and what became of each
    seen: Mapping[str, Presence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored document, as it is looked for at its source: when last, and how often in a row it was gone."""

    id: str
    url: str
    collected: datetime
    thread: str | None = None
    looked: datetime | None = None
    missed: int = 0


#: the probability that what says too little to be judged, or in a language that is not, is no initiative
NOT_JUDGED = 0.5


@dataclass(frozen=True, slots=True)
class Label:
    """One closed label with the probability of the value and the words that tipped it."""

    value: LabelValue
    probability: float
    reason: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one document says. `labels` has the keys of LABEL_FIELDS."""

    document: str
    language: str
    labels: Mapping[str, Label]
    places: tuple[PlaceMention, ...] = ()
    organisations: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    model: str = ""

    @property
    def about_initiative(self) -> bool:
        """Whether the document counts as being about a citizen initiative."""
        return self.labels["initiative"].value is True


def withheld(annotation: Annotation | None, ruling: Ruling | None) -> bool:
    """Whether what a document says stays inside: as people decided, or else while it waits for them, as its
    tone is hostile (LAW 14).

    Withheld is all that comes from its words: title, excerpt, names, places, organisations, meetings.
    """
    if ruling is not None:
        return ruling is Ruling.WITHHOLD
    label = annotation.labels.get("hostile") if annotation else None
    return label is not None and label.value is True


LABEL_FIELDS = ("initiative", "kind", "theme", "phase", "stance", "call_to_action", "hostile")


@dataclass(frozen=True, slots=True)
class PhaseChange:
    """An initiative reached a phase, as a document showed or people `decided`: they need not name one."""

    phase: Phase
    at: datetime
    #: id, or empty
    document: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What an initiative asks for: a sentence of the document at this address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a summary, of the document at this address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Made:
    """A document made a point: in the words of the one that is quoted for it (both by id), for when its own
    text is gone. `hint`: what its own words may suffer from.
    """

    document: str
    text: str
    quoted: str
    hint: Fallacy | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    """One real-world effort of citizens, whatever the sources, spellings and number of documents."""

    id: str
    name: str
    summary: str
    kind: Kind | None
    theme: Theme | None
    phase: Phase | None
    phases: tuple[PhaseChange, ...]
    places: tuple[PlaceMention, ...]
    organisations: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    #: when the machine first showed it (the clock of that run)
    appeared: datetime
    documents: int
    merged_into: str | None = None
    need: Need | None = None
    #: the sentences of the summary
    quotes: tuple[Quote, ...] = ()


def final(initiative: str, merged_into: Mapping[str, str]) -> str:
    """The id under which an initiative goes on after merges."""
    seen = {initiative}
    while (target := merged_into.get(initiative)) and target not in seen:
        initiative = target
        seen.add(target)
    return initiative


@dataclass(frozen=True, slots=True)
class Membership:
    """A document belongs to an initiative, with the probability of the decision and its reason."""

    document: str
    initiative: str
    stance: Stance | None
    probability: float
    reason: str
    joined: datetime


@dataclass(frozen=True, slots=True)
class Network:
    """Initiatives and organisations that keep showing up together. Participants only as a count."""

    id: str
    name: str
    lifestyle: Lifestyle | None
    lifestyle_reason: str
    first_seen: datetime
    last_seen: datetime
    state: NetworkState
    initiatives: tuple[str, ...]
    organisations: tuple[str, ...]
    channels: tuple[str, ...]
    participants: int


@dataclass(frozen=True, slots=True)
class Relation:
    """How one network stands to another: an association with evidence, not a cause.

    `why` tells what it rests on in plain words, in which `de een` is the origin and `de ander` the target;
    empty for what was found before this was told.
    """

    origin: str
    target: str
    kind: RelationKind
    strength: float
    since: datetime
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two networks that share a theme or place and do not meet yet, and who could connect them."""

    origin: str
    target: str
    why: str
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broker:
    """An organisation that ties networks together. `constraint` (Burt) is low when it ties much together,
    `core` is its core number; `why` tells both in plain words.
    """

    name: str
    networks: tuple[str, ...]
    initiatives: tuple[str, ...]
    documents: int
    constraint: float
    core: int
    why: str


@dataclass(frozen=True, slots=True)
class Argument:
    """A point made for or against an initiative. `side` is voor or tegen; `examples` are URLs.

    The answer is what the municipality said to it, and `answered` when. `offered` is what it answered to the
    same point about another initiative (`offered_from`): not more than an offer.
    """

    initiative: str
    side: str
    summary: str
    count: int
    first_seen: datetime
    examples: tuple[str, ...]
    answer: str | None = None
    answered: datetime | None = None
    offered: str | None = None
    offered_from: str | None = None
    #: when the newest document that makes the point was collected
    heard: datetime | None = None
    #: what it may suffer from: a question to the reader, no finding
    hint: Fallacy | None = None

    @property
    def id(self) -> str:
        """By which people name it within its initiative; it lasts as long as the summary does."""
        return f"p-{sha256(f'{self.side} {self.summary}'.encode()).hexdigest()[:10]}"

    def came_back(self, since: datetime) -> bool:
        """Whether it was answered, and heard again after that and after `since`."""
        return bool(self.answered and self.heard and self.heard > max(since, self.answered))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the municipality answered to a point, once, whatever the words in which it comes back.

    `said`: the content words of each sentence that it was written for, and the id of its document.
    """

    decision: int
    at: datetime
    initiative: str
    side: str
    text: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


#: a wave is over when it was calm for so long
CALM = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something grows faster than its own past. `documents` are URLs; `ended` once it is over."""

    id: str
    subject_kind: str
    subject: str
    raised_at: datetime
    observed: float
    expected: float
    score: float
    reason: str
    documents: tuple[str, ...]
    last_active: datetime
    ended: datetime | None = None
    #: 2 once it grew on to twice what it was raised with
    level: int = 1
    raised_with: float = 0.0

    @property
    def calmed(self) -> bool:
        """Whether its wave is over: an alert also ends when nothing holds its wave, or another tells it."""
        return self.ended is not None and self.ended - self.last_active >= CALM


@dataclass(frozen=True, slots=True)
class Synchronised:
    """Many accounts brought the same within minutes: a remark with its figures, never which accounts.

    `kind` is link or tekst; `what` is the link, empty for a text and where an address would tell of a person.
    """

    initiative: str
    id: str
    kind: str
    what: str
    began: datetime
    accounts: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human decided about a record; holds until a human undoes it."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    value: str
    #: what moved with it, or for a phase what shows it
    documents: tuple[str, ...] = ()
    undone: bool = False
