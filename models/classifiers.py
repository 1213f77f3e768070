"""The classifiers: one linear model a label field over shared n-gram features.

Words and pairs of words, runs of letters (Dutch compounds, misspellings), what general knowledge says of
words and phrases (lexicon.py) and a handful of signals (who speaks, how), all from masked text with
names, places and numbers replaced, so that what is learned carries over to other towns. Logistic
regression, one value against the rest, so every decision is a sum that can be told.

A reply is read with what it answers for what it is about; how it speaks is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from scipy.special import softmax
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.corpus import Example
from models.encoders import Encoder
from models.finding import learn
from models.lexicon import cue_signals, theme_signals
from nlp.features import model_text, signals
from nlp.finder import Finder
from voorkant.records import LABEL_FIELDS, Label

MaskText = Callable[[str], str]
BINARY = ("initiative", "call_to_action", "hostile")
#: what a document is about is read with what it answers; the other fields are how it speaks itself
READ_WITH_CONTEXT = ("initiative", "kind", "theme", "phase")
#: inverse strength of regularisation per field, chosen between 1 and 12 with corpora/proef.jsonl in view
STRENGTH: Mapping[str, float] = {
    "initiative": 8.0, "kind": 8.0, "theme": 2.0, "phase": 3.0, "stance": 6.0, "call_to_action": 6.0,
    "hostile": 8.0,
}  # fmt: skip
#: what the sums of a field with many values are multiplied with, so that its probabilities come true
#: (temperature, after Guo et al. 2017), by cross-validation over unseen municipalities
SHARPNESS: Mapping[str, float] = {"kind": 0.61, "theme": 0.72, "phase": 0.75, "stance": 0.53}
#: liblinear stops here; against 1e-4 the sums differ by .002 on average and training takes half as long
TOLERANCE = 0.1
#: examples that one process makes ready at a time
SHARE = 1000
LETTER_WEIGHT = 1.4
SIGNAL_WEIGHT = 0.35
#: an encoder's vectors, each of length 1, weigh as much as the words
VECTOR_WEIGHT = 1.0
TOKENS = r"(?u)\b\w[\w'-]*\b|[?!]"
#: below this no theme fits well enough to be told
THEME_FLOOR = 0.2
#: what pulls less is no reason
LEAST_PULL = 0.01
REASONS = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A masked document made ready for the features; `about` is the same with what it answers, if any.

    `whole` is the text as an encoder reads it.
    """

    text: str
    signals: Mapping[str, float]
    about: Prepared | None = None
    whole: str = ""


def prepare(title: str, text: str, context: str = "") -> Prepared:
    """From a masked document, and the masked text of what it answers, to what the features read."""
    about = prepare(title, f"{text}\n{context}") if context else None
    whole = f"{title}\n{text}"
    told = signals(title, text) | theme_signals(whole) | cue_signals(whole)
    return Prepared(model_text(title, text), told, about, whole)


class Features:
    """Prepared documents to a sparse matrix: documents by (words, letter runs, signals, vector)."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, max_df=0.6, sublinear_tf=True, max_features=40_000,
            token_pattern=TOKENS, dtype=np.float32,
        )  # fmt: skip
        self.letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=50_000,
            dtype=np.float32,
        )  # fmt: skip
        self.signals = DictVectorizer(dtype=np.float32)

    def fit(self, documents: Sequence[Prepared]) -> None:
        """Learn the vocabulary."""
        texts = [d.text for d in documents]
        self.words.fit(texts)
        self.letters.fit(texts)
        self.signals.fit([d.signals for d in documents])

    def state(self) -> dict[str, Any]:
        """What was learned, as texts (a term a line) and arrays: quick to store and to read."""
        found: dict[str, Any] = {
            "words": "\n".join(self.words.get_feature_names_out()),
            "words_idf": self.words.idf_.astype(np.float32),
            "letters": "\n".join(self.letters.get_feature_names_out()),
            "letters_idf": self.letters.idf_.astype(np.float32),
            "signals": "\n".join(self.signals.feature_names_),
        }
        if self.encoder is not None:
            found["encoder"] = {"name": self.encoder.name, "dimension": self.encoder.dimension}
        return found

    @classmethod
    def restored(cls, state: Mapping[str, Any], encoder: Encoder | None = None) -> Features:
        """The features that gave this state; `encoder` is the one that it was learned with, if any."""
        found = cls(encoder)
        for name in ("words", "letters"):
            vectorizer = getattr(found, name).set_params(vocabulary=state[name].split("\n"))
            vectorizer.idf_ = np.asarray(state[f"{name}_idf"])
        found.signals.fit([dict.fromkeys(state["signals"].split("\n"), 1.0)])
        return found

    def transform(self, documents: Sequence[Prepared]) -> csr_matrix:
        """The matrix of documents."""
        texts = [d.text for d in documents]
        parts = [
            self.words.transform(texts),
            LETTER_WEIGHT * self.letters.transform(texts),
            SIGNAL_WEIGHT * self.signals.transform([d.signals for d in documents]),
        ]
        if self.encoder is not None:
            parts.append(csr_matrix(VECTOR_WEIGHT * self.encoder.encode([d.whole for d in documents])))
        return hstack(parts, format="csr", dtype=np.float32)

    def both(self, documents: Sequence[Prepared]) -> tuple[csr_matrix, csr_matrix]:
        """(each document by itself, each with what it answers)."""
        own = self.transform(documents)
        replies = {n: d.about for n, d in enumerate(documents) if d.about is not None}
        if not replies:
            return own, own
        row_of = {n: len(documents) + k for k, n in enumerate(replies)}
        stacked = vstack([own, self.transform(list(replies.values()))], format="csr")
        return own, stacked[[row_of.get(n, n) for n in range(len(documents))]]

    def names(self) -> list[str]:
        """What each column is: words and signals; empty for what tells a reader nothing."""
        words = list(self.words.get_feature_names_out())
        vector = [""] * (self.encoder.dimension if self.encoder is not None else 0)
        signs = list(self.signals.get_feature_names_out())
        return words + [""] * len(self.letters.vocabulary_) + signs + vector


@dataclass(frozen=True, slots=True)
class Head:
    """One label field: a weight per value and column, and what is added; a single row for a binary field."""

    classes: tuple[str | bool, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    sharpness: float = 1.0

    def probabilities(self, matrix: csr_matrix) -> NDArray[np.float64]:
        """Documents by classes."""
        sums = (matrix @ self.weights.T + self.bias).astype(np.float64) * self.sharpness
        if len(self.classes) == 2:
            sums = np.hstack([np.zeros_like(sums), sums])
        return np.asarray(softmax(sums, axis=1))

    def pull(self, index: int, columns: NDArray[np.int32]) -> NDArray[np.float32]:
        """The weights of some columns that pull towards a class."""
        if len(self.classes) > 2:
            return np.asarray(self.weights[index, columns])
        return np.asarray(self.weights[0, columns] * (1 if index else -1))


class Classifier:
    """All label fields of one trained model. `version` names data and code that it came from.

    `finder` finds names and gatherings; None in cross-validation of the labels, which does not need it.
    """

    def __init__(
        self, features: Features, heads: Mapping[str, Head], version: str, finder: Finder | None = None
    ) -> None:
        self.features = features
        self.heads = heads
        self.version = version
        self.finder = finder
        self._names = features.names()
        self._named = np.array([bool(name) for name in self._names])

    def classify(
        self, documents: Sequence[Prepared], thresholds: Mapping[str, float] | None = None
    ) -> list[dict[str, Label]]:
        """The labels of each document with probability and reason.

        `thresholds`: per field of true or false the probability from which on it is true (else a half).
        """
        if not documents:
            return []
        own, about = self.features.both(documents)
        matrices = {field: about if field in READ_WITH_CONTEXT else own for field in LABEL_FIELDS}
        found = {field: self.heads[field].probabilities(matrices[field]) for field in LABEL_FIELDS}
        return [
            self._labels(
                {f: m[n] for f, m in matrices.items()}, {f: p[n] for f, p in found.items()}, thresholds or {}
            )
            for n in range(len(documents))
        ]

    def _labels(
        self,
        rows: Mapping[str, csr_matrix],
        found: Mapping[str, NDArray[np.float64]],
        cut: Mapping[str, float],
    ) -> dict[str, Label]:
        labels: dict[str, Label] = {}
        for field in LABEL_FIELDS:
            if field in BINARY:
                value = bool(found[field][1] >= cut.get(field, 0.5))
                told = round(float(found[field][int(value)]), 4)
                labels[field] = Label(value, told, self._reason(field, int(value), rows[field]))
            elif field == "theme" or labels["initiative"].value:
                labels[field] = self._closed(field, rows[field], found[field])
            else:
                labels[field] = Label(None, labels["initiative"].probability)
        return labels

    def _closed(self, field: str, row: csr_matrix, probabilities: NDArray[np.float64]) -> Label:
        best = int(np.argmax(probabilities))
        p = round(float(probabilities[best]), 4)
        if field == "theme" and p < THEME_FLOOR:
            return Label(None, round(1 - p, 4))
        return Label(str(self.heads[field].classes[best]), p, self._reason(field, best, row))

    def _reason(self, field: str, index: int, row: csr_matrix) -> tuple[str, ...]:
        """The words and signals of the document that pulled most towards the value."""
        pulls = row.data * self.heads[field].pull(index, row.indices)
        told = np.flatnonzero((pulls > LEAST_PULL) & self._named[row.indices])
        named = sorted(((pulls[n], self._names[row.indices[n]]) for n in told), reverse=True)
        return tuple(name for _, name in named[:REASONS])


def train(examples: Sequence[Example], mask: MaskText, version: str) -> Classifier:
    """Fit all fields and the finder; the same examples give the same model."""
    classifier = fit(examples, prepared(examples, mask), version)
    classifier.finder = learn(examples)
    return classifier


def prepared(examples: Sequence[Example], mask: MaskText) -> list[Prepared]:
    """All examples made ready, replies with what they answer."""
    shares = [examples[n : n + SHARE] for n in range(0, len(examples), SHARE)]
    done = Parallel(n_jobs=-1)(delayed(_prepared)(share, mask) for share in shares)
    return [one for share in done for one in share]


def _prepared(examples: Sequence[Example], mask: MaskText) -> list[Prepared]:
    return [prepare(mask(e.title), mask(e.text), mask(e.context)) for e in examples]


def fit(
    examples: Sequence[Example], ready: Sequence[Prepared], version: str, encoder: Encoder | None = None
) -> Classifier:
    """Fit on documents that were prepared before (cross-validation prepares once)."""
    features = Features(encoder)
    features.fit([d.about or d for d in ready])
    own, about = features.both(ready)
    jobs = []
    for field in LABEL_FIELDS:
        rows = [n for n, e in enumerate(examples) if getattr(e, field) is not None]
        values = np.array([getattr(examples[n], field) for n in rows])
        matrix = about if field in READ_WITH_CONTEXT else own
        jobs.append(delayed(_head)(field, matrix[rows], values))
    # processes, not threads: liblinear keeps its seed in one place for all threads
    return Classifier(features, dict(zip(LABEL_FIELDS, Parallel(n_jobs=-1)(jobs), strict=True)), version)


def _head(field: str, matrix: csr_matrix, values: NDArray[Any]) -> Head:
    """Each value against the rest, rare ones weighted up (liblinear's dual: few rows, many columns)."""
    classes = sorted(set(values.tolist()))
    wanted = classes[1:] if len(classes) == 2 else classes
    fits = [
        LogisticRegression(
            C=STRENGTH[field],
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=TOLERANCE,
            max_iter=2000,
            random_state=0,
        ).fit(matrix, values == value)
        for value in wanted
    ]
    weights = np.vstack([f.coef_ for f in fits]).astype(np.float32)
    bias = np.concatenate([f.intercept_ for f in fits]).astype(np.float32)
    return Head(tuple(classes), weights, bias, SHARPNESS.get(field, 1.0))
