"""Which documents a person should label next: what is unsure, unlike the rest, and a random slice.

The random slice comes from one document in five, told by its id, that nothing is learned from: what people
say of these measures a model on the municipality's own texts, whenever it was trained.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import normalize

from models.ngrams import tokens
from nlp.features import model_text
from voorkant.records import LABEL_FIELDS, Label

#: of what is chosen, the part taken at random: to see what the model is sure of and wrong about
AUDIT_SHARE = 0.2
ONE_IN = 5
#: so many documents are looked at, taken at random when there are more
OFFERED = 2000
DIMENSIONS = 100
#: two distances that differ by less are the same
ALIKE = 1e-6
#: how much each field's doubt weighs: everything hangs on `initiative`
WEIGHT: Mapping[str, float] = {"initiative": 1.0, "hostile": 0.8}
OTHER_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document by its place in what was offered; `field` is in doubt (empty for the random slice)."""

    index: int
    field: str = ""
    doubt: float = 0.0


def is_measured_on(document: str) -> bool:
    """Whether the document with this id (hexadecimal) is one that is measured on and not learned from."""
    return int(document, 16) % ONE_IN == 0


def doubt(labels: Mapping[str, Label]) -> tuple[str, float]:
    """(the field most in doubt, how much: 0 is sure, 1 could be anything), weighed by field."""
    told = {f: labels[f].probability for f in LABEL_FIELDS if f in labels and labels[f].value is not None}
    doubts = {f: WEIGHT.get(f, OTHER_WEIGHT) * _unsure(p) for f, p in told.items()}
    return max(doubts.items(), key=lambda pair: pair[1], default=("", 0.0))


def _unsure(probability: float) -> float:
    return float(min(1.0, 2 * (1 - probability)))


def choose(
    labels: Sequence[Mapping[str, Label]],
    texts: Sequence[str],
    known: Sequence[str],
    count: int,
    seed: int,
    *,
    measured: Collection[int] | None = None,
) -> list[Chosen]:
    """What to label next, the most in doubt first; the same arguments give the same choice.

    `labels` and `texts`: of each document what the model says, and what it reads (masked); `known`: the
    texts of what has labels; `measured`: the places that the random slice, and nothing else, is taken from
    (None: from all). As many clusters as are asked for, and of each, from the half nearest to its
    middle, the one most in doubt for how unlike it is what has labels (after Zhdanov, Diverse mini-batch
    Active Learning, 2019). Doubt alone picks odd and short texts, that teach little: `bench.labels`.
    """
    order = [int(n) for n in np.random.default_rng(seed).permutation(len(labels))[:OFFERED]]
    many = min(count, len(order))
    apart = order if measured is None else [n for n in order if n in measured]
    audit = apart[: round(many * AUDIT_SHARE)]
    rest = sorted({*order} - {*(audit if measured is None else apart)})
    doubts = {n: doubt(labels[n]) for n in rest}
    worth = np.array([doubts[n][1] for n in rest])
    picked = _spread([texts[n] for n in rest], known, worth, min(many - len(audit), len(rest)), seed)
    found = sorted((rest[k] for k in picked), key=lambda n: (-doubts[n][1], n))
    return [Chosen(n, *doubts[n]) for n in found] + [Chosen(n) for n in sorted(audit)]


def _spread(
    texts: Sequence[str], known: Sequence[str], worth: NDArray[np.float64], count: int, seed: int
) -> list[int]:
    """Places of so many texts, one a cluster, each near the middle of its cluster and of most worth."""
    if count >= len(texts) or count < 1:
        return list(range(min(count, len(texts))))
    rows = _vectors([*texts, *known])
    own, labelled = rows[: len(texts)], rows[len(texts) :]
    if known:
        worth = worth * (1 - (own @ labelled.T).max(axis=1).toarray().ravel())
    size = min(DIMENSIONS, len(texts) - 1)
    with np.errstate(invalid="ignore"):  # texts without any word, or all the same
        reduced = normalize(TruncatedSVD(size, random_state=seed).fit_transform(own))
    distinct = len(np.unique(reduced.round(6), axis=0))
    clusters = KMeans(min(count, distinct), n_init=1, random_state=seed).fit(reduced)
    far = np.linalg.norm(reduced - clusters.cluster_centers_[clusters.labels_], axis=1)
    picked = []
    for cluster in sorted(set(clusters.labels_.tolist())):
        members = np.flatnonzero(clusters.labels_ == cluster)
        near = members[far[members] <= np.median(far[members]) + ALIKE]
        picked.append(int(near[np.argmax(worth[near])]))
    rest = sorted(set(range(len(texts))) - set(picked), key=lambda k: (-worth[k], k))
    return picked + rest[: count - len(picked)]


def _vectors(texts: Sequence[str]) -> csr_matrix:
    """Rows of words with names, places and numbers made classes; also words that no model knows yet."""
    words = HashingVectorizer(
        tokenizer=tokens, token_pattern=None, alternate_sign=False, norm=None, n_features=2**12
    )
    return make_pipeline(words, TfidfTransformer(sublinear_tf=True)).fit_transform(
        [model_text("", text) for text in texts]
    )
