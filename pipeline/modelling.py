"""Which model judges: the municipality's own, else the one made at set-up from the corpus that ships."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from models import corpus
from models.classifiers import Classifier, train
from models.evaluation import cross_validate, judge
from models.registry import Registry
from networks.terms import Background, background
from nlp.masking import Masker
from voorkant.clock import utc_now
from voorkant.plain import from_plain, to_plain
from voorkant.settings import Settings

_CHECKOUT = Path(__file__).parents[1] / "models"


def shipped() -> Registry:
    """The models made from the corpus that ships: in the checkout, or in the cache when that is read-only."""
    writable = os.access(_CHECKOUT, os.W_OK)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voorkant"
    return Registry(_CHECKOUT / "trained" if writable else cache / "trained")


def own(settings: Settings) -> Registry:
    """The municipality's own models."""
    return Registry(settings.state_dir / "models")


def load_classifier(settings: Settings | None = None) -> Classifier:
    """The municipality's promoted model, else the shipped one (made now when this corpus has none yet)."""
    if settings is not None and own(settings).in_use():
        return own(settings).load()
    registry = shipped()
    wanted = shipped_version()
    if all(entry.version != wanted for entry in registry.entries()):
        make(registry, corpus.load(), wanted, utc_now())
    return registry.load(wanted)


def ordinary_dutch() -> Background:
    """How often ordinary documents have each term; counted once per corpus, kept beside its model."""
    file = shipped().folder / f"woorden-{shipped_version()}.json"
    if not file.exists():
        mask = Masker(()).mask
        counted = background((mask(e.title), mask(e.text)) for e in corpus.load())
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(to_plain(counted), ensure_ascii=False), "utf-8")
        part.replace(file)
    return from_plain(Background, json.loads(file.read_text("utf-8")))


def shipped_version() -> str:
    """Names the corpus and the code that make the shipped model, cheaply: a digest of the files."""
    files = [
        *sorted(corpus.CORPORA.glob("*.jsonl")),
        *sorted(_CHECKOUT.glob("*.py")),
        *sorted((_CHECKOUT / "data").glob("*.txt")),
        *sorted((_CHECKOUT.parent / "nlp").glob("*.py")),
        *sorted((_CHECKOUT.parent / "nlp" / "data").iterdir()),
        _CHECKOUT.parent / "networks" / "terms.py",
    ]
    digest = sha256()
    for file in files:
        digest.update(file.read_bytes())
    return f"basis-{digest.hexdigest()[:12]}"


def make(registry: Registry, examples: list[corpus.Example], version: str, now: datetime) -> Classifier:
    """Train, save with a card, and use from now on."""
    classifier = train(examples, Masker(()).mask, version)
    registry.save(classifier, card(examples, version, now))
    registry.promote(version, "voorkant", now)
    return classifier


def card(examples: list[corpus.Example], version: str, now: datetime) -> dict[str, Any]:
    """What anyone should know of a model: data, size, day, limits."""
    return {
        "version": version,
        "trained": now.isoformat(),
        "documents": len(examples),
        "data_digest": corpus.digest(examples),
        "municipalities": len({e.municipality for e in examples}),
        "about_initiatives": sum(e.initiative for e in examples),
        "method": "logistische regressie op woorden, lettergroepen en signalen; namen met een perceptron",
        "limits": "Geleerd van korte Nederlandse teksten; ironie en verwijzingen gaan vaak mis.",
    }


def evaluate(examples: list[corpus.Example]) -> dict[str, dict[str, Any]]:
    """Cross-validation by municipality: figures per field."""
    return {field: asdict(figures) for field, figures in cross_validate(examples, Masker(()).mask).items()}


def evaluate_on(examples: list[corpus.Example], settings: Settings) -> dict[str, dict[str, Any]]:
    """The model in use on documents that it did not learn from: figures per field."""
    found = judge(load_classifier(settings), examples, Masker(()).mask)
    return {field: asdict(figures) for field, figures in found.items()}
