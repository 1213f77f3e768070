"""How good is a model on municipalities and subjects that it never saw, kept so that models can be compared.

One split for all models: a fifth of the municipalities of the corpus, picked by a digest of the name, so
that it stays what it is while the corpus grows; what others tell on the same subjects is not learned from
either. Two models are compared on the documents that both were
judged on, pair by pair; what differs by chance is told from what is real by resampling whole municipalities
(cluster bootstrap, Davison & Hinkley 1997, section 3.8), as the documents of one town are alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from models import masked
from models.classifiers import BINARY, Classifier, Prepared
from models.corpus import Example, unlike
from models.evaluation import Figures, calibration_error, named_figures
from models.masked import MASKED_FIELDS
from models.matching import matches
from models.registry import Judged
from voorkant.named import NAMED_FIELDS
from voorkant.quality import FIELDS
from voorkant.records import LABEL_FIELDS, Label

ONE_IN = 5
RESAMPLES = 1000
#: a slice says something from so many documents and municipalities on, and cases of true and of false
LEAST_DOCUMENTS, LEAST_TOWNS, LEAST_OF_EITHER = 50, 10, 15
SHORT, LONG = 20, 150
#: the slice of what is judged beside the test split
APART_SLICE = "apart"
#: words that give an initiative away; the others are the harder part
GIVE_AWAY = re.compile(
    r"initiatie[fv]|petitie|handtekening|actie(?:groep|comit)|crowdfund|inzamel|uitdaagrecht|"
    r"bewonersgroep|werkgroep|vrijwilliger",
    re.IGNORECASE,
)
#: guarded beside F1, which rises where threats are lost with many needless looks: a miss counts four of those
HOSTILE_RECALL = "hostile recall"
#: measured as the share that is found, or rightly kept, and of which field each is
RECALLS = {HOSTILE_RECALL: "hostile", **{f"{field} recall": field for field in MASKED_FIELDS}}
#: what models are held against one another on, and of which field each is; F1 unless it says otherwise
MEASURES = {**{field: field for field in FIELDS}, **RECALLS}
#: the chance of calling a model worse on any slice when it is not
ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """A model on one of `MEASURES` in one slice: the figure, and its standard error by bootstrap over
    municipalities.
    """

    field: str
    slice: str
    documents: int
    figure: float
    error: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two models on one of `MEASURES` in one slice: of true, of names, or the mean over the values (macro).

    `low` to `high` holds the true difference of b with a in 95 of 100 cases; `worse` says that b
    is worse even when one looks at all slices at once (Bonferroni).
    """

    field: str
    slice: str
    documents: int
    a: float
    b: float
    low: float
    high: float
    worse: bool = False

    @property
    def real(self) -> bool:
        """Whether the difference is more than chance, when one looks at this line alone."""
        return self.low > 0 or self.high < 0


def split(examples: Sequence[Example], never: Collection[str] = ()) -> tuple[list[int], list[int]]:
    """(places to learn from, places to judge on). `never`: municipalities that are not judged on."""
    test = [n for n, e in enumerate(examples) if e.municipality not in never and _drawn(e.municipality)]
    return unlike(examples, test), test


def _drawn(municipality: str) -> bool:
    return int(sha256(municipality.encode()).hexdigest(), 16) % ONE_IN == 0


def judge(
    classifier: Classifier, examples: Sequence[Example], ready: Sequence[Prepared]
) -> tuple[list[Judged], dict[str, Figures]]:
    """A model on documents that it did not learn from, one by one and in figures per field.

    Each field is judged by itself: kind, phase and stance on all documents that are about an
    initiative, also where the model did not see that they are. Names and gatherings are judged when the
    model has a finder.
    """
    labels = list(_by_themselves(classifier, ready))
    rows = [_judged(e, found) for e, found in zip(examples, labels, strict=True)]
    if classifier.finder is None:
        return rows, {f: _figures(f, rows, labels) for f in LABEL_FIELDS}
    rows = [
        replace(row, named=matches(example, document.whole, classifier.finder))
        for row, example, document in zip(rows, examples, ready, strict=True)
    ]
    return rows, {f: _figures(f, rows, labels) for f in FIELDS}


def judge_apart(
    classifier: Classifier, examples: Sequence[Example], ready: Sequence[Prepared]
) -> list[Judged]:
    """A model on documents that no model learns from: a slice of their own, with what masking does there."""
    rows, _ = judge(classifier, examples, ready)
    persons = classifier.finder.persons if classifier.finder else None
    return [
        replace(row, slices=(APART_SLICE,), named={**row.named, **masked.matches(example, persons)})
        for row, example in zip(rows, examples, strict=True)
    ]


def _by_themselves(classifier: Classifier, ready: Sequence[Prepared]) -> Iterator[dict[str, Label]]:
    every = classifier.classify(ready, {"initiative": 0.0})
    no = [n for n, labels in enumerate(every) if labels["initiative"].probability < 0.5]
    denied = dict(zip(no, classifier.classify([ready[n] for n in no]), strict=True))
    for n, labels in enumerate(every):
        own = denied.get(n, labels)
        yield {**labels, "initiative": own["initiative"], "call_to_action": own["call_to_action"]}


def _judged(example: Example, labels: Mapping[str, Label]) -> Judged:
    return Judged(
        id=example.id,
        pin=pin(example),
        municipality=example.municipality,
        slices=_slices(example),
        truth={f: getattr(example, f) for f in LABEL_FIELDS},
        found={f: labels[f].value for f in LABEL_FIELDS},
        probability={f: labels[f].probability for f in LABEL_FIELDS},
        reason={f: labels[f].reason for f in LABEL_FIELDS},
    )


def pin(example: Example) -> str:
    """The digest of a document with its labels: 12 hexadecimal digits."""
    return sha256(repr(example).encode()).hexdigest()[:12]


def _slices(example: Example) -> tuple[str, ...]:
    words = len(example.text.split())
    length = "kort" if words < SHORT else "lang" if words >= LONG else "middellang"
    told = GIVE_AWAY.search("\n".join((example.title, example.text, example.context)))
    giving = "met weggever" if told else "zonder weggever"
    return ("alles", f"kanaal {example.channel}", length, giving, *(("antwoord",) if example.context else ()))


def _figures(field: str, rows: Sequence[Judged], labels: Sequence[Mapping[str, Label]]) -> Figures:
    if field in NAMED_FIELDS:
        return named_figures(field, [row.named[field] for row in rows])
    counts = _counts(field, [(r, r) for r in rows])
    hits, precision, recall = (round(float(np.nanmean(x)), 4) for x in _rates(counts.sum(axis=0)[0]))
    right = [(r.found[field] == r.truth[field], found[field]) for r, found in zip(rows, labels, strict=True)
             if r.truth[field] is not None]  # fmt: skip
    error = calibration_error([label.probability for _, label in right], [ok for ok, _ in right])
    return Figures(field, len(right), hits, precision, recall, error)


def compare(a: Sequence[Judged], b: Sequence[Judged], seed: int = 0) -> list[Difference]:
    """Where two models differ, per field and slice, on the documents that both were judged on."""
    others = {(row.id, row.pin): row for row in b}
    pairs = [(row, others[row.id, row.pin]) for row in a if (row.id, row.pin) in others]
    found = [_difference(field, name, part, seed) for field, name, part in _parts(pairs)]
    beyond = NormalDist().inv_cdf(1 - ERROR / max(len(found), 1))
    return [_told(difference, error, beyond) for difference, error in found]


def scores(rows: Sequence[Judged], seed: int = 0) -> list[Score]:
    """One model per field and slice, where there is enough to say something."""
    found = []
    for field, name, part in _parts([(r, r) for r in rows]):
        counts = _counts(MEASURES[field], part)
        error = float(np.std(_again(field, counts, seed)[:, 0], ddof=1))
        figure = float(_figure(field, counts.sum(axis=0))[0])
        found.append(Score(field, name, len(part), round(figure, 4), round(error, 4)))
    return found


def _parts(
    pairs: Sequence[tuple[Judged, Judged]],
) -> Iterator[tuple[str, str, Sequence[tuple[Judged, Judged]]]]:
    """(measure, slice, its pairs) wherever there are enough of them."""
    names = sorted({s for row, _ in pairs for s in row.slices}, key=lambda s: (s != "alles", s))
    for measure, field in MEASURES.items():
        for name in names:
            part = [p for p in pairs if name in p[0].slices and all(_is_judged(field, row) for row in p)]
            if _enough(field, part):
                yield measure, name, part


def _again(measure: str, counts: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """The figure of both models (columns) when the municipalities are drawn again, a thousand times."""
    towns = len(counts)
    draws = np.random.default_rng(seed).multinomial(towns, np.full(towns, 1 / towns), size=RESAMPLES)
    return _figure(measure, np.tensordot(draws, counts, axes=1))


def _is_judged(field: str, row: Judged) -> bool:
    return row.truth[field] is not None if field in LABEL_FIELDS else field in row.named


def _enough(field: str, pairs: Sequence[tuple[Judged, Judged]]) -> bool:
    return (
        len(pairs) >= LEAST_DOCUMENTS
        and len({row.municipality for row, _ in pairs}) >= LEAST_TOWNS
        and _cases(field, [row for row, _ in pairs]) >= LEAST_OF_EITHER
    )


def _cases(field: str, rows: Sequence[Judged]) -> int:
    """How many cases there are to be right in: names, or documents of the rarer of true and false."""
    if field not in LABEL_FIELDS:
        return sum(len(row.named[field].told) for row in rows)
    if field in BINARY:
        return min(sum(row.truth[field] is value for row in rows) for value in (True, False))
    return len(rows)


def _difference(
    field: str, name: str, pairs: Sequence[tuple[Judged, Judged]], seed: int
) -> tuple[Difference, float]:
    """The difference without its interval, and its standard error."""
    counts = _counts(MEASURES[field], pairs)
    a, b = _figure(field, counts.sum(axis=0))
    again = _again(field, counts, seed)
    error = float(np.std(again[:, 1] - again[:, 0], ddof=1))
    return Difference(field, name, len(pairs), float(a), float(b), 0.0, 0.0), error


def _told(bare: Difference, error: float, beyond: float) -> Difference:
    gap, half = bare.b - bare.a, 1.96 * error
    a, b, low, high = (round(x, 4) for x in (bare.a, bare.b, gap - half, gap + half))
    return Difference(bare.field, bare.slice, bare.documents, a, b, low, high, gap + beyond * error < 0)


def _counts(field: str, pairs: Sequence[tuple[Judged, Judged]]) -> NDArray[np.int64]:
    """Municipalities by models by values by (right, wrongly found, missed)."""
    known = [p for p in pairs if _is_judged(field, p[0])]
    values = _values(field, [row for row, _ in known])
    towns = {m: n for n, m in enumerate(sorted({row.municipality for row, _ in known}))}
    counts = np.zeros((len(towns), 2, len(values), 3), dtype=np.int64)
    for pair in known:
        for model, row in enumerate(pair):
            counts[towns[row.municipality], model] += np.array(_outcomes(field, row, values))
    return counts


def _values(field: str, rows: Sequence[Judged]) -> Sequence[bool | str]:
    if field not in LABEL_FIELDS:
        return [field]
    return [True] if field in BINARY else sorted({str(row.truth[field]) for row in rows})


def _outcomes(field: str, row: Judged, values: Sequence[bool | str]) -> list[tuple[int, int, int]]:
    """Per value how often it is (right, wrongly found, missed)."""
    if field not in LABEL_FIELDS:
        told, found = set(row.named[field].told), set(row.named[field].found)
        return [(len(told & found), len(found - told), len(told - found))]
    truth, said = row.truth[field], row.found[field]
    return [(truth == v == said, said == v != truth, truth == v != said) for v in values]


def _rates(counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
    """(F1, precision, recall) along the last axis; a value that occurs nowhere is nan."""
    right, wrong, missed = (counts[..., n].astype(float) for n in range(3))
    gone = right + missed == 0
    f1, precision, recall = (
        2 * right / np.maximum(2 * right + wrong + missed, 1),
        right / np.maximum(right + wrong, 1),
        right / np.maximum(right + missed, 1),
    )
    return tuple(np.where(gone, np.nan, rate) for rate in (f1, precision, recall))


def _figure(measure: str, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean over the values that occur; the last two axes are (values, counts)."""
    f1, _, recall = _rates(counts)
    rates = recall if measure in RECALLS else f1
    seen = ~np.isnan(rates)
    return np.asarray(np.where(seen, rates, 0.0).sum(axis=-1) / np.maximum(seen.sum(axis=-1), 1))
