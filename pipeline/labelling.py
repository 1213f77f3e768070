"""The data team's loop over the store: what to label next, what people said, what to learn from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from frontdesk import words
from frontdesk.labelling import Choose, Labelling, Said, ToLabel, keep
from models.agreement import krippendorff_alpha
from models.choosing import choose, is_measured_on
from models.corpus import Example, Gathering
from pipeline.label_formats import Given, Task, read
from pipeline.marking import agreed, looker, with_days
from pipeline.modelling import OWN
from pipeline.understanding import READABLE, context, posts_above
from storage.store import Database
from voorkant.errors import InputError
from voorkant.labels import ONLY_INITIATIVE, described
from voorkant.records import LABEL_FIELDS, Decision, Document, LabelValue, document_id
from voorkant.reports import HumanLabel, HumanNames
from voorkant.settings import Settings
from voorkant.text import canonical_url
from voorkant.vocabulary import Ruling

#: so many of what was labelled last are held against what could be next
LATEST = 2000
#: so many documents the labelling page picks at a time
AT_A_TIME = 20
_CHUNK = 500
#: of what came out of a file nobody tells the day
_UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)
_Given = TypeVar("_Given", HumanLabel, HumanNames)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far labellers agree on a field: documents with two labellers or more, alpha, share of all equal."""

    field: str
    documents: int
    alpha: float | None
    equal: float


def human_labels(db: Database, now: datetime) -> list[HumanLabel]:
    """All that people said documents are: labels, and what regisseurs decided that says as much.

    What is decided is read, not copied (docs/decisions/0014): it holds until it is undone.
    """
    stored = db.labels.get(now)
    decisions = db.humans.decisions(now)
    claims = [
        *((d, d.subject, "hostile", False) for d in decisions if d.action == Ruling.RELEASE),
        *_of_rejected(db, decisions, now),
        *((d, one, "phase", d.value) for d in decisions if d.action == Ruling.PHASE for one in d.documents),
    ]
    found = {d.id: d for d in documents(db, {document for _, document, _, _ in claims})}
    decided = {
        (document, field): HumanLabel(document, field, d.actor, value, d.at, found[document].content_hash)
        for d, document, field, value in claims
        if document in found and (found[document].updated or d.at) <= d.at
    }
    return stored + beside(of_present_text(stored, found), list(decided.values()))


def _of_rejected(
    db: Database, decisions: Sequence[Decision], now: datetime
) -> Iterator[tuple[Decision, str, str, LabelValue]]:
    """What is no citizen initiative has documents about none: those that it held then and holds still."""
    for decision in (d for d in decisions if d.action == Ruling.REJECT):
        then = {m.document for m in db.initiatives.holding([decision.subject], decision.at)}
        still = {m.document for m in db.initiatives.holding([decision.subject], now)}
        yield from ((decision, document, "initiative", False) for document in sorted(then & still))


def beside(stored: Iterable[HumanLabel], decided: Iterable[HumanLabel]) -> list[HumanLabel]:
    """What decisions say where no label of that text says otherwise: a label was given to that very text.

    To let a document through was to read it, so only who did so can say otherwise. What was decided on an
    initiative as a whole is no reading: it does not count where anybody labelled that field.
    """
    said: dict[str, list[HumanLabel]] = defaultdict(list)
    for label in stored:
        said[label.document].append(label)
    kept: list[HumanLabel] = []
    for label in sorted(decided, key=lambda x: LABEL_FIELDS.index(x.field)):
        others = said[label.document]
        if label.field == "hostile":
            others = [x for x in others if x.labeller == label.labeller]
        if not any(x.field == label.field or _contradicts(x, label) for x in others):
            kept.append(label)
            said[label.document].append(label)
    return kept


def _contradicts(one: HumanLabel, other: HumanLabel) -> bool:
    """Whether one says that there is no initiative, and the other what it is like."""
    values = {x.field: x.value for x in (one, other)}
    return bool(described(values)) and values.get("initiative") is False


def documents(db: Database, ids: Collection[str]) -> list[Document]:
    """The documents with these ids that are still there."""
    wanted = sorted(ids)
    return [d for n in range(0, len(wanted), _CHUNK) for d in db.documents.get(wanted[n : n + _CHUNK])]


def settled(labels: Iterable[HumanLabel]) -> dict[str, dict[str, LabelValue]]:
    """Per document the fields on which most of its labellers agree; a tie settles nothing."""
    said: dict[tuple[str, str], Counter[LabelValue]] = defaultdict(Counter)
    for label in labels:
        said[label.document, label.field][label.value] += 1
    found: dict[str, dict[str, LabelValue]] = defaultdict(dict)
    for (document, field), counts in said.items():
        first, *rest = counts.most_common(2)
        if not rest or rest[0][1] < first[1]:
            found[document][field] = first[0]
    for values in found.values():
        if values.get("initiative") is False:
            values.update(dict.fromkeys(ONLY_INITIATIVE))
            # a call that was kept before this was refused: nobody knows which of both is meant
            if values.get("call_to_action"):
                del values["call_to_action"]
    return dict(found)


def learnable(db: Database, settings: Settings, now: datetime) -> list[Example]:
    """The store's own labelled documents, masked; only labels of the text that stands there now.

    Not those that are measured on.
    """
    return _labelled(db, settings, [x for x in human_labels(db, now) if not is_measured_on(x.document)])


def measurable(db: Database, settings: Settings, now: datetime) -> list[Example]:
    """The store's own labelled documents that no model learns from, masked (models/choosing.py).

    Of what people labelled alone: what regisseurs decided on is no sample.
    """
    return _labelled(db, settings, [x for x in db.labels.get(now) if is_measured_on(x.document)])


def _labelled(db: Database, settings: Settings, labels: Sequence[HumanLabel]) -> list[Example]:
    found = {d.id: d for d in documents(db, {label.document for label in labels}) if d.text}
    return _examples(db, settings, found, _lessons(settled(of_present_text(labels, found))))


def learnable_names(db: Database, settings: Settings, now: datetime) -> list[Example]:
    """The store's own documents of which people agree what they name, masked; only as the text stands now."""
    given = db.labels.names(now)
    found = {d.id: d for d in documents(db, {one.document for one in given}) if d.text}
    return _examples(db, settings, found, {
        key: {
            "places": named.places, "organisations": named.organisations,
            "meetings": tuple(Gathering(g.start, g.place) for g in named.meetings),
            **dict.fromkeys(LABEL_FIELDS),
        }
        for key, named in agreed(of_present_text(given, found)).items()
    })  # fmt: skip


def _lessons(values: Mapping[str, Mapping[str, LabelValue]]) -> dict[str, dict[str, Any]]:
    """All labels of each, None for what nobody said."""
    return {key: {f: said.get(f) for f in LABEL_FIELDS} for key, said in values.items()}


def _examples(
    db: Database, settings: Settings, found: Mapping[str, Document], said: Mapping[str, Mapping[str, Any]]
) -> list[Example]:
    kinds = {s.id: s.publisher_kind.value for s in settings.sources}
    texts = contexts(db, [found[key] for key in sorted(said)])
    return [
        Example(
            id=key, channel=OWN, municipality=settings.municipality, subject=key,
            published=found[key].published, title=found[key].title, text=found[key].text,
            publisher_kind=kinds.get(found[key].source, ""), context=texts[key], **said[key],
        )
        for key in sorted(said)
    ]  # fmt: skip


def exported(rows: Sequence[tuple[str, Mapping[str, Any]]], municipality: str) -> list[Example]:
    """What `label export` wrote, to measure on: the labels on which most labellers of a text agree.

    What texts name is left out: a gathering is told from the day of publication, which is not in the file.
    """
    given = [one.said for one in read("jsonl", rows, "")]
    texts = {f"{row['document']} {row.get('version', '')}": row for _, row in rows if "document" in row}
    said = [
        HumanLabel(f"{one.document} {one.version}", field, one.labeller, value, _UNTOLD, one.version)
        for one in given
        for field, value in one.labels.items()
    ]
    found = _lessons(settled(said))
    return [
        Example(
            id=key, channel=OWN, municipality=municipality, subject=key, published=_UNTOLD,
            title=str(texts[key].get("title") or ""), text=str(texts[key].get("text") or ""),
            context=str(texts[key].get("context") or ""), **found[key],
        )
        for key in sorted(texts.keys() & found.keys())
    ]  # fmt: skip


def next_tasks(db: Database, by: str, count: int, now: datetime, *, second: bool = False) -> list[Task]:
    """What `by` should label next, and why.

    `second`: what others labelled and `by` did not, at random, to see whether they agree.
    """
    who: dict[str, set[str]] = defaultdict(set)
    for document, labeller in db.labels.labellers(now):
        who[document].add(labeller)
    said = db.annotations.get()
    readable = [
        d for d in db.documents.between(now) if d.text and d.id in said and said[d.id].language in READABLE
    ]
    if second:
        open_ = [d for d in readable if who[d.id] and by not in who[d.id]]
        order = np.random.default_rng(int(now.timestamp())).permutation(len(open_))[:count]
        return _tasks(db, [(open_[n], "tweede lezing") for n in order])
    open_ = [d for d in readable if not who[d.id]]
    known = [d for d in readable if who[d.id]][-LATEST:]
    said_of = [said[d.id].labels for d in open_]
    sample = {n for n, d in enumerate(open_) if is_measured_on(d.id)}
    chosen = choose(said_of, _read(db, open_), _read(db, known), count, int(now.timestamp()), measured=sample)
    return _tasks(db, [(open_[c.index], _why(c.field)) for c in chosen])


def on_desk(labeller: str, zone: ZoneInfo) -> Labelling:
    """What the labelling page is handed: it picks what is next for this person, and reads one document."""
    second = _chooser(labeller, second=True)
    return Labelling(labeller, _chooser(labeller), second, _to_label, looker(zone))


def _chooser(labeller: str, *, second: bool = False) -> Choose:
    def choose_next(db: Database, now: datetime) -> list[ToLabel]:
        tasks = next_tasks(db, labeller, AT_A_TIME, now, second=second)
        return [ToLabel(t.document, t.why, t.context) for t in tasks]

    return choose_next


def _to_label(db: Database, document: str) -> ToLabel | None:
    found = [d for d in db.documents.get([document]) if d.text]
    return ToLabel(document, "", contexts(db, found)[document]) if found else None


def _why(field: str) -> str:
    """Not what the model says: who labels would follow it."""
    if not field:
        return "steekproef: om te meten hoe goed het model hier is; hiervan leert het niet"
    return f"twijfel over ‘{words.LABELS[field]}’"


def _read(db: Database, found: Sequence[Document]) -> list[str]:
    """What the model reads of each: title, text, and what it answers."""
    texts = contexts(db, found)
    return ["\n".join((d.title, d.text, texts[d.id])).strip() for d in found]


def contexts(db: Database, found: Sequence[Document]) -> dict[str, str]:
    """Per document the text of what it answers and of what began its thread."""
    texts: dict[str, str] = {}
    for n in range(0, len(found), _CHUNK):
        part = found[n : n + _CHUNK]
        thread = {**posts_above(db, part), **{d.url: d for d in part}}
        texts |= {d.id: context(d, thread) for d in part}
    return texts


def _tasks(db: Database, chosen: Sequence[tuple[Document, str]]) -> list[Task]:
    texts = contexts(db, [d for d, _ in chosen])
    return [Task(d.id, d.content_hash, d.title, d.text, texts[d.id], why) for d, why in chosen]


def labelled_tasks(db: Database, now: datetime, by: str = "") -> list[Task]:
    """What people labelled, a task per document and labeller, as far as that text is still there.

    Not what they decided: that would come back with the file as a label, and no longer be undone.
    """
    spoken_of = {document for document, _ in db.labels.labellers(now)}
    found = {d.id: d for d in documents(db, spoken_of) if d.text}
    grouped: dict[tuple[str, str], dict[str, LabelValue]] = defaultdict(dict)
    for label in of_present_text(db.labels.get(now), found):
        grouped[label.document, label.labeller][label.field] = label.value
    names = of_present_text(db.labels.names(now), found)
    named = {(one.document, one.labeller): one.named for one in names}
    bare = {t.document: t for t in _tasks(db, [(d, "") for d in found.values()])}
    return [
        replace(bare[key], labeller=who, labels={f: said[f] for f in LABEL_FIELDS if f in said},
                named=named.get((key, who)))
        for key, who in sorted(grouped.keys() | named.keys()) if by in ("", who)
        for said in [grouped.get((key, who), {})]
    ]  # fmt: skip


def of_present_text(given: Iterable[_Given], found: Mapping[str, Document]) -> list[_Given]:
    """What people said of a text as it stands there now."""
    there = {key: d.content_hash for key, d in found.items()}
    return [one for one in given if there.get(one.document) == one.content_hash]


def present_names(db: Database, now: datetime) -> list[HumanNames]:
    """What people say that texts name, of texts as they stand there now."""
    given = db.labels.names(now)
    found = {d.id: d for d in documents(db, {one.document for one in given}) if d.text}
    return of_present_text(given, found)


def find(db: Database, named: str) -> Document:
    """The document with this id or address; raises InputError when there is none."""
    key = document_id(canonical_url(named)) if "://" in named else named
    found = db.documents.get([key])
    if not found:
        raise InputError(
            f"Document {named} is er niet (meer). Neem de code uit `voorkant label next`, of het webadres."
        )
    return found[0]


def keep_all(
    db: Database, settings: Settings, given: Sequence[Given], actor: str, now: datetime
) -> tuple[int, int]:
    """Keep what people said; returns (labels that are new or changed, rows whose document is gone).

    `actor` is who hands it in. Raises InputError when a labeller would contradict what they said before.
    """
    there = {d.id: d for d in documents(db, {g.said.document for g in given})}
    changed = 0
    for one in given:
        if document := there.get(one.said.document):
            try:
                changed += keep(db, _dated(one.said, document, settings.zone), actor, settings, now)
            except InputError as error:
                raise InputError(f"{one.where}: {error}") from None
    return changed, sum(one.said.document not in there for one in given)


def _dated(said: Said, document: Document, zone: ZoneInfo) -> Said:
    """With the days that a tool did not ask for, read in the text that was labelled."""
    if said.named is None or not document.text or said.version not in ("", document.content_hash):
        return said
    return replace(said, named=with_days(document, said.named, zone))


def agreement(labels: Iterable[HumanLabel]) -> list[Agreement]:
    """Per field how far those agree who judged the same text."""
    return [_agreement(field, list(units.values())) for field, units in _units(labels).items()]


def _units(labels: Iterable[HumanLabel]) -> Mapping[str, Mapping[tuple[str, str], Mapping[str, LabelValue]]]:
    """Per field and text what each labeller said, where two or more did."""
    units: dict[str, dict[tuple[str, str], dict[str, LabelValue]]] = {
        field: defaultdict(dict) for field in LABEL_FIELDS
    }
    for label in labels:
        units[label.field][label.document, label.content_hash][label.labeller] = label.value
    return {f: {key: said for key, said in found.items() if len(said) > 1} for f, found in units.items()}


def _agreement(field: str, units: Sequence[Mapping[str, LabelValue]]) -> Agreement:
    values = [list(said.values()) for said in units]
    equal = sum(len(set(said)) == 1 for said in values) / len(values) if values else 0.0
    return Agreement(field, len(values), krippendorff_alpha(values), equal)


def disagreements(labels: Iterable[HumanLabel]) -> list[tuple[str, str, Mapping[str, LabelValue]]]:
    """(document, field, what each said) wherever labellers differ, to talk about."""
    return [
        (document, field, said)
        for field, units in _units(labels).items()
        for (document, _), said in sorted(units.items())
        if len(set(said.values())) > 1
    ]
