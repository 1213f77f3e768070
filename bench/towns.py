"""The towns of the corpus as the product sees them, with what is true of them.

Each town's documents are labelled by a model that saw nothing of its fold of towns.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import joblib

import voorkant
from models import corpus
from models.classifiers import Classifier
from models.training import train
from nlp.masking import Masker
from pipeline import tools, understanding
from pipeline.modelling import shipped_version
from pipeline.tools import Tools
from pipeline.understanding import annotate
from voorkant.records import Annotation, Document
from voorkant.settings import Settings

PREFIXES = ("stroom-", "stad-")
TRUTH = Path(__file__).parent / "towns"
FOLDS = 3
KEPT = Path(__file__).parent / ".towns"


@dataclass(frozen=True, slots=True)
class Read:
    """One document as it was understood, and the initiative that it is truly about."""

    document: Document
    annotation: Annotation
    key: str | None


@dataclass(frozen=True, slots=True)
class Town:
    """A town's documents in order. `truth` is empty for a town whose networks are not told."""

    name: str
    fold: int
    documents: tuple[Read, ...]
    truth: Mapping[str, Any]


def towns() -> list[Town]:
    """All towns, labelled fold by fold: three trainings, so what they gave is kept."""
    file = KEPT / f"{_version()}.joblib"
    if file.exists():
        kept: list[Town] = joblib.load(file)
        return kept
    done = _labelled()
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob("*.joblib"):
        old.unlink()
    part = file.with_suffix(f".{os.getpid()}")
    joblib.dump(done, part)
    part.replace(file)
    return done


def _version() -> str:
    """Names all that decides what the towns look like."""
    rooms = (Path(understanding.__file__), Path(tools.__file__), *Path(voorkant.__file__).parent.glob("*.py"))
    files = sorted((Path(__file__), *rooms, *TRUTH.iterdir()))
    own = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
    return f"{shipped_version()}-{own}"


def _labelled() -> list[Town]:
    examples = corpus.load()
    found = by_town(examples)
    folds = [sorted(found)[n::FOLDS] for n in range(FOLDS)]
    done: list[Town] = []
    for number, names in enumerate(folds):
        held = {e.id for name in names for e in found[name]}
        classifier = train([e for e in examples if e.id not in held], Masker(()).mask, f"zonder {number}")
        done += [_read(name, number, found[name], classifier) for name in names]
    return done


def by_town(examples: Iterable[corpus.Example]) -> dict[str, list[corpus.Example]]:
    """The documents of each town, in order."""
    found: defaultdict[str, list[corpus.Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda e: (e.published, e.id)):
        if example.id.startswith(PREFIXES):
            found[example.id.rsplit("-", 1)[0]].append(example)
    return dict(found)


def truth_of(name: str) -> Mapping[str, Any]:
    """What is true of a town; empty for one whose networks are not told."""
    file = TRUTH / f"{name.split('-', 1)[1]}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def _read(name: str, fold: int, examples: Sequence[corpus.Example], classifier: Classifier) -> Town:
    tools = Tools(Settings(Path(), examples[0].municipality, "", ZoneInfo("Europe/Amsterdam"), "", Path()))
    tools.classifier = classifier
    tools.speakers = {e.source or e.channel: s for e in examples if (s := e.speaker)}
    above = {e.id: e.reply_to for e in examples}
    documents = [document_of(e, above, tools) for e in examples]
    annotations = annotate(documents, {}, tools)
    keys = [e.subject if e.initiative else None for e in examples]
    return Town(name, fold, tuple(map(Read, documents, annotations, keys)), truth_of(name))


def document_of(example: corpus.Example, above: Mapping[str, str | None], tools: Tools) -> Document:
    """An example as the product has it, masked. `above`: what each answers, by id."""
    root = example.id
    while parent := above.get(root):
        root = parent
    return Document(
        url=url_of(example.id),
        source=example.source or example.channel,
        title=tools.reader.mask(example.title),
        text=tools.reader.mask(example.text),
        published=example.published.astimezone(UTC),
        collected=datetime(1970, 1, 1, tzinfo=UTC),
        participant=example.author or None,
        reply_to=url_of(example.reply_to) if example.reply_to else None,
        thread=url_of(root) if root != example.id else None,
        links=tuple(map(url_of, example.links)),
    )


def url_of(name: str) -> str:
    """An address for a document of the corpus."""
    return f"urn:voorkant:{name}"
