"""Does more corpus still help: how the fields do when less of it is learned from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from models.classifiers import Prepared
from models.corpus import Example
from models.judging import judge, split
from models.training import fit
from voorkant.quality import CurvePoint

SHARES = (0.12, 0.25, 0.5, 1.0)


def nested(
    municipalities: Sequence[str], shares: Sequence[float], seed: int
) -> list[tuple[float, frozenset[str]]]:
    """(share, municipalities) for each share, every one within the next; the same seed gives the same."""
    names = sorted(set(municipalities))
    order = [names[n] for n in np.random.default_rng(seed).permutation(len(names))]
    return [(share, frozenset(order[: max(1, round(share * len(order)))])) for share in shares]


def curve(
    examples: Sequence[Example],
    ready: Sequence[Prepared],
    shares: Sequence[float] = SHARES,
    seed: int = 0,
    never: Collection[str] = (),
) -> Iterator[list[CurvePoint]]:
    """The points of all fields for one share after the other, smallest first; judged on the test split.

    `never`: municipalities that are not judged on.
    """
    learn, test = split(examples, never)
    judged_on = [examples[n] for n in test], [ready[n] for n in test]
    for share, towns in nested([examples[n].municipality for n in learn], shares, seed):
        part = [n for n in learn if examples[n].municipality in towns]
        classifier = fit([examples[n] for n in part], [ready[n] for n in part], "proef")
        _, figures = judge(classifier, *judged_on)
        yield [CurvePoint(f, share, len(towns), len(part), one.f1) for f, one in figures.items()]
