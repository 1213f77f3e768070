"""The classifiers: one linear model a label field over shared n-gram features.

Words and pairs of words, runs of letters (Dutch compounds, misspellings) and a handful of signals
(who speaks, calling, founding), all from masked text with names, places and numbers replaced, so
that what is learned carries over to other towns. Logistic regression, so every decision is a sum that
can be told. Platt, "Probabilistic outputs" (1999), for calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.corpus import Example
from models.lexicon import theme_signals
from nlp.features import model_text, signals
from voorkant.records import LABEL_FIELDS, Label

MaskText = Callable[[str], str]
BINARY = ("initiative", "call_to_action", "hostile")
#: strength of fit per field, found by cross-validation over unseen municipalities (docs/quality.md)
STRENGTH: Mapping[str, float] = {
    "initiative": 8.0, "kind": 8.0, "theme": 12.0, "phase": 6.0, "stance": 6.0, "call_to_action": 8.0,
    "hostile": 12.0,
}  # fmt: skip
SIGNAL_WEIGHT = 0.35
TOKENS = r"(?u)\b\w[\w'-]*\b|[?!]"
#: a reply inherits so much of the probability that the post it answers is about an initiative
INHERITED = 0.85
#: below this no theme fits well enough to be told
THEME_FLOOR = 0.25
REASONS = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A masked document made ready for the features."""

    text: str
    signals: Mapping[str, float]


def prepare(title: str, text: str) -> Prepared:
    """From a masked document to what the features read."""
    told = signals(title, text) | theme_signals(f"{title}\n{text}")
    return Prepared(model_text(title, text), told)


class Features:
    """Prepared documents to a sparse matrix: documents by (words, letter runs, signals)."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, max_df=0.6, sublinear_tf=True, max_features=40_000,
            token_pattern=TOKENS, dtype=np.float32,
        )  # fmt: skip
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=50_000,
            dtype=np.float32,
        )  # fmt: skip
        self.signals = DictVectorizer(dtype=np.float32)

    def fit(self, documents: Sequence[Prepared]) -> csr_matrix:
        """Learn the vocabulary; returns the matrix."""
        texts = [d.text for d in documents]
        return self._join(
            self.words.fit_transform(texts),
            self.letters.fit_transform(texts),
            self.signals.fit_transform([d.signals for d in documents]),
        )

    def transform(self, documents: Sequence[Prepared]) -> csr_matrix:
        """The matrix of new documents."""
        texts = [d.text for d in documents]
        return self._join(
            self.words.transform(texts),
            self.letters.transform(texts),
            self.signals.transform([d.signals for d in documents]),
        )

    def names(self) -> list[str]:
        """What each column is: words and signals; empty for letter runs, which tell a reader nothing."""
        words = list(self.words.get_feature_names_out())
        return words + [""] * len(self.letters.vocabulary_) + list(self.signals.get_feature_names_out())

    def _join(self, words: Any, letters: Any, told: Any) -> csr_matrix:
        return hstack([words, 0.8 * letters, SIGNAL_WEIGHT * told], format="csr", dtype=np.float32)


class Classifier:
    """All label fields of one trained model. `version` names data and code that it came from."""

    def __init__(self, features: Features, heads: dict[str, LogisticRegression], version: str) -> None:
        self.features = features
        self.heads = heads
        self.version = version
        self._names = features.names()

    def probabilities(self, documents: Sequence[Prepared]) -> dict[str, NDArray[np.float64]]:
        """Per field a matrix, documents by classes (`classes(field)` names them)."""
        matrix = self.features.transform(documents)
        return {field: head.predict_proba(matrix) for field, head in self.heads.items()}

    def classes(self, field: str) -> list[str | bool]:
        """The values of a field, in the order of its probabilities."""
        return [c.item() if hasattr(c, "item") else c for c in self.heads[field].classes_]

    def classify(
        self,
        documents: Sequence[Prepared],
        parents: Sequence[float] | None = None,
        thresholds: Mapping[str, float] | None = None,
    ) -> list[dict[str, Label]]:
        """The labels of each document with probability and reason.

        `parents`: the probability that the post which a document answers is about an initiative (0 for none).
        """
        if not documents:
            return []
        matrix = self.features.transform(documents)
        found = {field: head.predict_proba(matrix) for field, head in self.heads.items()}
        inherited = parents or [0.0] * len(documents)
        return [
            self._labels(matrix[n], {f: p[n] for f, p in found.items()}, inherited[n], thresholds or {})
            for n in range(len(documents))
        ]

    def _labels(
        self,
        row: csr_matrix,
        found: Mapping[str, NDArray[np.float64]],
        parent: float,
        cut: Mapping[str, float],
    ) -> dict[str, Label]:
        labels: dict[str, Label] = {}
        for field in LABEL_FIELDS:
            if field in BINARY:
                p = float(found[field][1])
                p = inherited(p, parent) if field == "initiative" else p
                value = p >= cut.get(field, 0.5)
                reason = self._reason(field, 1, row, positive=value)
                labels[field] = Label(value, round(p if value else 1 - p, 4), reason)
            elif field == "theme" or labels["initiative"].value:
                labels[field] = self._closed(field, row, found[field])
            else:
                labels[field] = Label(None, labels["initiative"].probability)
        return labels

    def _closed(self, field: str, row: csr_matrix, probabilities: NDArray[np.float64]) -> Label:
        best = int(np.argmax(probabilities))
        p = round(float(probabilities[best]), 4)
        if field == "theme" and p < THEME_FLOOR:
            return Label(None, round(1 - p, 4))
        return Label(str(self.heads[field].classes_[best]), p, self._reason(field, best, row, positive=True))

    def _reason(self, field: str, index: int, row: csr_matrix, *, positive: bool) -> tuple[str, ...]:
        """The words and signals of the document that pulled most towards the value."""
        weights = self.heads[field].coef_
        line = weights[0] if len(weights) == 1 else weights[index]
        pulls = [
            (v * line[c] * (1 if positive else -1), c) for c, v in zip(row.indices, row.data, strict=True)
        ]
        named = [(pull, self._names[c]) for pull, c in pulls if self._names[c] and pull > 0.01]
        return tuple(name for _, name in sorted(named, reverse=True)[:REASONS])


def inherited(own: float, parent: float) -> float:
    """The probability that a reply is about an initiative, given its own and that of the post it answers."""
    return 1 - (1 - own) * (1 - INHERITED * parent)


def train(examples: Sequence[Example], mask: MaskText, version: str) -> Classifier:
    """Fit all fields; the same examples give the same model."""
    prepared = [prepare(mask(e.title), mask(e.text)) for e in examples]
    return fit(examples, prepared, version)


def fit(examples: Sequence[Example], prepared: Sequence[Prepared], version: str) -> Classifier:
    """Fit on documents that were prepared before (cross-validation prepares once)."""
    features = Features()
    matrix = features.fit(prepared)
    heads = {}
    for field in LABEL_FIELDS:
        rows = [n for n, e in enumerate(examples) if getattr(e, field) is not None]
        values = [getattr(examples[n], field) for n in rows]
        head = LogisticRegression(C=STRENGTH[field], class_weight="balanced", max_iter=400, random_state=0)
        heads[field] = head.fit(matrix[rows], values)
    return Classifier(features, heads, version)
