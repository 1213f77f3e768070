"""Gather, connect, watch: documents become initiatives, initiatives networks, and growth is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from networks.answering import made, talk
from networks.arguing import Point, points, weighing
from networks.bridging import bridges
from networks.brokering import brokers
from networks.connecting import Profile
from networks.connecting import connect as find_networks
from networks.evidence import Evidence
from networks.gathering import SETTLED, Gatherer, Placement
from networks.moving import MOVED, Move, rethink
from networks.portraits import portray
from networks.relating import relations
from networks.rulings import Rulings, rulings
from networks.similarity import RECENT, Item
from networks.tidying import Merge, tidy
from networks.watching import Event, Subject, synchronised
from networks.watching import watch as find_growth
from nlp.words import PARTIES
from pipeline.doubles import find as find_copies
from pipeline.evidence import archive, count_terms, item, taken_from
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.records import (
    Alert,
    Annotation,
    Answer,
    Document,
    Initiative,
    Membership,
    Network,
    Synchronised,
    document_id,
    final,
)
from voorkant.reports import Report
from voorkant.settings import Settings
from voorkant.sources import person_address
from voorkant.text import fold
from voorkant.vocabulary import ON_DOCUMENTS, Kind, PublisherKind, Ruling, Stance

#: gathering looks back so far; what is silent for longer starts anew, unless people decided on it
MEMORY = timedelta(days=180)
#: of that, so many documents are read back; and of what is older, so many of the newest of each initiative.
#: what a day costs has an end, and words stay about as rare as on the towns that the weights were learned on
NEWEST, OLDER, EACH = 10_000, 5_000, RECENT
ON_INITIATIVES = frozenset(Ruling) - ON_DOCUMENTS
#: what belongs nowhere, and may be about an initiative, is looked at again for so long
SECOND_LOOK = timedelta(days=14)
POSSIBLE = 0.1
#: an initiative is shown from its second document on, when they convince: one may be a slip of the classifier
SHOWN_FROM = 2
CONVINCING = 0.9
#: who reports on everybody is not who ties them together
PUBLISHERS = (PublisherKind.MEDIA, PublisherKind.OVERHEID, PublisherKind.PLATFORM)
#: a text of fewer words may be anybody's: "helemaal mee eens"
OWN_WORDS = 6
#: so sure is only what people placed
BY_HAND = 1.0
#: a copy belongs where its original does
SURE_COPY, SAME = 0.97, "zegt hetzelfde als een ander bericht"


@dataclass(frozen=True, slots=True)
class Loose:
    """A document that belongs to no initiative yet."""

    document: Document
    annotation: Annotation
    item: Item


def gather(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Let new documents join initiatives in the order they came, and draw the portraits anew."""
    placed: list[Placement] = []
    found: list[Membership] = []
    merges: list[Merge] = []
    moves: list[Move] = []
    with store.begin() as db:
        if waiting := db.documents.to_gather(now):
            gatherer, loose = _restore(db, tools, now)
            _know_answered(db, gatherer, [*waiting, *(one.document for one in loose)], now)
            placed = _place(db, gatherer, waiting, tools, now, progress=progress)
        if placed:
            found = _reconsider(db, gatherer, loose, now)
            found += _reunite(db, [*(d.id for d in waiting), *(m.document for m in found)], now)
            merges = _tidy(db, gatherer, now)
            moves, emptied = _rethink(db, gatherer, now)
            merges += emptied
        changed = draw(db, merges, now)
    founded = sum(p.founded for p in placed)
    joined = sum(p.group is not None for p in placed)
    return Report(
        "gather",
        {
            "bekeken": len(placed),
            "geplaatst": joined,
            "begonnen": founded,
            "samengevoegd": len(merges),
            "alsnog geplaatst": len(found),
            "verplaatst": sum(len(m.documents) for m in moves),
            "bijgewerkt": changed,
        },
    )


def _restore(db: Database, tools: Tools, now: datetime) -> tuple[Gatherer, list[Loose]]:
    """The gatherer as it stood after the last document, in the same order, and what belongs nowhere yet.

    It is made anew from what is kept each time, so that nothing has to be mended after an erasure, a merge or
    a decision.
    """
    gatherer, loose = Gatherer(tools.background), []
    counted = db.initiatives.terms_of(_decided(db, now), now, EACH)
    counted |= db.initiatives.terms(now - MEMORY, now, newest=NEWEST, older=OLDER, each=EACH)
    where = {m.document: m.initiative for m in db.initiatives.members(now, counted)}
    annotations = db.annotations.get(list(counted))
    families, told = db.copies.of(counted, now), set[str]()
    for document in db.documents.get(list(counted)):
        # each is let go as it is taken in, so that all of them never stand beside the groups
        annotation, group = annotations.pop(document.id), where.get(document.id)
        known = item(document, annotation, counted.pop(document.id), taken_from(tools.settings))
        family = families.get(document.id, document.id)
        if family in told:
            gatherer.follow(known.url, group)
        else:
            gatherer.restore(known, group)
        told.add(family)
        if group is None and known.relevance > POSSIBLE and document.published > now - SECOND_LOOK:
            loose.append(Loose(document, annotation, known))
    return gatherer, loose


def _decided(db: Database, now: datetime) -> set[str]:
    """Initiatives on which people decided: what was rejected or renamed does not begin a second time."""
    called = going_on_as(db, now)
    told = [d for d in db.humans.decisions(now) if d.action in ON_INITIATIVES]
    return {called(one) for d in told for one in (d.subject, d.value)}


def _know_answered(db: Database, gatherer: Gatherer, documents: Sequence[Document], now: datetime) -> None:
    """What these answer and link to may be older than what was read back."""
    links = {url for d in documents for url in (d.reply_to, d.thread, *d.links) if url}
    named = {document_id(url): url for url in links if not gatherer.knows(url)}
    for member in db.initiatives.members(now, named):
        if member.initiative in gatherer.groups:
            gatherer.follow(named[member.document], member.initiative)


def _membership(
    document: str, annotation: Annotation, placement: Placement, now: datetime
) -> Membership | None:
    if placement.group is None:
        return None
    stance = annotation.labels["stance"].value
    own = Stance(stance) if isinstance(stance, str) else None
    return Membership(document, placement.group, own, placement.probability, placement.reason, now)


def _place(
    db: Database,
    gatherer: Gatherer,
    waiting: Sequence[Document],
    tools: Tools,
    now: datetime,
    *,
    progress: Progress,
) -> list[Placement]:
    find_copies(db, waiting, now)
    ids = [d.id for d in waiting]
    annotations = db.annotations.get(ids)
    families = db.copies.of(ids, now)
    settled = {m.document: m.initiative for m in db.initiatives.members(now, {*ids, *families})}
    homes = {families[d]: group for d, group in settled.items() if d in families}
    placed: list[Placement] = []
    joined: list[Membership] = []
    counted = {}
    for document in progress.track(waiting, "initiatieven vinden", len(waiting)):
        annotation = annotations[document.id]
        found = count_terms(document, annotation)
        counted[document.id] = (document.content_hash, found)
        if document.id in settled:  # an edit: it stays where it was
            continue
        newcomer = item(document, annotation, found, taken_from(tools.settings))
        placement = _beside(gatherer, newcomer, homes.get(families.get(document.id, "")))
        placed.append(placement)
        if placement.group and document.id in families:
            homes.setdefault(families[document.id], placement.group)
        if member := _membership(document.id, annotation, placement, now):
            joined.append(member)
    db.initiatives.join(joined)
    db.initiatives.save_terms(counted, now)
    return placed


def _beside(gatherer: Gatherer, newcomer: Item, home: str | None) -> Placement:
    """A copy goes where another copy is; what is new is placed."""
    if home is None:
        return gatherer.place(newcomer)
    gatherer.follow(newcomer.url, home)
    return Placement(home, SURE_COPY, SAME)


def _reunite(db: Database, documents: Sequence[str], now: datetime) -> list[Membership]:
    """What belonged nowhere joins the initiative of its copies, where any of these is one of them."""
    families = db.copies.of(documents, now)
    where = {m.document: m.initiative for m in db.initiatives.members(now, families)}
    homes = {families[d]: group for d, group in where.items() if d in families}
    apart = [d for d, family in families.items() if d not in where and family in homes]
    annotations = db.annotations.get(apart)
    found = [
        member
        for d in apart
        if d in annotations
        and (member := _membership(d, annotations[d], Placement(homes[families[d]], SURE_COPY, SAME), now))
    ]
    db.initiatives.join(found)
    return found


def _tidy(db: Database, gatherer: Gatherer, now: datetime) -> list[Merge]:
    """Merge what more evidence has shown to be one; its documents move, from now on.

    One round a day: a merged group has to prove itself with new documents before it merges on.
    """
    merges = tidy(gatherer, may_merge=ruled(db, now).may_merge)
    _carry_over(db, merges, now)
    return merges


def _carry_over(db: Database, merges: Sequence[Merge], now: datetime) -> None:
    """The documents of an initiative that is no more go where it lives on."""
    where = {m.gone: m.keep for m in merges}
    db.initiatives.join(
        replace(member, initiative=final(member.initiative, where), reason="samengevoegd", joined=now)
        for member in db.initiatives.holding(where, now)
    )


def _rethink(db: Database, gatherer: Gatherer, now: datetime) -> tuple[list[Move], list[Merge]]:
    """What belongs elsewhere by now moves, its copies with it; what people placed stays."""
    recent = [one.item.id for one in gatherer.recent(now - SETTLED)]
    fixed = {m.document for m in db.initiatives.members(now, recent) if m.probability == BY_HAND}
    moves, emptied = rethink(gatherer, now, fixed, ruled(db, now).may_merge)
    going = {document: move for move in moves for document in move.documents}
    families = db.copies.of(going, now)
    by_family = {families[document]: move for document, move in going.items() if document in families}
    going |= {copy: by_family[family] for copy, family in families.items() if copy not in going}
    db.initiatives.join(
        replace(m, initiative=move.target, probability=move.probability, reason=MOVED, joined=now)
        for m in db.initiatives.members(now, going)
        if m.initiative == (move := going[m.document]).source and m.probability != BY_HAND
    )
    _carry_over(db, emptied, now)
    return moves, emptied


def _reconsider(db: Database, gatherer: Gatherer, loose: Sequence[Loose], now: datetime) -> list[Membership]:
    """What was said before anybody knew of an initiative joins it when it is known by now."""
    found = []
    for one in loose:
        placement = gatherer.reconsider(one.item)
        if placement and (member := _membership(one.document.id, one.annotation, placement, now)):
            found.append(member)
    db.initiatives.join(found)
    return found


def ruled(db: Database, now: datetime) -> Rulings:
    """What people decided, as it holds for the initiatives of now."""
    return rulings(db.humans.decisions(now), going_on_as(db, now))


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


def draw(db: Database, merges: Sequence[Merge], now: datetime) -> int:
    """Portraits of what convinces, where anything changed. A merged one redirects. Returns how many versions
    were written.
    """
    where = {m.gone: m.keep for m in merges}
    waiting = {*db.initiatives.undrawn(), *where.values()}
    before = db.initiatives.get({*waiting, *where}, now)
    redirected = [replace(before[g], merged_into=final(g, where)) for g in where if g in before]
    appeared = {k: i.appeared for k, i in before.items()}
    for gone in redirected:
        keep = gone.merged_into or ""
        appeared[keep] = min(appeared.get(keep, gone.appeared), gone.appeared)
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


def connect(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Networks of initiatives, what is between them, and what is argued."""
    with store.begin() as db:
        everything = {i.id: i for i in db.initiatives.all(now)}
        held = archive(db, now, counted=True).evidence
        evidence = {k: v for k, v in held.items() if k in everything}
        speaking = {k: [e for e in v if e.speaks] for k, v in evidence.items()}
        # of the others no document is left
        shown = [i for i in everything.values() if i.id in evidence]
        leave_out = no_residents(db, tools.settings)
        profiles = [profile(i, evidence[i.id], leave_out) for i in shown]
        found = find_networks(profiles, db.networks.before(now), now)
        between = relations(found, evidence, now)
        written = db.networks.save(found, now)
        written += db.networks.save_relations(between, now)
        written += db.networks.save_bridges(bridges(found, shown, speaking, between, leave_out), now)
        tying = brokers(found, speaking, between, leave_out)
        written += db.networks.save_brokers(tying, now)
        said = talk(shown, evidence, tools.background, answers(db, now))
        written += db.networks.save_arguments((argument for _, argument in said), now)
        db.networks.save_made(made(p for p, _ in said), (e.document.id for v in evidence.values() for e in v))
    return Report("connect", {"netwerken": len(found), "relaties": len(between), "bijgewerkt": written})


def answers(db: Database, now: datetime) -> list[Answer]:
    """What people answered to arguments, by the id under which each initiative goes on."""
    called = going_on_as(db, now)
    return [replace(a, initiative=called(a.initiative)) for a in db.humans.answers(now)]


def argued(db: Database, tools: Tools, initiative: str, now: datetime) -> list[Point]:
    """The talking points of one initiative, as `connect` finds them."""
    known = {i.id for i in db.initiatives.all(now)}
    evidence = {k: v for k, v in archive(db, now, counted=True).evidence.items() if k in known}
    return points(initiative, evidence.get(initiative, ()), weighing(evidence, tools.background))


def no_residents(db: Database, settings: Settings) -> frozenset[str]:
    """Folded names that tie nobody together: places, the municipality, parties, who publishes news."""
    publishers = [s.publisher for s in settings.sources if s.publisher_kind in PUBLISHERS]
    kept = db.fetches.publishers().values()
    publishers += [str(row["publisher"]) for row in kept if row["publisher_kind"] in PUBLISHERS]
    town = settings.municipality
    places = [p.name for p in settings.places]
    return frozenset(
        map(fold, [town, f"gemeente {town}", f"gemeenteraad {town}", *publishers, *places, *PARTIES])
    )


def profile(
    initiative: Initiative, evidence: Sequence[Evidence], leave_out: frozenset[str] = frozenset()
) -> Profile:
    """What connecting needs to know: who supports it, which organisations, which words.

    `leave_out`: folded names that tie no residents together (`no_residents`).
    """
    words: Counter[str] = Counter()
    speaking = [e for e in evidence if e.speaks]
    for proof in speaking:
        words.update({t[2:] for t in proof.counted if t[0] in "wh"})
    return Profile(
        id=initiative.id,
        name=initiative.name,
        theme=initiative.theme,
        supporters=Counter(d.participant for e in evidence if not opposes(e) for d in e.all if d.participant),
        organisations=frozenset(
            o
            for e in speaking
            if not opposes(e)
            for o in e.annotation.organisations
            if fold(o) not in leave_out
        ),
        channels=frozenset(d.source for e in evidence for d in e.all),
        words=words,
        first_seen=initiative.first_seen,
        last_seen=initiative.last_seen,
    )


def opposes(proof: Evidence) -> bool:
    """Whether the writer is against the initiative; an own protest is not opposition to it."""
    return proof.label("stance").value == Stance.VERZET and proof.label("kind").value != Kind.PROTEST


def watch(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Growth of initiatives and networks against their own past."""
    settings = tools.settings
    with store.begin() as db:
        evidence = archive(db, now).evidence
        shown = [i for i in db.initiatives.all(now) if i.id in evidence]
        subjects = [Subject("initiative", i.id, i.name, _events(evidence[i.id])) for i in shown]
        db.alerts.save_synchronised([r for s in subjects for r in _remarks(s)], now)
        subjects += [_network_subject(n, evidence) for n in db.networks.all(now) if len(n.initiatives) > 1]
        open_alerts, double = _carried_on(
            [a for a in db.alerts.all(now) if a.ended is None], db.initiatives.merged(now)
        )
        found = find_growth(
            subjects, open_alerts, now, settings.zone, settings.watch.false_alarms_per_30_days
        )
        written = db.alerts.save([*found, *(replace(a, ended=now) for a in double)], now)
    going = sum(a.ended is None for a in found)
    return Report("watch", {"bekeken": len(subjects), "groeit snel": going, "bijgewerkt": written})


def _events(evidence: Sequence[Evidence]) -> list[Event]:
    return [Event(d.published, d.url, d.participant, d.source, _keys(e, d)) for e in evidence for d in e.all]


def _keys(proof: Evidence, document: Document) -> tuple[str, ...]:
    """What a document shares with those that point at or say the same; a few words are nobody's text."""
    links = tuple(f"link:{link}" for link in document.links if link != document.url)
    if proof.copies:
        return (*links, f"tekst:{proof.document.id}")
    short = document.text and len(document.text.split()) < OWN_WORDS
    return links if short else (*links, f"tekst:{document.content_hash}")


def _remarks(subject: Subject) -> list[Synchronised]:
    found = []
    for burst in synchronised(subject.events):
        kind, _, what = burst.key.partition(":")
        told = what if kind == "link" and not person_address(what) else ""
        found.append(
            Synchronised(subject.id, burst.name, kind, told, burst.began, burst.accounts, burst.minutes)
        )
    return found


def _carried_on(alerts: Sequence[Alert], moved_to: Mapping[str, str]) -> tuple[list[Alert], list[Alert]]:
    """A wave goes on in the initiative that its own was merged into; and waves that are one with such."""
    going: dict[tuple[str, str], Alert] = {}
    double = []
    for alert in sorted(alerts, key=lambda a: (a.raised_at, a.id)):
        subject = final(alert.subject, moved_to)
        moved = replace(alert, subject=subject)
        if going.setdefault((alert.subject_kind, subject), moved) is not moved:
            double.append(moved)
    return list(going.values()), double


def _network_subject(network: Network, evidence: Mapping[str, Sequence[Evidence]]) -> Subject:
    proofs = [e for i in network.initiatives for e in evidence.get(i, [])]
    proofs.sort(key=lambda e: (e.document.published, e.document.id))
    return Subject("network", network.id, network.name, _events(proofs))
