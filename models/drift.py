"""Does the model still see what it was made for? This week against the weeks before.

Probabilities and values are compared by the population stability index (PSI) with the usual rule of thumb
(Siddiqi, Credit Risk Scorecards, 2006): from .10 on a remark, from .25 on an alarm. With few documents
chance alone gives such values, so what chance exceeds once in a hundred is no remark (Yurdakul & Naranjo,
Statistical properties of the population stability index, 2020: about chi-square times 1/n + 1/m).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.stats import chi2, norm

from models.classifiers import Classifier
from models.ngrams import tokens
from nlp.features import model_text
from voorkant.labels import LABEL_VALUES, ONLY_INITIATIVE, spell
from voorkant.quality import (
    ALARM,
    LEAST,
    REMARK,
    Drift,
    FieldDrift,
    NewWord,
    PartDrift,
    Shift,
    Vocabulary,
)
from voorkant.records import LABEL_FIELDS, Label
from voorkant.vocabulary import Verdict

BINS = 10
#: how seldom chance alone may lead to a remark
CHANCE = 0.01
#: unknown words are a remark, or an alarm, when their share is so many times what it was
WORDS_REMARK, WORDS_ALARM = 1.25, 1.5
#: a new word is told when it stands in so many documents of so many writers (or sources, where no one signs)
LEAST_DOCUMENTS = LEAST_WRITERS = 3
NEW_WORDS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What drift looks at in one document: its masked text, labels, and who wrote it (a pseudonym)."""

    source: str
    published: datetime
    writer: str
    model: str
    labels: Mapping[str, Label]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A document with the share of its words that the model does not know, and which; None without text."""

    seen: Seen
    unknown: float | None
    words: frozenset[str]


def known_words(classifier: Classifier) -> frozenset[str]:
    """All words of the vocabulary, by themselves or in a pair (the commonest stand in pairs alone)."""
    return frozenset(word for term in classifier.features.words.terms for word in term.split())


def drift(
    documents: Iterable[Seen],
    known: Collection[str],
    since: datetime,
    now: datetime,
    weeks: int,
    *,
    unsure_below: float,
) -> Drift:
    """The documents published from `since` to `now` against those before, per source and as a whole."""
    read = [_read(d, known) for d in documents]
    this, before = (
        [r for r in read if r.seen.published >= since],
        [r for r in read if r.seen.published < since],
    )
    sources = sorted({r.seen.source for r in read})
    return Drift(
        as_of=now,
        weeks=weeks,
        models=tuple(sorted({r.seen.model for r in read})),
        whole=_part("", this, before, unsure_below),
        sources=tuple(
            _part(
                s,
                [r for r in this if r.seen.source == s],
                [r for r in before if r.seen.source == s],
                unsure_below,
            )
            for s in sources
        ),
    )


def _read(seen: Seen, known: Collection[str]) -> _Read:
    if not seen.text:
        return _Read(seen, None, frozenset())
    found = [t for t in tokens(model_text(seen.title, seen.text)) if t[0].isalpha()]
    strange = [t for t in found if t.lower() not in known]
    # what is written with a capital may be a name, and a name is no news
    words = frozenset(t for t in strange if t.islower() and len(t) > 2)
    return _Read(seen, len(strange) / len(found) if found else None, words)


def _part(source: str, this: Sequence[_Read], before: Sequence[_Read], unsure_below: float) -> PartDrift:
    now, then = (_histogram(x) for x in (this, before))
    return PartDrift(
        source, len(this), len(before), now, then, shift(now, then),
        tuple(_field(f, this, before, unsure_below) for f in LABEL_FIELDS), _vocabulary(this, before),
    )  # fmt: skip


def _histogram(read: Iterable[_Read]) -> tuple[int, ...]:
    counts = [0] * BINS
    for one in read:
        label = one.seen.labels["initiative"]
        p = label.probability if label.value else 1 - label.probability
        counts[min(int(p * BINS), BINS - 1)] += 1
    return tuple(counts)


def shift(now: Sequence[int], before: Sequence[int]) -> Shift:
    """The stability index of counts per bin and its verdict; half a case is added to each bin."""
    n, m = sum(now), sum(before)
    pairs = [(a, b) for a, b in zip(now, before, strict=True) if a or b]
    if not n or not m:
        return Shift(0.0, Verdict.TOO_LITTLE)
    a, b = (np.array(x, dtype=float) + 0.5 for x in zip(*pairs, strict=True))
    p, q = a / a.sum(), b / b.sum()
    index = float(((p - q) * np.log(p / q)).sum())
    chance = float(chi2.ppf(1 - CHANCE, max(len(pairs) - 1, 1)) * (1 / n + 1 / m))
    return Shift(round(index, 4), _verdict(index, REMARK, ALARM, min(n, m), beyond=index > chance))


def _verdict(value: float, remark: float, alarm: float, documents: int, *, beyond: bool) -> Verdict:
    if documents < LEAST:
        return Verdict.TOO_LITTLE
    if not beyond or value < remark:
        return Verdict.STEADY
    return Verdict.ALARM if value >= alarm else Verdict.REMARK


def _field(field: str, this: Sequence[_Read], before: Sequence[_Read], unsure_below: float) -> FieldDrift:
    now, then = (_told(field, x) for x in (this, before))
    counts, counts_before = (Counter(spell(label.value) for label in x) for x in (now, then))
    values = [v for v in map(spell, LABEL_VALUES[field]) if counts[v] or counts_before[v]]
    return FieldDrift(
        field=field,
        documents=len(now),
        documents_before=len(then),
        confidence=_mean([x.probability for x in now]),
        confidence_before=_mean([x.probability for x in then]),
        unsure=_mean([x.probability < unsure_below for x in now]),
        unsure_before=_mean([x.probability < unsure_below for x in then]),
        values={v: round(counts[v] / max(len(now), 1), 4) for v in values},
        values_before={v: round(counts_before[v] / max(len(then), 1), 4) for v in values},
        shift=shift([counts[v] for v in values], [counts_before[v] for v in values]),
    )


def _told(field: str, read: Iterable[_Read]) -> list[Label]:
    """The labels of a field, without those that say only that there is no initiative."""
    found = [one.seen.labels[field] for one in read]
    return [x for x in found if x.value is not None] if field in ONLY_INITIATIVE else found


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if len(values) else 0.0


def _vocabulary(this: Sequence[_Read], before: Sequence[_Read]) -> Vocabulary:
    now, then = ([r.unknown for r in x if r.unknown is not None] for x in (this, before))
    share, share_before = _mean(now), _mean(then)
    few = min(len(now), len(then))
    ratio = share / share_before if share_before else 1.0
    beyond = few > 1 and share - share_before > float(norm.ppf(1 - CHANCE)) * _error(now, then)
    verdict = _verdict(ratio, WORDS_REMARK, WORDS_ALARM, few, beyond=beyond)
    return Vocabulary(len(now), len(then), share, share_before, verdict, _new(this, before))


def _error(a: Sequence[float], b: Sequence[float]) -> float:
    """The standard error of the difference of two means."""
    return float(np.sqrt(np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)))


def _new(this: Sequence[_Read], before: Sequence[_Read]) -> tuple[NewWord, ...]:
    """The unknown words that gained most; only words of several documents and several writers."""
    counts, earlier = (Counter(w for r in x for w in r.words) for x in (this, before))
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for one in this:
        for word in one.words:
            writers[word].add(one.seen.writer)
    scale = len(this) / len(before) if before else 0.0
    found = [
        NewWord(w, n, earlier[w])
        for w, n in counts.items()
        if n >= LEAST_DOCUMENTS and len(writers[w]) >= LEAST_WRITERS and n > earlier[w] * scale
    ]
    found.sort(key=lambda w: (w.documents_before * scale - w.documents, w.word))
    return tuple(found[:NEW_WORDS])
