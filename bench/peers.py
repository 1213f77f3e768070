"""Gathering beside known methods: one short noisy stream of more than a hundred initiatives.

    .venv/bin/python -m bench.peers

Half of the corpus towns (`stad-*`) is played as one stream: what is about an initiative, all towns begun on
one day, in order of time. On the other half ours learns, and there the settings of each peer are chosen for
the best BCubed F1 (among those that make no mere heap). All get the same masked texts, titles included.
What a method calls noise is a group of its own each. A third of the texts answers another and often names
no subject: hence also a stream without answers.

Ours sees no label of the played towns: its weights come from the other half, its ordinary Dutch from the
corpus without the played towns, and places and organisations are found by rules, as the finder that ships
learned from these towns. It goes without themes and protest for the same reason, which `try gather --all`
would have. It decides on each document when it comes; the peers know the TF-IDF of the whole stream, and
DBSCAN (Ester and others 1996) and BERTopic's method (Grootendorst 2022) group all of it at once.

BERTopic's method is made from its parts: an embedding (an SVD of TF-IDF, which also stands for UMAP: that is
not installed), then HDBSCAN.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN, HDBSCAN
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score
from sklearn.preprocessing import normalize

from bench.streams import play, taught
from bench.towns import by_town, document_of
from demo.measures import bcubed
from models import corpus
from networks.choosing import Weights
from networks.groups import Item
from networks.terms import Background, background, counted, terms
from networks.tidying import PairWeights
from nlp.masking import Masker
from nlp.reader import Reader
from pipeline.tools import Tools
from voorkant.records import Document
from voorkant.settings import Settings

PREFIX = "stad-"
ALL, TALKING = "all documents", "without answers"
NOTES = (
    "ours learned on other towns; without the labels of a classifier (themes, protest), places by rules",
    "ours decides on each document as it comes; DBSCAN and BERTopic's method see the whole stream at once, "
    "and all TF-IDF is that of the whole stream",
    "settings of the peers are chosen on other towns for the best BCubed F1, heaps left out",
    "`try gather --all` gets words alone and never merges; the product also follows answers and links",
    "UMAP is not installed: an SVD of TF-IDF is embedding and reduction in one",
)
VECTORS: Mapping[str, Any] = {
    "words": TfidfVectorizer(sublinear_tf=True),
    "runs of letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 5), min_df=2, sublinear_tf=True),
}
DIMENSIONS = 200
#: one heap with all else apart has a fair BCubed F1 and is of no use: a setting must make so many groups of
#: two and more for each topic, if any does
NO_HEAP = 0.25
Labels = NDArray[np.int64]
Rows = NDArray[np.float64]
#: values to choose from, by setting
Grid = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Post:
    """A masked document of a town, its true initiative, and who reads that town's texts."""

    document: Document
    key: str
    reader: Reader

    @property
    def text(self) -> str:
        """What the peers get."""
        return f"{self.document.title}\n{self.document.text}"


@dataclass(frozen=True, slots=True)
class Peer:
    """A method: what it makes of a TF-IDF matrix (documents x terms) first, whatever its settings, and then
    with settings a label for each document, -1 for noise.
    """

    name: str
    prepare: Callable[[Any], Rows]
    work: Callable[..., Labels]
    grid: Grid


def posts(examples: Sequence[corpus.Example]) -> list[Post]:
    """A town's documents about initiatives, in order."""
    town = examples[0].municipality
    tools = Tools(Settings(Path(), town, "", ZoneInfo("Europe/Amsterdam"), "", Path()))
    above = {e.id: e.reply_to for e in examples}
    return [
        Post(document_of(e, above, tools), f"{town} {e.subject}", tools.reader)
        for e in examples
        if e.initiative
    ]


def together(towns: Sequence[Sequence[Post]]) -> list[Post]:
    """Towns as one stream, each moved by whole days so that all begin on one."""
    first = min(town[0].document.published.date() for town in towns)
    moved = [
        replace(p, document=replace(p.document, published=p.document.published - (begun - first)))
        for town in towns
        for begun in [town[0].document.published.date()]
        for p in town
    ]
    return sorted(moved, key=lambda p: (p.document.published, p.document.id))


def seen(post: Post) -> Item:
    """A document as ours sees it: told to be relevant."""
    document, reader = post.document, post.reader
    places = [p.name for p in reader.places(post.text)]
    organisations = reader.organisations(post.text)
    return Item(
        document.id,
        document.url,
        document.published,
        terms(document.title, document.text, organisations, places, hashtags=document.hashtags),
        reply_to=document.reply_to,
        thread=document.thread,
        links=document.links,
    )


def alone(item: Item) -> Item:
    """Its words only, as a line of `try gather`."""
    return replace(item, reply_to=None, thread=None, links=())


def alikeness(matrix: Any) -> Rows:
    """The cosine of each pair of documents."""
    found: Rows = np.clip((matrix @ matrix.T).toarray(), 0, 1)
    return found


def distance(matrix: Any) -> Rows:
    """One less the cosine."""
    found: Rows = 1 - alikeness(matrix)
    return found


def embedding(matrix: Any) -> Rows:
    """Vectors of length 1 from a truncated SVD."""
    found: Rows = normalize(TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(matrix))
    return found


def single_pass(alike: Rows, *, threshold: float) -> Labels:
    """Each joins the nearest document before it, or begins a group (Allan and others 1998)."""
    labels: Labels = np.arange(len(alike), dtype=np.int64)
    for n in range(1, len(alike)):
        best = int(alike[n, :n].argmax())
        if alike[n, best] >= threshold:
            labels[n] = labels[best]
    return labels


def dense(apart: Rows, *, eps: float, least: int) -> Labels:
    """DBSCAN on cosine distance."""
    found: Labels = DBSCAN(eps=eps, min_samples=least, metric="precomputed").fit_predict(apart)
    return found


def dense_tree(vectors: Rows, *, smallest: int, core: int | None) -> Labels:
    """HDBSCAN; without `core` it is as large as the smallest group, as in BERTopic."""
    found: Labels = HDBSCAN(min_cluster_size=smallest, min_samples=core, copy=True).fit_predict(vectors)
    return found


PEERS = (
    Peer(
        "single-pass TF-IDF",
        alikeness,
        single_pass,
        {"threshold": np.arange(0.1, 0.6, 0.025).round(3).tolist()},
    ),
    Peer(
        "DBSCAN", distance, dense, {"eps": np.arange(0.4, 0.96, 0.05).round(2).tolist(), "least": (2, 3, 5)}
    ),
    Peer(
        "BERTopic's method (SVD, HDBSCAN)", embedding, dense_tree, {"smallest": (3, 5, 10), "core": (None, 1)}
    ),
)


def measured(stream: Sequence[Post], labels: Sequence[object]) -> dict[str, Any]:
    """NMI (arithmetic mean), BCubed and numbers of groups; -1 is a group of its own each time."""
    ids = [p.document.id for p in stream]
    keys = [p.key for p in stream]
    groups = [f"- {i}" if label == -1 else str(label) for i, label in zip(ids, labels, strict=True)]
    score = bcubed(dict(zip(ids, keys, strict=True)), dict(zip(ids, groups, strict=True)))
    return {
        "nmi": round(float(normalized_mutual_info_score(keys, groups)), 3),
        "bcubed_precision": round(score.precision or 0, 3),
        "bcubed_recall": round(score.recall or 0, 3),
        "bcubed_f1": round(score.f1 or 0, 3),
        "groups": len(set(groups)),
        "groups_of_two_and_more": sum(n > 1 for n in Counter(groups).values()),
    }


def beside(peer: Peer, tuning: Sequence[Post], played: Sequence[Post]) -> dict[str, Any]:
    """A peer on a stream, with the way of weighing and settings that were best on another."""
    name, settings = max(
        (tried for name in VECTORS for tried in _tried(peer, name, tuning)), key=lambda t: t[0]
    )[1]
    began = time.perf_counter()
    labels = peer.work(_prepared(peer, name, played), **settings)
    spent = time.perf_counter() - began
    return {**measured(played, labels.tolist()), "seconds": round(spent, 2), "settings": [name, settings]}


def _tried(
    peer: Peer, name: str, stream: Sequence[Post]
) -> Iterator[tuple[tuple[bool, float], tuple[str, dict[str, Any]]]]:
    """What each setting is worth, first of all whether it is no heap."""
    rows, topics = _prepared(peer, name, stream), len({p.key for p in stream})
    for values in product(*peer.grid.values()):
        settings = dict(zip(peer.grid, values, strict=True))
        found = measured(stream, peer.work(rows, **settings).tolist())
        apart = found["groups_of_two_and_more"] >= NO_HEAP * topics
        yield (apart, found["bcubed_f1"]), (name, settings)


def _prepared(peer: Peer, name: str, stream: Sequence[Post]) -> Rows:
    return peer.prepare(VECTORS[name].fit_transform(p.text for p in stream))


@dataclass(frozen=True, slots=True)
class Learned:
    """What ours knows, none of it from the played towns."""

    known: Background
    weights: Weights
    rule: PairWeights


def learned(towns: Sequence[Sequence[Post]], examples: Sequence[corpus.Example]) -> Learned:
    """Weights from some towns, each by itself as in `bench.streams`; ordinary Dutch from examples."""
    mask = Masker(()).mask
    known = background(len(examples), [counted([(mask(e.title), mask(e.text)) for e in examples])])
    return Learned(known, *taught([[(seen(p), p.key) for p in town] for town in towns], known))


def ours(from_others: Learned, played: Sequence[Post], *, words_alone: bool) -> dict[str, Any]:
    """Ours on a stream: words alone and never merging, or as the product does."""
    began = time.perf_counter()
    items = [alone(seen(p)) if words_alone else seen(p) for p in played]
    pairs = [(item, p.key) for item, p in zip(items, played, strict=True)]
    rule = None if words_alone else from_others.rule
    groups = play(pairs, from_others.known, from_others.weights, rule).groups
    spent = time.perf_counter() - began
    return {**measured(played, [groups[i.id] for i in items]), "seconds": round(spent, 2)}


def compare() -> dict[str, Any]:
    """All methods on the played half, with and without answers in threads."""
    examples = corpus.load()
    found = {name: rows for name, rows in by_town(examples).items() if name.startswith(PREFIX)}
    others, played = sorted(found)[::2], sorted(found)[1::2]
    held = {e.id for name in played for e in found[name]}
    other_towns = [posts(found[name]) for name in others]
    whole = {"tuning": together(other_towns), "played": together([posts(found[n]) for n in played])}
    from_others = learned(other_towns, [e for e in examples if e.id not in held])
    results: dict[str, Any] = {"notes": NOTES}
    for way in (ALL, TALKING):
        tuning, stream = (
            [p for p in whole[part] if way == ALL or not p.document.reply_to] for part in ("tuning", "played")
        )
        results[way] = {
            "documents": len(stream),
            "topics": len({p.key for p in stream}),
            "towns": len(played),
            "ours, as `try gather --all`": ours(from_others, stream, words_alone=True),
            **{peer.name: beside(peer, tuning, stream) for peer in PEERS},
        }
    results[ALL]["ours, as the product"] = ours(from_others, whole["played"], words_alone=False)
    return results


def main() -> None:
    """Print the comparison as tables."""
    results = compare()
    print(*results.pop("notes"), sep="\n")
    for way, rows in results.items():
        print(f"\n{way}: {rows['documents']} of {rows['towns']} towns, {rows['topics']} topics")
        print(f"{'':<34} {'NMI':>6} {'B3 P':>6} {'R':>6} {'F1':>6} {'groups':>7} {'of 2+':>6} {'s':>6}")
        for name, row in rows.items():
            if isinstance(row, dict):
                print(_line(name, row), *row.get("settings", ()))


def _line(name: str, row: Mapping[str, Any]) -> str:
    scores = " ".join(f"{row[k]:6.3f}" for k in ("nmi", "bcubed_precision", "bcubed_recall", "bcubed_f1"))
    return f"{name:<34} {scores} {row['groups']:7} {row['groups_of_two_and_more']:6} {row['seconds']:6.2f}"


if __name__ == "__main__":
    main()
