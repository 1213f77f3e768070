"""How the classifiers do: drift and mistakes in the store, mistakes on the corpus, floors, learning curve."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from frontdesk.quality import Quality
from models import corpus, drift, floors, judging
from models.curve import curve
from models.judging import Score
from models.registry import Judged
from models.training import prepared
from nlp.masking import Masker
from pipeline.labelling import contexts, documents, human_labels, of_present_text, settled
from pipeline.marking import agreed, found_in
from pipeline.modelling import OWN, in_use, judged, load_classifier, shipped_version
from pipeline.understanding import READABLE
from storage.store import Database
from voorkant.errors import InputError
from voorkant.labels import ONLY_INITIATIVE
from voorkant.named import NAMED_FIELDS, alike
from voorkant.quality import CurvePoint, Drift, Mistake, worst
from voorkant.records import LABEL_FIELDS, Annotation, Document, LabelValue
from voorkant.settings import Settings

if TYPE_CHECKING:  # tools measure a week with what is here
    from pipeline.tools import Tools

_CHUNK = 500
_WEEK = timedelta(days=7)


def week(db: Database, known: Collection[str], now: datetime, weeks: int, *, unsure_below: float) -> Drift:
    """What was published in the week up to `now` against the weeks before; `known`: words of the model."""
    read = [d for d in db.documents.between(now, since=now - (weeks + 1) * _WEEK) if d.published <= now]
    said = _annotations(db, [d.id for d in read])
    seen = [_seen(d, said[d.id]) for d in read if d.id in said and said[d.id].language in READABLE]
    return drift.drift(seen, known, now - _WEEK, now, weeks, unsure_below=unsure_below)


def _seen(document: Document, said: Annotation) -> drift.Seen:
    writer = document.participant or document.source
    return drift.Seen(
        document.source, document.published, writer, said.model, said.labels, document.title, document.text
    )


def _annotations(db: Database, ids: Sequence[str]) -> dict[str, Annotation]:
    parts = (db.annotations.get(ids[n : n + _CHUNK]) for n in range(0, len(ids), _CHUNK))
    return {key: said for part in parts for key, said in part.items()}


def on_desk(tools: Tools, reader: str) -> Quality:
    """What the front desk is handed: the week, and where people and the model in use differ."""
    return Quality(reader, tools.week, lambda db, now: in_store(db, now, tools.settings.zone))


def in_store(db: Database, now: datetime, zone: ZoneInfo) -> list[Mistake]:
    """Where what most people say of a text differs from what the model says of it, in the store."""
    labels, names = human_labels(db, now), db.labels.names(now)
    about = {*(x.document for x in labels), *(x.document for x in names)}
    found = {d.id: d for d in documents(db, about) if d.text}
    values = settled(of_present_text(labels, found))
    named = agreed(of_present_text(names, found))
    waiting = {d.id for d in db.documents.to_understand(now)}
    said = _annotations(db, sorted((values.keys() | named.keys()) - waiting))
    texts = contexts(db, [found[key] for key in sorted(said)])
    mistakes = []
    for key, annotation in sorted(said.items()):
        wrong = list(_mislabelled(values.get(key, {}), annotation))
        if key in named:
            seen = found_in(found[key], annotation, zone)
            wrong += _misnamed({kind: (alike(named[key], kind), alike(seen, kind)) for kind in NAMED_FIELDS})
        mistakes += [_mistake(found[key], texts[key], one) for one in wrong]
    return mistakes


class _Wrong(NamedTuple):
    """What is wrong in a document: of which field, what is true, what was said, how surely and why."""

    field: str
    truth: LabelValue
    said: LabelValue
    probability: float | None = None
    reason: tuple[str, ...] = ()


def _mislabelled(values: Mapping[str, LabelValue], annotation: Annotation) -> Iterator[_Wrong]:
    for field, truth in values.items():
        label = annotation.labels[field]
        if label.value != truth and _comparable(field, truth, label.value):
            yield _Wrong(field, truth, label.value, label.probability, label.reason)


def _misnamed(kinds: Mapping[str, tuple[Collection[str], Collection[str]]]) -> Iterator[_Wrong]:
    """Of each kind what is (told, found)."""
    for kind, (told, found) in kinds.items():
        yield from (_Wrong(kind, name, None) for name in sorted({*told} - {*found}))
        yield from (_Wrong(kind, None, name) for name in sorted({*found} - {*told}))


def _mistake(document: Document, context: str, wrong: _Wrong) -> Mistake:
    return Mistake(
        document.id, document.source, wrong.field, wrong.truth, wrong.said, wrong.probability,
        document.title, document.text, context, wrong.reason,
    )  # fmt: skip


def _comparable(field: str, truth: object, found: object) -> bool:
    """Kind, phase and stance say nothing where one of both sees no initiative: that is another mistake."""
    return field not in ONLY_INITIATIVE or (truth is not None and found is not None)


def in_corpus(
    settings: Settings, field: str, channel: str, direction: str, limit: int
) -> tuple[Sequence[Mistake], int]:
    """(the worst mistakes of the model in use on the test split, masked; how many there are).

    Raises InputError for a channel that is not judged on, and for a model that was judged by older software.
    """
    rows = judged(settings, in_use(settings))
    if not all(row.probability for row in rows):
        raise InputError(
            "Dit model is met oudere software gemeten. Train het opnieuw met `voorkant model train`."
        )
    examples = {e.id: e for e in corpus.load()}
    # of what came from elsewhere than the corpus the text is not at hand
    pairs = [(r, examples[r.id]) for r in rows if r.id in examples and judging.pin(examples[r.id]) == r.pin]
    channels = sorted({e.channel for _, e in pairs})
    if channel and channel not in channels:
        raise InputError(f"Het kanaal {channel!r} is er niet. Kies uit {', '.join(channels)}.")
    chosen = worst(_mistakes(pairs), field, channel, direction)
    mask = Masker(()).mask
    return [
        replace(m, title=mask(m.title), text=mask(m.text), context=mask(m.context)) for m in chosen[:limit]
    ], len(chosen)


def _mistakes(pairs: Iterable[tuple[Judged, corpus.Example]]) -> Iterator[Mistake]:
    for row, example in pairs:
        for wrong in _judged_wrong(row):
            yield Mistake(
                row.id, example.channel, wrong.field, wrong.truth, wrong.said, wrong.probability,
                example.title, example.text, example.context, wrong.reason,
            )  # fmt: skip


def _judged_wrong(row: Judged) -> Iterator[_Wrong]:
    for field in LABEL_FIELDS:
        truth, said = row.truth[field], row.found[field]
        if truth is not None and truth != said:
            yield _Wrong(field, truth, said, row.probability[field], row.reason[field])
    yield from _misnamed({kind: (match.told, match.found) for kind, match in row.named.items()})


def measured(settings: Settings) -> tuple[tuple[str, str], list[Score]]:
    """(digests of what is judged on, figures per measure and slice) of the corpus and the code that ship.

    The test split and what lies apart, by the model that ships, which learned from neither.
    """
    examples, apart = corpus.load(), corpus.load(corpus.APART)
    _, test = judging.split(examples)
    rows = judged(settings, shipped_version())
    rows += judging.judge_apart(load_classifier(), apart, prepared(apart, Masker(()).mask))
    return floors.digests([*(examples[n] for n in test), *apart]), judging.scores(rows)


def pin_floors(settings: Settings, because: str, day: date) -> floors.Floors:
    """Measure and pin the floors anew. Raises InputError when one would go down and nobody says why."""
    before = floors.load()
    pinned = floors.pin_anew(before, *measured(settings), because, day)
    floors.save(pinned)
    return pinned


def learning_curve(
    examples: Sequence[corpus.Example], never: Collection[str] = ()
) -> Iterator[list[CurvePoint]]:
    """The points for each share of the municipalities in turn; told on standard error as it goes.

    `never`: municipalities that are learned from only, such as one's own.
    """
    labelled = sum(e.channel == OWN for e in examples)
    told = f", waarvan {labelled} met eigen labels" if labelled else ""
    print(f"{len(examples)} documenten voorbereiden{told}", file=sys.stderr, flush=True)
    ready = prepared(examples, Masker(()).mask)
    for points in curve(examples, ready, never=never):
        first = points[0]
        print(
            f"{first.share:.0%}: {first.municipalities} gemeenten, {first.documents} documenten",
            file=sys.stderr, flush=True,
        )  # fmt: skip
        yield points
