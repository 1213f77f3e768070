"""Lifestyles of the true networks of the towns of the corpus: how often right on a town that was left out,
and the weights learned from all.

.venv/bin/python -m bench.lifestyles
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.networks import evidence
from bench.towns import towns
from networks.connecting import Profile
from networks.lifestyles import LEAST_ACCOUNTS, LifestyleWeights, find_lifestyle, share, sides_of
from networks.portraits import portray
from pipeline.following import profile
from voorkant.vocabulary import Lifestyle

SIDES_RIDGE, KNOWN_RIDGE = 0.01, 0.03
ALL = tuple(Lifestyle)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A true network: the initiatives that it truly has, and its lifestyle."""

    town: str
    group: tuple[Profile, ...]
    lifestyle: Lifestyle


def lessons() -> list[Lesson]:
    """All networks of more than one initiative."""
    found = []
    for town in (t for t in towns() if t.truth):
        groups: defaultdict[str, list[Profile]] = defaultdict(list)
        for key, proofs in evidence(town).items():
            one = profile(portray(key, proofs, proofs[0].document.published), proofs)
            groups[town.truth["initiatives"][key]["network"]].append(one)
        found += [
            Lesson(town.name, tuple(group), Lifestyle(town.truth["networks"][name]))
            for name, group in sorted(groups.items())
            if len(group) > 1
        ]
    return found


def learn(taught: Sequence[Lesson]) -> LifestyleWeights:
    """The weights under which the true lifestyles are most likely."""
    ordinary = {k: round(float(np.mean([share(one.group, k) for one in taught])), 5) for k in ALL}
    bare = LifestyleWeights(0.0, 0.0, ordinary, {})
    rows = np.array([[sides_of(one.group, bare)[k] for k in ALL] for one in taught])
    right = np.array([ALL.index(one.lifestyle) for one in taught])

    def loss(w: NDArray[np.float64]) -> float:
        pulls = rows @ w[:2] + w[2:]
        top = pulls.max(axis=1)
        every = np.log(np.exp(pulls - top[:, None]).sum(axis=1)) + top
        lost = float((every - pulls[np.arange(len(right)), right]).mean())
        return lost + SIDES_RIDGE * float(w[:2] @ w[:2]) + KNOWN_RIDGE * float(w[2:] @ w[2:])

    best = [round(float(x), 2) for x in minimize(loss, np.zeros(2 + len(ALL)), method="L-BFGS-B").x]
    return LifestyleWeights(best[0], best[1], ordinary, dict(zip(ALL, best[2:], strict=True)))


def main() -> None:
    """Print how often it is right, and what is to be put in networks/lifestyles.py."""
    taught = lessons()
    said = right = 0
    for town in sorted({one.town for one in taught}):
        weights = learn([one for one in taught if one.town != town])
        for one in (o for o in taught if o.town == town):
            found, _ = find_lifestyle(one.group, LEAST_ACCOUNTS, weights)
            said += found is not None
            right += found is one.lifestyle
    print(f"lifestyles of {len(taught)} networks: {said} said, {right} right")
    print(learn(taught))


if __name__ == "__main__":
    main()
