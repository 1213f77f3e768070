"""Gathering on the stream towns of the corpus: how good it is on a town not learned from, and the weights.

    .venv/bin/python -m bench.streams

Labels come from a model that saw none of the stream towns. Weights are fitted by maximum likelihood of the
right choices (conditional logit), documents in order, two towns at a time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models import corpus
from models.classifiers import Classifier, train
from networks.gathering import Gatherer, Item, Similarity, Weights
from networks.terms import Background
from nlp.masking import Masker
from pipeline.evidence import item
from pipeline.modelling import ordinary_dutch
from pipeline.tools import Tools
from pipeline.understanding import annotate
from voorkant.records import Document
from voorkant.settings import Settings

STREAM = "stroom-"
RIDGE = 2e-4
ROUNDS = 2
LEARNED = [f.name for f in fields(Similarity) if f.name != "link"]
#: (item, key of the initiative that it is about or None), in order
Stream = Sequence[tuple[Item, str | None]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One true choice: similarities of the candidates, which of them was right (-1: none), length."""

    candidates: NDArray[np.float64]
    right: int
    length: float


def streams() -> dict[str, Stream]:
    """Per stream town its documents as gathering sees them, with the truth."""
    examples = corpus.load()
    apart = [e for e in examples if e.id.startswith(STREAM)]
    mask = Masker(()).mask
    classifier = train([e for e in examples if not e.id.startswith(STREAM)], mask, "stromen")
    towns: defaultdict[str, list[corpus.Example]] = defaultdict(list)
    for example in sorted(apart, key=lambda e: (e.published, e.id)):
        towns[example.municipality].append(example)
    return {town: _stream(town, found, classifier) for town, found in sorted(towns.items())}


def _stream(town: str, examples: Sequence[corpus.Example], classifier: Classifier) -> Stream:
    tools = Tools(Settings(Path(), town, "", ZoneInfo("Europe/Amsterdam"), "", Path()))
    tools.classifier = classifier
    above = {e.id: e.reply_to for e in examples}
    documents = [_document(e, above, tools) for e in examples]
    annotations = annotate(documents, {}, tools)
    items = [item(d, a) for d, a in zip(documents, annotations, strict=True)]
    return [(i, e.subject if e.initiative else None) for i, e in zip(items, examples, strict=True)]


def _document(example: corpus.Example, above: Mapping[str, str | None], tools: Tools) -> Document:
    root = example.id
    while parent := above.get(root):
        root = parent
    return Document(
        url=_url(example.id),
        source=example.channel,
        title=tools.reader.mask(example.title),
        text=tools.reader.mask(example.text),
        published=example.published.astimezone(UTC),
        collected=datetime(1970, 1, 1, tzinfo=UTC),
        reply_to=_url(example.reply_to) if example.reply_to else None,
        thread=_url(root) if root != example.id else None,
    )


def _url(name: str) -> str:
    return f"urn:voorkant:{name}"


def choices(stream: Stream, known: Background, weights: Weights | None = None) -> list[Choice]:
    """What would have been right each time, given the groups that these weights made (None: the true ones).

    Learning from its own mistakes too, after Ross, Gordon and Bagnell 2011 (DAgger): true groups are purer
    than what it will have to choose from.
    """
    gatherer, found = Gatherer(known, weights), []
    about: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, key in stream:
        vector = gatherer.vector(one)
        candidates = gatherer.candidates(one, vector)
        right = _right(list(candidates), about, key)
        answered = gatherer.answered(one)
        if candidates and not answered and (key or one.relevant):
            told = [
                gatherer.similarity(one, vector, gatherer.groups[g], linked=linked)
                for g, linked in candidates.items()
            ]
            matrix = np.array([astuple(s)[: len(LEARNED)] for s in told])
            found.append(Choice(matrix, right, float(np.log1p(len(one.terms)))))
        if weights is None:
            fresh = f"i-{one.id}" if key or one.relevant else None
            group = answered or (list(candidates)[right] if right >= 0 else fresh)
            gatherer.restore(one, group)
        else:
            group = gatherer.place(one).group
        if group:
            about[group][key or one.id] += 1
    return found


def _right(candidates: Sequence[str], about: Mapping[str, Counter[str]], key: str | None) -> int:
    """The candidate that is mostly about this initiative and has most of it; -1 for none."""
    mine = [n for n, g in enumerate(candidates) if key and about[g] and about[g].most_common(1)[0][0] == key]
    return max(mine, key=lambda n: (about[candidates[n]][key or ""], -n), default=-1)


def taught(halves: Sequence[Stream], known: Background) -> Weights:
    """Weights after the true groups and two rounds of its own."""
    told = [c for stream in halves for c in choices(stream, known)]
    weights = learn(told)
    for _ in range(ROUNDS):
        told += [c for stream in halves for c in choices(stream, known, weights)]
        weights = learn(told)
    return weights


def together(towns: Sequence[Stream]) -> Stream:
    """Several towns as one busy one: moved to begin on the same day."""
    first = min(stream[0][0].published for stream in towns)
    moved = []
    for n, stream in enumerate(towns):
        days = timedelta(days=(stream[0][0].published - first).days)
        moved += [
            (replace(one, published=one.published - days), f"{n}:{key}" if key else None)
            for one, key in stream
        ]
    return sorted(moved, key=lambda pair: (pair[0].published, pair[0].id))


def learn(told: Sequence[Choice]) -> Weights:
    """The weights under which the true choices are most likely."""

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(w)
        for one in told:
            scores = np.r_[w[0] + w[1] * one.length, one.candidates @ w[2:]]
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            total -= np.log(chance[one.right + 1] + 1e-12)
            chance[one.right + 1] -= 1
            slope += np.r_[chance[0], chance[0] * one.length, one.candidates.T @ chance[1:]]
        shrink = np.r_[0, 0, w[2:]]
        return total / len(told) + RIDGE * float(shrink @ shrink), slope / len(told) + 2 * RIDGE * shrink

    best = minimize(loss, np.zeros(2 + len(LEARNED)), jac=True, method="L-BFGS-B").x
    named = dict(zip(("alone", "alone_length", *LEARNED), (round(float(x), 2) for x in best), strict=True))
    return Weights(**named)


def bcubed(
    stream: Stream, weights: Weights, known: Background, *, told_relevant: bool
) -> NDArray[np.float64]:
    """(precision, recall, F1) after Bagga and Baldwin 1998; `told_relevant`: as `try gather --all`."""
    wanted = [(i, key) for i, key in stream if key or not told_relevant]
    gatherer = Gatherer(known, weights)
    found = {
        i.id: gatherer.place(replace(i, relevant=True, relevance=1.0) if told_relevant else i).group
        for i, _ in wanted
    }
    true = {i.id: key for i, key in wanted}
    precision, recall = _agreement(found, true), _agreement(true, found)
    total = precision + recall
    return np.array([precision, recall, 2 * precision * recall / total if total else 0.0])


def _agreement(groups: Mapping[str, str | None], others: Mapping[str, str | None]) -> float:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for name, group in groups.items():
        if group:
            members[group].append(name)
    shares = [
        sum(others[a] is not None and others[a] == others[b] for b in same) / len(same)
        for same in members.values()
        for a in same
    ]
    return float(np.mean(shares)) if shares else 0.0


def main() -> None:
    """Print held-out figures and the weights learned from all."""
    known, towns = ordinary_dutch(), list(streams().items())
    halves = (towns[: len(towns) // 2], towns[len(towns) // 2 :])
    busy = [together([stream for _, stream in half]) for half in halves]
    for name, flag in (("as a stream", False), ("told what is relevant", True)):
        rows = []
        for n, half in enumerate(halves):
            weights = taught([busy[1 - n]], known)
            for town, stream in half:
                rows.append(bcubed(stream, weights, known, told_relevant=flag))
                print(_line(name, town, rows[-1]))
        print(_line(name, "mean", np.mean(rows, axis=0)))
    print(taught(busy, known))


def _line(name: str, town: str, row: NDArray[np.float64]) -> str:
    return f"{name:<22} {town:<12} precision {row[0]:.3f} recall {row[1]:.3f} F1 {row[2]:.3f}"


if __name__ == "__main__":
    main()
