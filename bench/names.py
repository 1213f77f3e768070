"""What initiatives call themselves, on the towns of the corpus: how often it is right, and the weights.

    .venv/bin/python -m bench.names

Groups are the true ones. A name is right when it has at least half of its words in common with the true one,
small words and types of organisation left out, or is the same squeezed together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.towns import Town, towns
from networks.naming import Signs, Source, candidates, choose_name
from nlp.proper_names import squeeze
from nlp.words import word_set
from voorkant.text import fold

RIDGE = 0.01
_SMALL = word_set(
    "de het een van en der den in op t voor aan stichting burgerinitiatief cooperatie vereniging werkgroep "
    "comite"
)


@dataclass(frozen=True, slots=True)
class Named:
    """One initiative: the fold of its town, its true name, and what its documents say."""

    fold: int
    name: str
    sources: tuple[Source, ...]


def initiatives(town: Town) -> list[Named]:
    """Those whose name is told."""
    found: defaultdict[str, list[Source]] = defaultdict(list)
    for read in town.documents:
        if read.key:
            places = tuple(p.name for p in read.annotation.places)
            document = read.document
            found[read.key].append(
                Source(document.title, document.text, read.annotation.organisations, places)
            )
    told = town.truth.get("initiatives", {})
    return [Named(town.fold, told[k]["name"], tuple(s)) for k, s in sorted(found.items()) if k in told]


def right(said: str | None, true: str) -> bool:
    """Whether a name will be recognised as the true one."""
    one, other = (
        {w for w in re.findall(r"[a-z0-9]+", fold(name)) if w not in _SMALL} for name in (said or "", true)
    )
    same = bool(one and other) and len(one & other) >= len(one | other) / 2
    return same or (bool(said) and squeeze(said or "") == squeeze(true))


def learn(named: list[Named]) -> Signs:
    """The weights under which the true names are most likely."""
    told = [(c, n.name) for n in named if (c := candidates(n.sources))]
    choices = [
        (np.array([astuple(s) for _, s in c]), np.array([right(name, true) for name, _ in c]))
        for c, true in told
    ]
    choices = [(rows, same) for rows, same in choices if same.any()]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(w)
        for rows, same in choices:
            scores = rows @ w
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            good = chance * same
            total -= np.log(good.sum())
            slope += rows.T @ (chance - good / good.sum())
        return total / len(choices) + RIDGE * float(w @ w), slope / len(choices) + 2 * RIDGE * w

    best = minimize(loss, np.zeros(len(fields(Signs))), jac=True, method="L-BFGS-B").x
    return Signs(*(round(float(x), 2) for x in best))


def replayed(named: list[Named], *, lasting: bool) -> tuple[int, int]:
    """(renames, names right at the end) when the documents come in a quarter at a time."""
    renames = good = 0
    for one in named:
        name = None
        for quarter in range(1, 5):
            some = one.sources[: -(-len(one.sources) * quarter // 4)]
            found = choose_name(some, former=(name or "") if lasting else "") or name
            renames += name is not None and found != name
            name = found
        good += right(name, one.name)
    return renames, good


def main() -> None:
    """Print how many names are right on towns not learned from, the weights learned from all, and how often
    a name changes while documents come in.
    """
    named = [n for town in towns() for n in initiatives(town)]
    good = 0
    for fold_ in sorted({n.fold for n in named}):
        weights = learn([n for n in named if n.fold != fold_])
        good += sum(right(choose_name(n.sources, weights), n.name) for n in named if n.fold == fold_)
    print(f"{good} of {len(named)} initiatives named right")
    print(learn(named))
    for lasting in (False, True):
        renames, at_last = replayed(named, lasting=lasting)
        print(
            f"former name {'lasts' if lasting else 'counts for nothing'}: {renames} renames, {at_last} right"
        )


if __name__ == "__main__":
    main()
