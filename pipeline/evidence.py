"""From the store to what the networks room works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from networks.evidence import Evidence
from networks.groups import Item
from networks.terms import terms
from nlp.date_grammar import find_days
from storage.store import Database
from voorkant.records import NOT_JUDGED, Annotation, Document, Label, Membership
from voorkant.settings import Settings
from voorkant.vocabulary import PublisherKind

#: only a human says that a document is surely about an initiative
SUREST = 0.9999


def item(
    document: Document,
    annotation: Annotation,
    counted: Mapping[str, float] | None = None,
    threshold: float = 0.5,
) -> Item:
    """A document as gathering sees it; `counted` are its terms when they were counted before.

    `threshold`: from this probability on the municipality takes it to be about an initiative; its odds are
    told against that.
    """
    labels = annotation.labels
    initiative, theme, kind = labels["initiative"], labels["theme"], labels["kind"]
    sure = initiative.probability if initiative.value is True else 1 - initiative.probability
    judged = initiative.value is True or initiative.probability != NOT_JUDGED
    return Item(
        id=document.id,
        url=document.url,
        published=document.published,
        terms=counted if counted is not None else count_terms(document, annotation),
        relevance=_against(sure, threshold) if judged else 0.0,
        themes=_likely(theme),
        kinds=_likely(kind),
        phases=_likely(labels["phase"]),
        reply_to=document.reply_to,
        thread=document.thread,
        links=document.links,
    )


def _likely(label: Label) -> dict[str, float]:
    return {label.value: label.probability} if isinstance(label.value, str) else {}


def taken_from(settings: Settings) -> float:
    """From which probability on the municipality takes a document to be about an initiative."""
    return settings.thresholds.get("initiative", 0.5)


def _against(probability: float, threshold: float) -> float:
    """The probability, its odds divided by those of the threshold: a half at it, and never quite sure."""
    odds = probability * (1 - threshold)
    rest = (1 - probability) * threshold
    return min(odds / (odds + rest), SUREST) if odds + rest else probability


def count_terms(document: Document, annotation: Annotation) -> dict[str, float]:
    """The terms that gathering compares. Of days it is those to come and those gone: all speak of today."""
    places = [p.name for p in annotation.places]
    today = document.published.date()
    named = find_days(f"{document.title}. {document.text}", today)
    days = {day for phrase in named for day in phrase.days} - {today}
    return terms(
        document.title, document.text, annotation.organisations, places, hashtags=document.hashtags, days=days
    )


@dataclass(frozen=True, slots=True)
class Archive:
    """Documents that belong to initiatives, with what they say."""

    evidence: Mapping[str, Sequence[Evidence]]
    members: Sequence[Membership]


def archive(
    db: Database, as_of: datetime, only: Iterable[str] | None = None, *, counted: bool = False
) -> Archive:
    """Evidence per initiative, all or `only` some, oldest first; copies stand with the earliest of them.

    `counted`: with the terms and points that outlive texts.
    """
    members = db.initiatives.members(as_of) if only is None else db.initiatives.holding(only, as_of)
    ids = [m.document for m in members]
    documents = {d.id: d for d in db.documents.get(ids)}
    annotations = db.annotations.get(ids)
    kinds = {s: PublisherKind(row["publisher_kind"]) for s, row in db.fetches.publishers().items()}
    ruled = db.ruled(as_of)
    kept = db.initiatives.counted(ids) if counted else {}
    made = db.networks.made(ids) if counted else {}
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for member in members:
        document, id_ = documents[member.document], member.document
        proof = Evidence(
            document, annotations[id_], kinds.get(document.source), (), ruled.get(id_), kept.get(id_),
            tuple(made.get(id_, ())),
        )  # fmt: skip
        found[member.initiative].append(proof)
    families = db.copies.families(as_of) if only is None else db.copies.of(ids, as_of)
    return Archive({k: once(v, families) for k, v in found.items()}, members)


def once(evidence: Sequence[Evidence], families: Mapping[str, str]) -> list[Evidence]:
    """Oldest first, each text once; `families` tells which documents are copies of one another."""
    texts: dict[str, list[Evidence]] = {}
    for proof in sorted(evidence, key=lambda e: (e.document.published, e.document.id)):
        texts.setdefault(families.get(proof.document.id, proof.document.id), []).append(proof)
    return [replace(first, copies=tuple(e.document for e in rest)) for first, *rest in texts.values()]
