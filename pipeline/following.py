"""Connect and watch: initiatives become networks, and growth is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from networks.answering import made, talk
from networks.arguing import Point, points, weighing
from networks.bridging import bridges
from networks.brokering import brokers
from networks.connecting import Profile
from networks.connecting import connect as find_networks
from networks.evidence import Evidence
from networks.parties import parties
from networks.relating import relations
from networks.synchrony import wordings
from networks.terms import terms
from networks.watching import Event, Subject, synchronised
from networks.watching import watch as find_growth
from pipeline.drawing import going_on_as
from pipeline.evidence import archive
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.namesakes import told_apart
from voorkant.records import (
    Answer,
    Document,
    Initiative,
    Network,
    Synchronised,
    final,
)
from voorkant.reports import Report
from voorkant.settings import Settings
from voorkant.sources import person_address
from voorkant.text import fold
from voorkant.vocabulary import Kind, PlaceKind, PublisherKind, Stance

#: who reports on everybody is not who ties them together
PUBLISHERS = (PublisherKind.MEDIA, PublisherKind.OVERHEID, PublisherKind.PLATFORM)


def connect(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Networks of initiatives, what is between them, and what is argued."""
    with store.begin() as db:
        everything = {i.id: i for i in told_apart(db.initiatives.all(now), tools.settings.zone)}
        held = archive(db, now, counted=True).evidence
        evidence = {k: v for k, v in held.items() if k in everything}
        speaking = {k: [e for e in v if e.speaks] for k, v in evidence.items()}
        # of the others no document is left
        shown = [i for i in everything.values() if i.id in evidence]
        named = {o for proofs in evidence.values() for e in proofs for o in e.annotation.organisations}
        leave_out = no_residents(db, tools.settings, named)
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


def no_residents(db: Database, settings: Settings, named: Iterable[str]) -> frozenset[str]:
    """Folded names that tie nobody together: places, the municipality, who publishes news, and those of what
    is `named` that are parties.
    """
    publishers = [s.publisher for s in settings.sources if s.publisher_kind in PUBLISHERS]
    kept = db.fetches.publishers().values()
    publishers += [str(row["publisher"]) for row in kept if row["publisher_kind"] in PUBLISHERS]
    town = settings.municipality
    places = [p.name for p in settings.places]
    towns = [p.name for p in settings.places if p.kind in (PlaceKind.STAD, PlaceKind.DORP)]
    known = parties(settings.parties, [town, *towns])
    political = [name for name in named if name in known]
    left = [town, f"gemeente {town}", f"gemeenteraad {town}", *publishers, *places, *political]
    return frozenset(map(fold, left))


def profile(
    initiative: Initiative, evidence: Sequence[Evidence], leave_out: frozenset[str] = frozenset()
) -> Profile:
    """What connecting needs to know: who supports it, which organisations, which words.

    `leave_out`: folded names that tie no residents together (`no_residents`).
    """
    words: Counter[str] = Counter()
    speaking = [e for e in evidence if e.speaks]
    # a district called Lindenoord speaks of no linden trees
    places = {t[2:] for e in speaking for p in e.annotation.places for t in terms("", p.name)}
    for proof in speaking:
        words.update({t[2:] for t in proof.counted if t[0] in "wh"} - places)
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
        merged = db.initiatives.merged(now)
        alerts = [replace(a, subject=final(a.subject, merged)) for a in db.alerts.all(now) if a.ended is None]
        found = find_growth(subjects, alerts, now, settings.zone, settings.watch.false_alarms_per_30_days)
        written = db.alerts.save(found, now)
    going = sum(a.ended is None for a in found)
    return Report("watch", {"bekeken": len(subjects), "groeit snel": going, "bijgewerkt": written})


def _events(evidence: Sequence[Evidence]) -> list[Event]:
    return [Event(d.published, d.url, d.participant, d.source, _keys(e, d)) for e in evidence for d in e.all]


def _keys(proof: Evidence, document: Document) -> tuple[str, ...]:
    """What a document shares with those that point at or say the same; of a text that is gone the digest.

    Nothing where no account stands behind it: only accounts post in step.
    """
    if document.participant is None:
        return ()
    links = tuple(f"link:{link}" for link in document.links if link != document.url)
    if proof.copies:
        return (*links, f"tekst:{proof.document.id}")
    said = wordings(document.text) if document.text else (document.content_hash,)
    return (*links, *(f"tekst:{words}" for words in said))


def _remarks(subject: Subject) -> list[Synchronised]:
    found = []
    for burst in synchronised(subject.events):
        kind, _, what = burst.key.partition(":")
        told = what if kind == "link" and not person_address(what) else ""
        found.append(
            Synchronised(subject.id, burst.name, kind, told, burst.began, burst.accounts, burst.minutes)
        )
    return found


def _network_subject(network: Network, evidence: Mapping[str, Sequence[Evidence]]) -> Subject:
    proofs = [e for i in network.initiatives for e in evidence.get(i, [])]
    proofs.sort(key=lambda e: (e.document.published, e.document.id))
    return Subject("network", network.id, network.name, _events(proofs))
