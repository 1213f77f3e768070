"""Which sentences argue, judged by hand on sentences of the towns: how often it is right, and the weights.

    .venv/bin/python -m bench.arguments

`bench/arguments.jsonl`: a sentence a line, with its town, the stance of its writer towards the initiative
and the kind of that, and whether a regisseur would call it an argument. Drawn at random, more from opponents
than there are, from what has a discourse marker, and from what an earlier form of the signs took for
arguments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from networks.claims import ARGUES, signs, speaker

FILE = Path(__file__).with_suffix(".jsonl")
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


def main() -> None:
    """Print precision and recall on towns not learned from, and the weights learned from all."""
    found = judged()
    named = [signs(j.text, speaker(j.stance, j.kind)) for j in found]
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


if __name__ == "__main__":
    main()
