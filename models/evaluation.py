"""How good are the labels on towns and subjects that were not trained on: cross-validation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import GroupKFold

from models.classifiers import BINARY, Classifier
from models.corpus import Example, unlike
from models.encoders import Encoder
from models.matching import matches
from models.registry import Match
from models.training import MaskText, fit, prepared
from voorkant.named import NAMED_FIELDS
from voorkant.records import LABEL_FIELDS, Label

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Quality of one field: of `true` for a binary field, of names, else the macro mean over the values.

    The rates are nan where there is nothing to find, `calibration_error` where nothing tells how sure it is.
    """

    field: str
    documents: int
    f1: float
    precision: float
    recall: float
    calibration_error: float


def cross_validate(
    examples: Sequence[Example], mask: MaskText, encoder: Encoder | None = None
) -> dict[str, Figures]:
    """Every document judged once by a model that saw nothing of its municipality, nor of its subject."""
    ready = prepared(examples, mask)
    judged: dict[int, dict[str, Label]] = {}
    for _, part in GroupKFold(FOLDS).split(ready, groups=[e.municipality for e in examples]):
        test = part.tolist()
        learn = unlike(examples, test)
        classifier = fit([examples[n] for n in learn], [ready[n] for n in learn], "proef", encoder)
        judged.update(zip(test, classifier.classify([ready[n] for n in test]), strict=True))
    return figures(examples, [judged[n] for n in range(len(examples))])


def judge(classifier: Classifier, examples: Sequence[Example], mask: MaskText) -> dict[str, Figures]:
    """A trained model on examples that it did not learn from; names and gatherings where any are told."""
    ready = prepared(examples, mask)
    found = figures(examples, classifier.classify(ready))
    if classifier.finder is None:
        return found
    named = [matches(e, d.whole, classifier.finder) for e, d in zip(examples, ready, strict=True)]
    told = [kind for kind in NAMED_FIELDS if any(m[kind].told for m in named)]
    return found | {kind: named_figures(kind, [m[kind] for m in named]) for kind in told}


def named_figures(kind: str, found: Sequence[Match]) -> Figures:
    """Of one kind of names, or gatherings, over all documents together."""
    told, seen = sum(len(m.told) for m in found), sum(len(m.found) for m in found)
    right = sum(len({*m.told} & {*m.found}) for m in found)
    f1, precision, recall = (
        round(part / max(of, 1), 4) for part, of in ((2 * right, told + seen), (right, seen), (right, told))
    )
    return Figures(kind, len(found), f1, precision, recall, math.nan)


def figures(examples: Sequence[Example], judged: Sequence[Mapping[str, Label]]) -> dict[str, Figures]:
    """Per field; fields that hold only for initiatives are judged on documents that are about one."""
    return {field: _field(field, examples, judged) for field in LABEL_FIELDS}


def _field(field: str, examples: Sequence[Example], judged: Sequence[Mapping[str, Label]]) -> Figures:
    pairs = [
        (getattr(e, field), labels[field])
        for e, labels in zip(examples, judged, strict=True)
        if getattr(e, field) is not None and (field in BINARY or labels[field].value is not None)
    ]
    truth = [str(t) for t, _ in pairs]
    found = [str(label.value) for _, label in pairs]
    known = [label.probability for _, label in pairs]
    right = [t == f for t, f in zip(truth, found, strict=True)]
    if not (("True" in truth) if field in BINARY else truth):  # nothing to find: no figure, also not 0
        return Figures(field, len(pairs), math.nan, math.nan, math.nan, calibration_error(known, right))
    only = {"average": "binary", "pos_label": "True"} if field in BINARY else {"average": "macro"}
    return Figures(
        field=field,
        documents=len(pairs),
        f1=round(float(f1_score(truth, found, zero_division=0, **only)), 4),
        precision=round(float(precision_score(truth, found, zero_division=0, **only)), 4),
        recall=round(float(recall_score(truth, found, zero_division=0, **only)), 4),
        calibration_error=calibration_error(known, right),
    )


def calibration_error(probabilities: Sequence[float], correct: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean gap of probability and share right."""
    p, right = np.asarray(probabilities), np.asarray(correct, dtype=float)
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [abs(p[which == b].mean() - right[which == b].mean()) * (which == b).sum() for b in set(which)]
    return round(float(sum(gaps) / len(p)), 4) if len(p) else math.nan
