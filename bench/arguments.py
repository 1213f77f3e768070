"""Which sentences argue, and which make the same point, judged by hand on sentences of the towns.

    .venv/bin/python -m bench.arguments

Prints how often it is right, and the weights. `bench/arguments.jsonl`: a sentence a line, with its town, the
stance of its writer towards the initiative and the kind of that, and whether a regisseur would call it an
argument. Drawn at random, more from opponents than there are, from what has a discourse marker, and from what
an earlier form of the signs took for arguments. `bench/points.jsonl`: the pairs of such sentences with most
rare words in common, of one initiative or `across` two, and whether they want the same answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.towns import by_town
from models import corpus
from networks.answering import RECOGNISED, alike
from networks.arguing import counted, words
from networks.claims import ARGUES, arguer, signs
from networks.terms import Vocabulary
from pipeline.modelling import ordinary_dutch

FILE = Path(__file__).with_suffix(".jsonl")
POINTS = FILE.with_name("points.jsonl")
FOLDS = 5
STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence and whether it argues."""

    town: str
    stance: str
    kind: str | None
    text: str
    argues: bool


def judged() -> list[Judged]:
    """All of them."""
    return [Judged(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]


def learn(rows: NDArray[np.float64], argues: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights of the signs; the first is the constant."""
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows[:, 1:], argues)
    return np.concatenate([model.intercept_, model.coef_[0]])


def recognised() -> None:
    """Print how many pairs that are taken for the same point are so."""
    pairs = [json.loads(line) for line in POINTS.read_text("utf-8").splitlines()]
    weighed = {town: Vocabulary(ordinary_dutch()) for town in sorted({p["town"] for p in pairs})}
    for name, examples in by_town(corpus.load()).items():
        for example in examples:
            if (town := name.split("-", 1)[1]) in weighed:
                weighed[town].learn(counted(words(example.text)))
    for across in (False, True):
        here = [p for p in pairs if p["across"] is across]
        said = [p for p in here if _likeness(p, weighed[p["town"]]) >= RECOGNISED]
        right, true = (sum(p["same"] for p in some) for some in (said, here))
        told = "of two initiatives" if across else "of one initiative"
        print(f"{told}: {right} right of {len(said)} said, {true} true of {len(here)}")


def _likeness(pair: Mapping[str, Any], weigh: Vocabulary) -> float:
    return alike(words(pair["one"]), words(pair["other"]), weigh)


def main() -> None:
    """Print precision and recall on towns not learned from, and the weights learned from all."""
    found = judged()
    named = [signs(j.text, arguer(j.stance, j.kind)) for j in found]
    rows = np.array([list(s.values()) for s in named])
    true = np.array([j.argues for j in found])
    towns = sorted({j.town for j in found})
    fold = np.array([towns.index(j.town) % FOLDS for j in found])
    chance = np.zeros(len(found))
    for n in range(FOLDS):
        chance[fold == n] = 1 / (1 + np.exp(-rows[fold == n] @ learn(rows[fold != n], true[fold != n])))
    said = chance >= ARGUES
    for stance in ("steun", "verzet"):
        here = np.array([j.stance == stance for j in found])
        right = int((said & true & here).sum())
        print(f"{stance}: {right} right of {int((said & here).sum())} said, {int((true & here).sum())} true")
    weights = learn(rows, true)
    print({name: round(float(w), 2) for name, w in zip(named[0], weights, strict=True)})
    recognised()


if __name__ == "__main__":
    main()
