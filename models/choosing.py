"""Which documents a person should label next: what is unsure, unlike the rest, and a random slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from voorkant.records import LABEL_FIELDS, Label

#: of what is chosen, the part taken at random: to see what the model is sure of and wrong about
AUDIT_SHARE = 0.2
#: so many times what is asked for is looked at for being unlike the rest
POOL = 20
#: how much each field's doubt weighs: everything hangs on `initiative`
WEIGHT: Mapping[str, float] = {"initiative": 1.0, "hostile": 0.8}
OTHER_WEIGHT = 0.6


Rows = Callable[[Sequence[int]], csr_matrix]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document by its place in what was offered; `field` is in doubt (empty for the random slice)."""

    index: int
    field: str = ""
    doubt: float = 0.0


def doubt(labels: Mapping[str, Label]) -> tuple[str, float]:
    """(the field most in doubt, how much: 0 is sure, 1 could be anything), weighed by field."""
    told = {f: labels[f].probability for f in LABEL_FIELDS if f in labels and labels[f].value is not None}
    doubts = {f: WEIGHT.get(f, OTHER_WEIGHT) * _unsure(p) for f, p in told.items()}
    return max(doubts.items(), key=lambda pair: pair[1], default=("", 0.0))


def _unsure(probability: float) -> float:
    return float(min(1.0, 2 * (1 - probability)))


def choose(
    labels: Sequence[Mapping[str, Label]], rows: Rows, known: csr_matrix, count: int, seed: int
) -> list[Chosen]:
    """What to label next, the most telling first; the same arguments give the same choice.

    `labels`: of each document what the model says; `rows`: from places in it to a matrix with a row each, of
    the features that the model reads; `known`: the rows of what has labels. Greedy: each next one is the most
    in doubt for how unlike it is what has labels and what was chosen before (1 - the largest cosine).
    """
    many = min(count, len(labels))
    random = np.random.default_rng(seed).permutation(len(labels))[: round(many * AUDIT_SHARE)]
    audit = sorted(int(n) for n in random)
    doubts = [doubt(one) for one in labels]
    rest = sorted(set(range(len(labels))) - set(audit), key=lambda n: (-doubts[n][1], n))
    pool = rest[: POOL * many]
    seen = [normalize(part) for part in (known, rows(audit)) if part.shape[0]]
    picked = _greedy(normalize(rows(pool)), seen, np.array([doubts[n][1] for n in pool]), many - len(audit))
    return [Chosen(pool[k], *doubts[pool[k]]) for k in picked] + [Chosen(n) for n in audit]


def _greedy(
    rows: csr_matrix, seen: Sequence[csr_matrix], doubts: NDArray[np.float64], count: int
) -> list[int]:
    """Places in `rows` of the most doubtful for being unlike what was seen."""
    nearest = np.zeros(rows.shape[0])
    for part in seen:
        nearest = np.maximum(nearest, (rows @ part.T).max(axis=1).toarray().ravel())
    left = np.ones(rows.shape[0], dtype=bool)
    picked: list[int] = []
    for _ in range(min(count, rows.shape[0])):
        best = int(np.argmax(np.where(left, (doubts + 1e-6) * (1 - nearest), -1.0)))
        picked.append(best)
        left[best] = False
        nearest = np.maximum(nearest, (rows @ rows[best].T).toarray().ravel())
    return picked
