"""The classifiers: one linear model a label field over shared n-gram features.

Words and pairs of words, runs of letters (Dutch compounds, misspellings), what general knowledge says of
words and phrases (lexicon.py) and a handful of signals (who speaks, how), all from masked text with
names, places and numbers replaced, so that what is learned carries over to other towns. Logistic
regression, one value against the rest, so every decision is a sum that can be told.

A reply is read with what it answers for what it is about; how it speaks is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from models.encoders import Encoder
from models.lexicon import cue_signals, subject_signals, theme_signals
from models.ngrams import LetterColumns, WordColumns, weighed
from nlp.convictions import neutral
from nlp.features import model_text, signals
from nlp.finder import Finder
from voorkant.records import LABEL_FIELDS, Label
from voorkant.vocabulary import Speaker

BINARY = ("initiative", "call_to_action", "hostile")
#: a field of true or false is true from this probability on
THRESHOLD = 0.5
#: but a threat that is missed goes out, and one that is none costs a look: that is four times as bad
THRESHOLDS: Mapping[str, float] = {"hostile": 0.17}
#: what a document is about is read with what it answers; the other fields are how it speaks itself
READ_WITH_CONTEXT = ("initiative", "kind", "theme", "phase")
#: the head that tells who speaks from what is said, for where that is not known
SPEAKER = "speaker"
LETTER_WEIGHT = 1.4
SIGNAL_WEIGHT = 0.35
#: an encoder's vectors, each of length 1, weigh as much as the words
VECTOR_WEIGHT = 1.0
#: below this no theme fits well enough to be told
THEME_FLOOR = 0.2
#: what pulls less is no reason
LEAST_PULL = 0.01
REASONS = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A masked document made ready for the features; `about` is the same with what it answers, if any.

    `whole` is the text as an encoder reads it, `speaker` who speaks where it stands, if that is known.
    """

    text: str
    signals: Mapping[str, float]
    about: Prepared | None = None
    whole: str = ""
    speaker: Speaker | None = None


def prepare(title: str, text: str, context: str = "", speaker: Speaker | None = None) -> Prepared:
    """From a masked document, the masked text of what it answers and who speaks to what the features read."""
    about = prepare(title, f"{text}\n{context}") if context else None
    whole = f"{title}\n{text}"
    title, text = neutral(title), neutral(text)
    read = f"{title}\n{text}"
    told = signals(title, text) | theme_signals(read) | subject_signals(read) | cue_signals(read)
    return Prepared(model_text(title, text), told, about, whole, speaker)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one kind that a model knows, a column each, and how rare each is."""

    terms: tuple[str, ...]
    idf: NDArray[np.float32]


class Features:
    """Prepared documents to a sparse matrix: documents by (words, letter runs, signals, vector)."""

    def __init__(
        self, words: Terms, letters: Terms, signals: Sequence[str], encoder: Encoder | None = None
    ) -> None:
        self.words, self.letters, self.signals, self.encoder = words, letters, tuple(signals), encoder
        self._word_columns = WordColumns(words.terms)
        self._letter_columns = LetterColumns(letters.terms)
        self._signal_at = {name: n for n, name in enumerate(self.signals)}

    def state(self) -> dict[str, Any]:
        """What was learned, as texts (a term a line) and arrays: quick to store and to read."""
        found: dict[str, Any] = {
            "words": "\n".join(self.words.terms),
            "words_idf": self.words.idf,
            "letters": "\n".join(self.letters.terms),
            "letters_idf": self.letters.idf,
            "signals": "\n".join(self.signals),
        }
        if self.encoder is not None:
            found |= {"encoder": self.encoder.name, "dimension": self.encoder.dimension}
        return found

    @classmethod
    def restored(cls, state: Mapping[str, Any], encoder: Encoder | None = None) -> Features:
        """The features that gave this state; `encoder` is the one that it was learned with, if any."""
        words, letters = (
            Terms(tuple(state[name].split("\n")), np.asarray(state[f"{name}_idf"], dtype=np.float32))
            for name in ("words", "letters")
        )
        return cls(words, letters, state["signals"].split("\n"), encoder)

    def transform(self, documents: Sequence[Prepared]) -> csr_matrix:
        """The matrix of documents."""
        texts = [d.text.lower() for d in documents]
        parts = [
            weighed([self._word_columns(t) for t in texts], self.words.idf),
            LETTER_WEIGHT * weighed([self._letter_columns(t) for t in texts], self.letters.idf),
            SIGNAL_WEIGHT * self._told([d.signals for d in documents]),
        ]
        if self.encoder is not None:
            vectors = self.encoder.encode([neutral(d.whole) for d in documents])
            parts.append(csr_matrix(VECTOR_WEIGHT * vectors))
        return hstack(parts, format="csr", dtype=np.float32)

    def _told(self, rows: Sequence[Mapping[str, float]]) -> csr_matrix:
        """The signals that the model knows, as they are."""
        at = self._signal_at
        known = [[(at[name], value) for name, value in row.items() if name in at] for row in rows]
        ends = np.cumsum([0, *map(len, known)])
        columns = np.array([n for row in known for n, _ in row], dtype=np.int32)
        values = np.array([value for row in known for _, value in row], dtype=np.float32)
        matrix = csr_matrix((values, columns, ends), shape=(len(rows), len(self.signals)))
        matrix.sort_indices()
        return matrix

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
        """What each column is: words, and signals as no word is written; empty for what tells nothing."""
        vector = [""] * (self.encoder.dimension if self.encoder is not None else 0)
        signals = (name if ":" in name else f"signaal:{name}" for name in self.signals)
        return [*self.words.terms, *[""] * len(self.letters.terms), *signals, *vector]


@dataclass(frozen=True, slots=True)
class Head:
    """One label field: a weight per value and column, and what is added; a single row for a binary field."""

    classes: tuple[str | bool, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    sharpness: float = 1.0

    @property
    def binary(self) -> bool:
        """Whether one row tells false from true."""
        return len(self.weights) < len(self.classes)

    def sums(self, matrix: csr_matrix) -> NDArray[np.float64]:
        """Documents by rows: how strongly each value (of a binary field: true) is found, by itself."""
        return np.asarray(matrix @ self.weights.T + self.bias, dtype=np.float64)

    def probabilities(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Documents by classes, from their sums."""
        sums = sums * self.sharpness
        if self.binary:
            sums = np.hstack([np.zeros_like(sums), sums])
        sums -= sums.max(axis=1, keepdims=True)
        odds = np.exp(sums)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def pull(self, index: int, columns: NDArray[np.int32]) -> NDArray[np.float32]:
        """The weights of some columns that pull towards a class."""
        if self.binary:
            return np.asarray(self.weights[0, columns] * (1 if index else -1))
        return np.asarray(self.weights[index, columns])


def with_speakers(
    own: csr_matrix, about: csr_matrix, documents: Sequence[Prepared], head: Head | None
) -> tuple[csr_matrix, csr_matrix]:
    """Both matrices with a column for each speaker: who speaks, else how likely each is by what is said.

    `head` tells that from a document by itself; without one nothing is known of an unknown speaker.
    """
    at = {speaker: n for n, speaker in enumerate(Speaker)}
    told = np.zeros((len(documents), len(at)), dtype=np.float32)
    unknown = [n for n, d in enumerate(documents) if d.speaker is None]
    for n, document in enumerate(documents):
        if document.speaker is not None:
            told[n, at[document.speaker]] = 1
    if head is not None and unknown:
        columns = [at[Speaker(str(name))] for name in head.classes]
        told[np.ix_(unknown, columns)] = head.probabilities(head.sums(own[unknown]))
    spoken = csr_matrix(SIGNAL_WEIGHT * told)
    beside = hstack([own, spoken], format="csr", dtype=np.float32)
    if about is own:
        return beside, beside
    return beside, hstack([about, spoken], format="csr", dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Joint:
    """What makes a document one about an initiative (decision 0027): the sum of `initiative` itself, and how
    strongly each of some fields finds any of its values, each times its weight.

    A petition may be clear where "about an initiative" is not.
    """

    weights: Mapping[str, float]
    bias: float

    def sums(self, sums: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Documents by one, from the sums of the fields; `logaddexp` over values is a soft maximum."""
        parts = [weight * np.logaddexp.reduce(sums[f], axis=1) for f, weight in self.weights.items()]
        return np.asarray(sum(parts) + self.bias)[:, np.newaxis]

    def pull(
        self, heads: Mapping[str, Head], sums: Mapping[str, NDArray[np.float64]], columns: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """How much more of each column would raise the sum of a document (its slope there)."""
        found = np.zeros(len(columns))
        for field, weight in self.weights.items():
            share = np.exp(sums[field] - np.logaddexp.reduce(sums[field]))
            found += weight * (share @ heads[field].weights[:, columns])
        return found.astype(np.float32)


#: the head of `initiative` by itself
ALONE = Joint({"initiative": 1.0}, 0.0)


class Classifier:
    """All label fields of one trained model. `version` names data and code that it came from.

    `finder` finds names and gatherings; None in cross-validation of the labels, which does not need it.
    """

    def __init__(
        self,
        features: Features,
        heads: Mapping[str, Head],
        version: str,
        finder: Finder | None = None,
        joint: Joint = ALONE,
    ) -> None:
        self.features = features
        self.heads = heads
        self.version = version
        self.finder = finder
        self.joint = joint
        #: models from before knew nothing of speakers
        self._speaks = heads.get(SPEAKER)
        self._names = [*features.names(), *(f"spreker:{s}" for s in Speaker if self._speaks)]
        self._named = np.array([bool(name) for name in self._names])

    def classify(
        self, documents: Sequence[Prepared], thresholds: Mapping[str, float] | None = None
    ) -> list[dict[str, Label]]:
        """The labels of each document with probability and reason.

        `thresholds`: per field of true or false the probability from which on it is true (else `THRESHOLDS`).
        """
        if not documents:
            return []
        own, about = self.features.both(documents)
        if self._speaks:
            own, about = with_speakers(own, about, documents, self._speaks)
        matrices = {field: about if field in READ_WITH_CONTEXT else own for field in LABEL_FIELDS}
        sums = {field: self.heads[field].sums(matrices[field]) for field in LABEL_FIELDS}
        whole = sums | {"initiative": self.joint.sums(sums)}
        found = {field: self.heads[field].probabilities(whole[field]) for field in LABEL_FIELDS}
        rows = {id(matrix): _rows(matrix, self._named) for matrix in (own, about)}
        return [
            self._labels(
                {f: rows[id(m)][n] for f, m in matrices.items()},
                {f: p[n] for f, p in found.items()},
                {f: sums[f][n] for f in self.joint.weights},
                {**THRESHOLDS, **(thresholds or {})},
            )
            for n in range(len(documents))
        ]

    def _labels(
        self,
        rows: Mapping[str, _Row],
        found: Mapping[str, NDArray[np.float64]],
        sums: Mapping[str, NDArray[np.float64]],
        cut: Mapping[str, float],
    ) -> dict[str, Label]:
        labels: dict[str, Label] = {}
        for field in LABEL_FIELDS:
            if field in BINARY:
                chance = float(found[field][1])
                value = chance >= cut.get(field, THRESHOLD)
                if field == "call_to_action":  # a call is for or against an initiative
                    chance *= float(found["initiative"][1])
                    value = chance >= cut.get(field, THRESHOLD) and labels["initiative"].value is True
                told = round(chance if value else 1 - chance, 4)
                labels[field] = Label(value, told, self._why(field, rows[field], sums, value=value))
            elif field == "theme" or labels["initiative"].value:
                labels[field] = self._closed(field, rows[field], found[field])
            else:
                labels[field] = Label(None, labels["initiative"].probability)
        return labels

    def _closed(self, field: str, row: _Row, probabilities: NDArray[np.float64]) -> Label:
        best = int(np.argmax(probabilities))
        p = round(float(probabilities[best]), 4)
        if field == "theme" and p < THEME_FLOOR:
            return Label(None, round(1 - p, 4))
        return Label(str(self.heads[field].classes[best]), p, self._reason(field, best, row))

    def _why(
        self, field: str, row: _Row, sums: Mapping[str, NDArray[np.float64]], *, value: bool
    ) -> tuple[str, ...]:
        if field != "initiative":
            return self._reason(field, int(value), row)
        pull = self.joint.pull(self.heads, sums, row[0])
        return self._told(row, pull if value else -pull)

    def _reason(self, field: str, index: int, row: _Row) -> tuple[str, ...]:
        return self._told(row, self.heads[field].pull(index, row[0]))

    def _told(self, row: _Row, pull: NDArray[np.float32]) -> tuple[str, ...]:
        """The words and signals of the document that pulled most."""
        columns, values = row
        pulls = values * pull
        told = np.flatnonzero(pulls > LEAST_PULL)
        if len(told) > REASONS:
            told = told[pulls[told] >= np.partition(pulls[told], -REASONS)[-REASONS]]
        named = zip(pulls[told].tolist(), map(self._names.__getitem__, columns[told].tolist()), strict=True)
        return tuple(name for _, name in sorted(named, reverse=True)[:REASONS])


#: the columns of a document that have a name, and their values
_Row = tuple[NDArray[np.int32], NDArray[np.float32]]


def _rows(matrix: csr_matrix, named: NDArray[np.bool_]) -> list[_Row]:
    kept = np.flatnonzero(named[matrix.indices])
    ends = np.searchsorted(kept, matrix.indptr[1:-1])
    return list(zip(np.split(matrix.indices[kept], ends), np.split(matrix.data[kept], ends), strict=True))
