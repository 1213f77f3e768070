"""Makes the classifiers from labelled examples.

Apart from their use (classifiers.py), as scikit-learn takes a second to import and only learning needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.classifiers import (
    BINARY,
    READ_WITH_CONTEXT,
    SPEAKER,
    Classifier,
    Features,
    Head,
    Joint,
    Prepared,
    Terms,
    prepare,
    with_speakers,
)
from models.corpus import Example
from models.encoders import Encoder
from models.finding import learn
from models.ngrams import LONGEST, SHORTEST, tokens
from voorkant.errors import InputError
from voorkant.labels import ONLY_INITIATIVE
from voorkant.records import LABEL_FIELDS, LabelValue

MaskText = Callable[[str], str]
#: inverse strength of regularisation per field, chosen between 1 and 12 with corpora/proef.jsonl in view
STRENGTH: Mapping[str, float] = {
    "initiative": 8.0, "kind": 6.0, "theme": 2.0, "phase": 4.0, "stance": 6.0, "call_to_action": 6.0,
    "hostile": 8.0, SPEAKER: 2.0,
}  # fmt: skip
#: what the sums of a field with many values are multiplied with, so that its probabilities come true
#: (temperature, after Guo et al. 2017), by the logarithm of what is true on the test split
SHARPNESS: Mapping[str, float] = {"kind": 0.6, "theme": 0.7, "phase": 0.55, "stance": 0.4}
#: what makes a document one about an initiative (decision 0027): a logistic regression of sums from
#: cross-validation over municipalities; its bias by F1 on the test split (decision 0043)
JOINT = Joint({"initiative": 0.59, "kind": 0.23, "phase": 0.36}, -0.14)
#: what a document about no initiative has of the fields that hold for initiatives alone
NO_VALUE = ""
#: how much a column counts by how unlike its share is where a value holds and where not (naive Bayes scaling,
#: Wang & Manning 2012), beside all columns alike; and what is added to each sum, as few documents tell little
#: (decision 0043). Threats are few, and their ranking at high recall counts
NAIVE, NAIVE_OF = (0.5, 0.1), {"hostile": (0.3, 1.0)}
#: liblinear stops here; against 1e-4 the sums differ by .002 on average and training takes half as long
TOLERANCE = 0.1
#: examples that one process makes ready at a time
SHARE = 1000


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
    return [prepare(mask(e.title), mask(e.text), mask(e.context), e.speaker) for e in examples]


def fit(
    examples: Sequence[Example], ready: Sequence[Prepared], version: str, encoder: Encoder | None = None
) -> Classifier:
    """Fit on documents that were prepared before (cross-validation prepares once)."""
    features = features_of([d.about or d for d in ready], encoder)
    own, about = features.both(ready)
    jobs = {}
    if speakers := _spoken(ready):
        rows = [n for n, _ in speakers]
        jobs[SPEAKER] = delayed(_head)(SPEAKER, own[rows], np.array([speaker for _, speaker in speakers]))
        own, about = with_speakers(own, about, ready, None)
    for field in LABEL_FIELDS:
        values = _lessons(examples, field)
        rows = [n for n, value in enumerate(values) if value is not None]
        matrix = about if field in READ_WITH_CONTEXT else own
        jobs[field] = delayed(_head)(field, matrix[rows], np.array([values[n] for n in rows]))
    # processes, not threads: liblinear keeps its seed in one place for all threads
    heads = dict(zip(jobs, Parallel(n_jobs=-1)(jobs.values()), strict=True))
    return Classifier(features, heads, version, joint=JOINT)


def _spoken(ready: Sequence[Prepared]) -> list[tuple[int, str]]:
    """(place, who speaks) of the documents of which that is known; empty when it is always the same."""
    known = [(n, d.speaker.value) for n, d in enumerate(ready) if d.speaker]
    return known if len({speaker for _, speaker in known}) > 1 else []


def _lessons(examples: Sequence[Example], field: str) -> list[LabelValue]:
    """What each example teaches of a field; checked before the processes, of which any may fail first."""
    values = [lesson(e, field) for e in examples]
    seen = set(values) - {None}
    if len(seen) < 2 or seen <= {NO_VALUE}:
        raise InputError(
            f"De voorbeelden zeggen te weinig over {field}. Label er een paar met verschillende waarden."
        )
    return values


def lesson(example: Example, field: str) -> LabelValue:
    """What an example teaches of a field; None: nothing.

    A call is learned from what is about an initiative. What is about none has no kind, phase and stance
    (`NO_VALUE`), and that teaches too.
    """
    if field in ONLY_INITIATIVE and example.initiative is False:
        return NO_VALUE
    if field == "call_to_action" and example.initiative is not True:
        return None
    value: LabelValue = getattr(example, field)
    return value


def features_of(documents: Sequence[Prepared], encoder: Encoder | None = None) -> Features:
    """Learn the vocabulary."""
    texts = [d.text for d in documents]
    words = TfidfVectorizer(
        tokenizer=tokens, token_pattern=None, ngram_range=(1, 2), min_df=2, max_df=0.6, max_features=40_000
    ).fit(texts)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), min_df=3, max_features=90_000
    ).fit(texts)
    told = sorted({name for d in documents for name in d.signals})
    return Features(_terms(words), _terms(letters), told, encoder)


def _terms(learned: TfidfVectorizer) -> Terms:
    return Terms(tuple(learned.get_feature_names_out()), learned.idf_.astype(np.float32))


def _head(field: str, matrix: csr_matrix, values: NDArray[Any]) -> Head:
    """Each value against the rest, rare ones weighted up (liblinear's dual: few rows, many columns)."""
    classes = sorted(set(values.tolist()) - {NO_VALUE})
    wanted = [True] if field in BINARY else classes
    fits = [_against_the_rest(field, matrix, values == value) for value in wanted]
    weights = np.vstack([weights for weights, _ in fits]).astype(np.float32)
    bias = np.array([bias for _, bias in fits], dtype=np.float32)
    return Head(tuple(classes), weights, bias, SHARPNESS.get(field, 1.0))


def _against_the_rest(
    field: str, matrix: csr_matrix, true: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], float]:
    """(weight of each column, bias). Columns are scaled to be learned from, and the weights scaled to fit."""
    scale = _telling(matrix, true, *NAIVE_OF.get(field, NAIVE))
    fitted = LogisticRegression(
        C=STRENGTH[field],
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=TOLERANCE,
        max_iter=2000,
        random_state=0,
    ).fit(matrix @ diags(scale), true)
    return fitted.coef_[0] * scale, float(fitted.intercept_[0])


def _telling(matrix: csr_matrix, true: NDArray[np.bool_], naive: float, added: float) -> NDArray[np.float32]:
    """How much each column tells true from false, 1 on average over all that is written."""
    sums = np.vstack([np.asarray(np.abs(matrix[rows]).sum(axis=0)) for rows in (true, ~true)])
    shares = (sums + added) / (sums + added).sum(axis=1, keepdims=True)
    unlike = np.abs(np.log(shares[0] / shares[1]))
    mean = np.average(unlike, weights=sums.sum(axis=0))
    told: NDArray[np.float32] = (1 - naive + naive * unlike / max(mean, 1e-9)).astype(np.float32)
    return told
