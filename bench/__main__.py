"""`make bench`: runs every measurement and writes bench/results.json."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench import peers
from bench.detectors import growth_beside_others
from crawlers.feeds import parse_feed
from demo.documents import load_documents
from demo.measures import bcubed
from demo.truth import load as load_truth
from models import corpus
from models.classifiers import prepare
from networks.gathering import Gatherer
from networks.groups import Item
from networks.terms import terms
from nlp.language import detect
from nlp.masking import Masker
from pipeline.modelling import load_classifier, ordinary_dutch

RESULTS = Path(__file__).parent / "results.json"
REPEATS = 5
SINGLE_PASS = 0.25


def seconds(work: Callable[[], object]) -> float:
    """The median of a few runs."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def classifying() -> dict[str, Any]:
    """Labels per second, masking included, beside language detection of the same texts."""
    texts = [(e.title, e.text) for e in corpus.load()]
    classifier, mask = load_classifier(), Masker(()).mask
    ours = seconds(lambda: classifier.classify([prepare(mask(t), mask(x)) for t, x in texts]))
    theirs = seconds(lambda: [detect(f"{t} {x}") for t, x in texts])
    return {"documents_per_second": len(texts) / ours, "times_language_detection": ours / theirs}


def feeds() -> dict[str, Any]:
    """Reading and cleaning a feed beside feedparser alone."""
    items = "".join(
        f"<item><title>Bericht {n}</title><link>https://a.example/{n}</link><guid>{n}</guid>"
        f"<description>&lt;p&gt;{'Tekst van het bericht. ' * 20}&lt;/p&gt;</description></item>"
        for n in range(100)
    )
    body = f"<rss version='2.0'><channel><title>Proef</title>{items}</channel></rss>".encode()
    ours = seconds(lambda: parse_feed(body, "https://a.example/rss"))
    theirs = seconds(lambda: feedparser.parse(body))
    return {"entries_per_second": 100 / ours, "times_feedparser": ours / theirs}


def gathering() -> dict[str, Any]:
    """Grouping the town's initiative documents, words alone, beside single-pass TF-IDF in the same order."""
    truth = load_truth()
    documents = sorted(
        (d for d in load_documents() if truth.documents[d.id].initiative), key=lambda d: d.published
    )
    ids = [d.id for d in documents]
    known = {i: truth.documents[i].initiative or "" for i in ids}

    def ours() -> list[str]:
        gatherer = Gatherer(ordinary_dutch())
        items = [
            Item(d.id, d.id, d.published, terms(d.title, d.text), reply_to=d.reply_to) for d in documents
        ]
        return [gatherer.place(i).group or i.id for i in items]

    def single_pass() -> list[str]:
        matrix = TfidfVectorizer().fit_transform(f"{d.title} {d.text}" for d in documents).toarray()
        groups: list[str] = []
        for n in range(len(documents)):
            near = matrix[:n] @ matrix[n] if n else np.array([0.0])
            best = int(near.argmax())
            groups.append(groups[best] if n and near[best] >= SINGLE_PASS else documents[n].id)
        return groups

    return {
        "bcubed_f1": bcubed(known, dict(zip(ids, ours(), strict=True))).f1,
        "single_pass_tfidf_bcubed_f1": bcubed(known, dict(zip(ids, single_pass(), strict=True))).f1,
        "times_single_pass_tfidf": seconds(ours) / seconds(single_pass),
    }


def main() -> None:
    """All measurements, printed and kept."""
    measurements: dict[str, Callable[[], dict[str, Any]]] = {
        "classifying": classifying,
        "feeds": feeds,
        "gathering": gathering,
        "streams": peers.compare,
        "growth": growth_beside_others,
    }
    found = {name: told for name, work in measurements.items() if (told := work())}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
