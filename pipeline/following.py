"""Gather, connect, watch: documents become initiatives, initiatives networks, and growth is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from networks.arguing import arguments
from networks.bridging import bridges
from networks.connecting import Profile
from networks.connecting import connect as find_networks
from networks.gathering import Gatherer, Placement
from networks.portraits import Evidence, portray
from networks.relating import relations
from networks.watching import Event, Subject
from networks.watching import watch as find_growth
from pipeline.evidence import archive, count_terms, item
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.records import Initiative, Membership, Network, Report
from voorkant.vocabulary import Kind, Stance

#: gathering looks back so far; what is silent for longer starts anew
MEMORY = timedelta(days=180)
#: an initiative is shown from its second document on: one document may be a slip of the classifier
SHOWN_FROM = 2


def gather(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Let new documents join initiatives in the order they came, and draw the portraits anew."""
    with store.begin() as db:
        gatherer = _restore(db, now)
        placed = _place(db, gatherer, now, progress)
        changed = _portray(db, now)
    founded = sum(p.founded for p in placed)
    joined = sum(p.group is not None for p in placed)
    return Report(
        "gather", {"bekeken": len(placed), "geplaatst": joined, "begonnen": founded, "bijgewerkt": changed}
    )


def _restore(db: Database, now: datetime) -> Gatherer:
    """The gatherer as it stood after the last document, in the same order."""
    gatherer = Gatherer()
    counted = db.initiatives.terms(now - MEMORY, now)
    where = {m.document: m.initiative for m in db.initiatives.members(now)}
    annotations = db.annotations.get(list(counted))
    for document in db.documents.get(list(counted)):
        known = item(document, annotations[document.id], counted[document.id])
        gatherer.restore(known, where.get(document.id))
    return gatherer


def _place(db: Database, gatherer: Gatherer, now: datetime, progress: Progress) -> list[Placement]:
    waiting = db.documents.to_gather(now)
    annotations = db.annotations.get([d.id for d in waiting])
    settled = {m.document for m in db.initiatives.members(now)}
    placed: list[Placement] = []
    joined: list[Membership] = []
    counted = {}
    for document in progress.track(waiting, "initiatieven vinden", len(waiting)):
        annotation = annotations[document.id]
        found = count_terms(document, annotation)
        counted[document.id] = (document.content_hash, found)
        if document.id in settled:  # an edit: it stays where it was
            continue
        placement = gatherer.place(item(document, annotation, found))
        placed.append(placement)
        if placement.group is not None:
            stance = annotation.labels["stance"].value
            own = Stance(stance) if isinstance(stance, str) else None
            joined.append(
                Membership(document.id, placement.group, own, placement.probability, placement.reason, now)
            )
    db.initiatives.join(joined)
    db.initiatives.save_terms(counted, now)
    return placed


def _portray(db: Database, now: datetime) -> int:
    """Portraits of all that have enough documents; only what changed is written."""
    before = {i.id: i for i in db.initiatives.all(now, merged=True)}
    renamed = {d.subject: d.value for d in db.humans.decisions(now) if d.action == "rename"}
    shown = [
        portray(id_, evidence, before[id_].appeared if id_ in before else now, renamed.get(id_))
        for id_, evidence in archive(db, now).evidence.items()
        if len(evidence) >= SHOWN_FROM or id_ in before
    ]
    return db.initiatives.save(shown, now)


def connect(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Networks of initiatives, what is between them, and what is argued."""
    with store.begin() as db:
        shown = db.initiatives.all(now)
        known = {i.id for i in shown}
        evidence = {k: v for k, v in archive(db, now).evidence.items() if k in known}
        found = find_networks(
            [profile(i, evidence[i.id]) for i in shown], db.networks.all(now, faded=True), now
        )
        between = relations(found, evidence, now)
        written = db.networks.save(found, now)
        written += db.networks.save_relations(between, now)
        written += db.networks.save_bridges(bridges(found, shown, evidence, between), now)
        written += db.networks.save_arguments(arguments(shown, evidence), now)
    return Report("connect", {"netwerken": len(found), "relaties": len(between), "bijgewerkt": written})


def profile(initiative: Initiative, evidence: Sequence[Evidence]) -> Profile:
    """What connecting needs to know: who supports it, which organisations, which words."""
    words: Counter[str] = Counter()
    for proof in evidence:
        counted = count_terms(proof.document, proof.annotation)
        words.update({t[2:] for t in counted if t[0] in "wh"})
    return Profile(
        id=initiative.id,
        name=initiative.name,
        theme=initiative.theme,
        supporters=frozenset(
            e.document.participant for e in evidence if e.document.participant and not opposes(e)
        ),
        organisations=frozenset(o for e in evidence if not opposes(e) for o in e.annotation.organisations),
        channels=frozenset(e.document.source for e in evidence),
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
        subjects += [_network_subject(n, evidence) for n in db.networks.all(now) if len(n.initiatives) > 1]
        open_alerts = [a for a in db.alerts.all(now) if a.ended is None]
        found = find_growth(
            subjects, open_alerts, now, settings.zone, settings.watch.false_alarms_per_30_days
        )
        written = db.alerts.save(found)
    going = sum(a.ended is None for a in found)
    return Report("watch", {"bekeken": len(subjects), "groeit snel": going, "bijgewerkt": written})


def _events(evidence: Sequence[Evidence]) -> list[Event]:
    return [Event(d.published, d.url, d.participant, d.source) for d in (e.document for e in evidence)]


def _network_subject(network: Network, evidence: Mapping[str, Sequence[Evidence]]) -> Subject:
    proofs = [e for i in network.initiatives for e in evidence.get(i, [])]
    proofs.sort(key=lambda e: (e.document.published, e.document.id))
    return Subject("network", network.id, network.name, _events(proofs))
