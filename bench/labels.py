"""What labels chosen by `label next` bring, against random ones: a replay over the corpus.

    .venv/bin/python -m bench.labels [channel ...]

A model that learned from one channel alone gets labels of other channels: a hundred chosen by
`models.choosing` (five times twenty, as a team would do in five weeks), a hundred at random, and three
hundred at random. Judged on municipalities that nothing was learned from. Towns in order are left out:
they have a few subjects each.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import corpus
from models.choosing import OFFERED, choose
from models.classifiers import Classifier, Prepared
from models.judging import judge, split
from models.training import fit, prepared
from nlp.masking import Masker

CHANNELS = ("nieuws", "petitie", "raad", "forum")
REPEATS = 3
ROUNDS, A_ROUND = 5, 20


@dataclass(frozen=True, slots=True)
class Replay:
    """The corpus made ready: what may be learned from and what is judged on, by place."""

    examples: Sequence[corpus.Example]
    ready: Sequence[Prepared]
    learn: Sequence[int]
    test: Sequence[int]

    def train(self, places: Sequence[int]) -> Classifier:
        """A model that learned from these."""
        return fit([self.examples[n] for n in places], [self.ready[n] for n in places], "proef")

    def texts(self, places: Sequence[int]) -> list[str]:
        """What `label next` reads of these."""
        return ["\n".join((e.title, e.text, e.context)) for e in (self.examples[n] for n in places)]

    def score(self, classifier: Classifier) -> tuple[float, float]:
        """(F1 of initiative, mean F1 over the fields)."""
        _, figures = judge(
            classifier, [self.examples[n] for n in self.test], [self.ready[n] for n in self.test]
        )
        return figures["initiative"].f1, float(np.mean([f.f1 for f in figures.values()]))


def load() -> Replay:
    """The corpus without towns in order."""
    examples = [e for e in corpus.load() if not e.id.startswith(("stad-", "stroom-"))]
    learn, test = split(examples)
    return Replay(examples, prepared(examples, Masker(()).mask), learn, test)


def chosen(replay: Replay, start: Sequence[int], offered: Sequence[int], seed: int) -> list[int]:
    """What `label next` picks in so many rounds, the model trained again after each."""
    picked: list[int] = []
    for n in range(ROUNDS):
        classifier = replay.train([*start, *picked])
        left = [k for k in offered if k not in set(picked)]
        labels = classifier.classify([replay.ready[k] for k in left])
        known = replay.texts([*start, *picked])
        found = choose(labels, replay.texts(left), known, A_ROUND, seed + n)
        picked += [left[c.index] for c in found]
    return picked


def main(channels: Sequence[str]) -> None:
    """Print the lift of each way, per channel and repeat."""
    replay = load()
    print(f"{len(replay.examples)} documenten, {len(replay.test)} om op te meten")
    print("kanaal      n   begin        100 gekozen  100 toeval   300 toeval   (F1 initiatief, gemiddelde)")
    for channel in channels:
        start = [n for n in replay.learn if replay.examples[n].channel == channel]
        others = [n for n in replay.learn if replay.examples[n].channel != channel]
        for seed in range(REPEATS):
            rng = np.random.default_rng(seed)
            offered = [others[n] for n in rng.permutation(len(others))[:OFFERED]]
            ways: tuple[list[int], ...] = (
                [],
                chosen(replay, start, offered, 100 * seed),
                offered[:100],
                offered[:300],
            )
            scores = [replay.score(replay.train([*start, *way])) for way in ways]
            told = "  ".join(f"{one:.3f} {mean:.3f}" for one, mean in scores)
            print(f"{channel:<10}{len(start):>4}  {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or CHANNELS)
