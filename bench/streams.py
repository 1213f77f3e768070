"""Gathering on the stream towns of the corpus: how good it is on a town not learned from, and the weights.

    .venv/bin/python -m bench.streams

Labels come from a model that saw none of the stream towns. Weights are fitted by maximum likelihood of the
true choices (conditional logit), documents in order, each against the true groups so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
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


def choices(stream: Stream, known: Background) -> list[Choice]:
    """What would have been right each time, given the true groups so far."""
    gatherer, found = Gatherer(known), []
    for one, key in stream:
        truth = f"t-{key}" if key else f"n-{one.id}" if one.relevant else None
        vector = gatherer.vector(one)
        candidates = gatherer.candidates(one, vector)
        if truth and candidates and not gatherer.answered(one):
            told = [
                gatherer.similarity(one, vector, gatherer.groups[g], linked=linked)
                for g, linked in candidates.items()
            ]
            matrix = np.array([astuple(s)[: len(LEARNED)] for s in told])
            right = list(candidates).index(truth) if truth in candidates else -1
            found.append(Choice(matrix, right, float(np.log1p(len(one.terms)))))
        gatherer.restore(one, truth)
    return found


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
    known, towns = ordinary_dutch(), streams()
    told = {town: choices(stream, known) for town, stream in towns.items()}
    for name, flag in (("as a stream", False), ("told what is relevant", True)):
        rows = {
            town: bcubed(
                stream, learn([c for t in towns if t != town for c in told[t]]), known, told_relevant=flag
            )
            for town, stream in towns.items()
        }
        for town, row in (*rows.items(), ("mean", np.mean(list(rows.values()), axis=0))):
            print(f"{name:<22} {town:<12} precision {row[0]:.3f} recall {row[1]:.3f} F1 {row[2]:.3f}")
    print(learn([c for town in told.values() for c in town]))


if __name__ == "__main__":
    main()
