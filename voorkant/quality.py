"""What is told of how the classifiers do: drift against the weeks before, mistakes, learning curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voorkant.named import NAMED_FIELDS
from voorkant.records import LABEL_FIELDS, LabelValue
from voorkant.vocabulary import Direction, Verdict

#: what a model says of a text, and is judged on: labels, and what it finds named there
FIELDS = (*LABEL_FIELDS, *NAMED_FIELDS)
#: a week is held against so many weeks before it, unless another number is asked for
WEEKS = 4
#: from which stability index on there is a remark, and an alarm
REMARK, ALARM = 0.10, 0.25
#: fewer documents than this on either side say nothing
LEAST = 50


@dataclass(frozen=True, slots=True)
class Shift:
    """A population stability index: this week against the weeks before, and what it asks for."""

    index: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class FieldDrift:
    """One label field, this week and (`_before`) in the weeks before.

    `confidence` is the mean probability of the values given, `unsure` the share of them in which the model
    would rather say nothing (0 to 1); both 0 where there are no documents. `values`: share of each value.
    """

    field: str
    documents: int
    documents_before: int
    confidence: float
    confidence_before: float
    unsure: float
    unsure_before: float
    values: Mapping[str, float]
    values_before: Mapping[str, float]
    shift: Shift


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that the model does not know, with the documents that have it."""

    word: str
    documents: int
    documents_before: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The share of words that the model does not know: the mean over the documents with text (0 to 1)."""

    documents: int
    documents_before: int
    unknown: float
    unknown_before: float
    verdict: Verdict
    new: tuple[NewWord, ...] = ()


@dataclass(frozen=True, slots=True)
class PartDrift:
    """One source, or all of them (`source` empty).

    `histogram`: documents by probability of `initiative`, in ten bins of a tenth.
    """

    source: str
    documents: int
    documents_before: int
    histogram: tuple[int, ...]
    histogram_before: tuple[int, ...]
    shift: Shift
    fields: tuple[FieldDrift, ...]
    vocabulary: Vocabulary

    @property
    def verdict(self) -> Verdict:
        """The worst of all verdicts; too little when the probabilities could not be compared."""
        if self.shift.verdict is Verdict.TOO_LITTLE:
            return Verdict.TOO_LITTLE
        found = {self.shift.verdict, self.vocabulary.verdict, *(f.shift.verdict for f in self.fields)}
        return next(v for v in (Verdict.ALARM, Verdict.REMARK, Verdict.STEADY) if v in found)


@dataclass(frozen=True, slots=True)
class Drift:
    """The week that ends at `as_of` against so many weeks before it. `models`: who judged its documents."""

    as_of: datetime
    weeks: int
    models: tuple[str, ...]
    whole: PartDrift
    sources: tuple[PartDrift, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a model said something else of a document than people did. The text is masked.

    A name that was missed, or is none, is a mistake by itself. `probability` is None where nothing tells how
    sure the model was.
    """

    document: str
    channel: str
    field: str
    truth: LabelValue
    found: LabelValue
    probability: float | None
    title: str
    text: str
    context: str = ""
    reason: tuple[str, ...] = ()

    @property
    def direction(self) -> Direction:
        """In which way it is wrong."""
        if self.found in (None, False):
            return Direction.MISSED
        return Direction.WRONGLY if self.truth in (None, False) else Direction.MIXED_UP


def worst(
    found: Iterable[Mistake], field: str = "", channel: str = "", direction: str = ""
) -> Sequence[Mistake]:
    """The mistakes of a field, channel and direction (empty: all), what the model was surest of first."""
    wanted = [
        m
        for m in found
        if field in ("", m.field) and channel in ("", m.channel) and direction in ("", m.direction)
    ]
    return sorted(
        wanted, key=lambda m: (-(m.probability or 0.0), m.document, m.field, str(m.truth or m.found))
    )


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """F1 of a field on unseen municipalities, when this share of the others is learned from."""

    field: str
    share: float
    municipalities: int
    documents: int
    f1: float
