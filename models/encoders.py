"""Vectors of whole texts beside the n-grams, from an encoder that the municipality installed itself.

Off unless `model.encoder` is in the configuration. Three kinds: the word vectors of a spaCy model (mean over
the words), a sentence-transformers model, and an endpoint that speaks the embeddings interface of OpenAI on
the municipality's own machine. Nothing is downloaded, and no text goes further than that machine.
"""

from __future__ import annotations

import importlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from voorkant.clock import utc_now
from voorkant.errors import ModelError
from voorkant.settings import Settings

Vectors = NDArray[np.float32]
#: what of a text is read, in characters; encoders themselves read less
MOST_TEXT = 20_000
BATCH = 64
#: bytes of vectors that are kept
MOST_CACHE = 200_000_000
_MOST_ANSWER = 100_000_000


class Encoder(Protocol):
    """From texts to vectors."""

    @property
    def name(self) -> str:
        """Kind and name: a model remembers with which it was trained."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts by dimension. Raises ModelError when the encoder does not answer."""
        ...


def load_encoder(settings: Settings) -> Encoder | None:
    """The encoder of the configuration with its cache; None when there is none there."""
    chosen = settings.encoder
    if chosen is None:
        return None
    name = f"{chosen.kind}:{chosen.name}"
    path = settings.folder / chosen.name
    where = str(path) if path.is_dir() else chosen.name
    encoder: Encoder
    if chosen.kind == "spacy":
        encoder = SpacyEncoder(name, where)
    elif chosen.kind == "sentence-transformers":
        encoder = SentenceEncoder(name, where)
    else:
        encoder = EndpointEncoder(name, chosen.name, chosen.url, settings.network.timeout)
    return Cached(encoder, settings.state_dir / "vectors", timedelta(days=settings.retention.full_text_days))


def _imported(package: str, kind: str, besides: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise ModelError(
            f"Voor model.encoder met kind {kind} ontbreekt een pakket. Installeer het in de omgeving van "
            f"Voorkant met `pip install {kind}`{besides}, of haal model.encoder uit voorkant.yaml."
        ) from error


class SpacyEncoder:
    """The mean of a spaCy model's word vectors. Only its tokeniser and vectors are used."""

    def __init__(self, name: str, where: str) -> None:
        spacy = _imported("spacy", "spacy", " en een model met woordvectoren, zoals nl_core_news_md")
        self.name = name
        try:
            self._nlp = spacy.load(where)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Het spaCy-model {where} is er niet of is onleesbaar. Installeer het, of verbeter "
                "model.encoder.name in voorkant.yaml."
            ) from error
        self.dimension = int(self._nlp.vocab.vectors_length)
        if not self.dimension:
            raise ModelError(
                f"Het spaCy-model {where} heeft geen woordvectoren. Kies er een met vectoren, "
                "zoals nl_core_news_md."
            )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts by dimension; zeros for a text without a known word."""
        docs = (self._nlp.make_doc(text[:MOST_TEXT]) for text in texts)
        return np.array([doc.vector for doc in docs], dtype=np.float32).reshape(len(texts), self.dimension)


class SentenceEncoder:
    """A sentence-transformers model from this machine; nothing is downloaded."""

    def __init__(self, name: str, where: str) -> None:
        package = _imported(
            "sentence_transformers", "sentence-transformers", " en zet het model zelf op deze machine"
        )
        self.name = name
        try:
            self._model = package.SentenceTransformer(where, local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Het model {where} staat niet op deze machine. Haal het zelf op, of verbeter "
                "model.encoder.name in voorkant.yaml."
            ) from error
        self.dimension = self.encode(["voorkant"]).shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts by dimension."""
        cut = [text[:MOST_TEXT] for text in texts]
        return np.asarray(
            self._model.encode(cut, batch_size=BATCH, show_progress_bar=False), dtype=np.float32
        )


class EndpointEncoder:
    """An endpoint `POST url/embeddings` {model, input} on a machine that the settings allowed."""

    def __init__(self, name: str, model: str, url: str, timeout: float) -> None:
        self.name = name
        self._model, self._url, self._timeout = model, f"{url.rstrip('/')}/embeddings", timeout
        self.dimension = self._ask(["voorkant"]).shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts by dimension, in batches."""
        cut = [text[:MOST_TEXT] or "-" for text in texts]  # such interfaces refuse an empty text
        parts = [self._ask(cut[n : n + BATCH]) for n in range(0, len(cut), BATCH)]
        found = np.vstack(parts) if parts else np.zeros((0, self.dimension), np.float32)
        if found.shape[1] != self.dimension:
            raise self._trouble("geeft vectoren van wisselende lengte")
        return found

    def _ask(self, texts: Sequence[str]) -> Vectors:
        body = json.dumps({"model": self._model, "input": list(texts), "encoding_format": "float"}).encode()
        try:
            rows = sorted(json.loads(self._post(body))["data"], key=lambda row: row["index"])
            found = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, KeyError, TypeError):
            raise self._trouble("geeft geen vectoren") from None
        if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
            raise self._trouble("geeft geen vector per tekst")
        return found

    def _post(self, body: bytes) -> bytes:
        """The answer. Follows no redirect and asks no proxy: texts go to the allowed machine or nowhere."""
        parts = urlsplit(self._url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        try:
            with closing(kind(parts.hostname or "", parts.port, timeout=self._timeout)) as connection:
                connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                text = answer.read(_MOST_ANSWER)
        except (OSError, HTTPException) as error:
            raise self._trouble("antwoordt niet") from error
        if answer.status != HTTPStatus.OK:
            raise self._trouble(f"antwoordt met code {answer.status}")
        return text

    def _trouble(self, what: str) -> ModelError:
        """Without the text that was asked for (LAW 21)."""
        return ModelError(f"{self._url} {what}. Kijk of de dienst draait, of haal model.encoder weg.")


class Cached:
    """An encoder that remembers vectors by a digest of their text, for `keep` and up to MOST_CACHE bytes."""

    def __init__(self, encoder: Encoder, folder: Path, keep: timedelta, most: int = MOST_CACHE) -> None:
        self._encoder, self._keep = encoder, keep
        self.name, self.dimension = encoder.name, encoder.dimension
        self._most = max(1, most // (4 * self.dimension))
        folder.mkdir(parents=True, exist_ok=True)
        key = sha256(f"{self.name} {self.dimension}".encode()).hexdigest()[:16]
        self._file = folder / f"{key}.db"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts by dimension, each of length 1 (or zeros)."""
        digests = [sha256(text.encode(errors="replace")).digest() for text in texts]
        now = utc_now()
        with closing(sqlite3.connect(self._file, timeout=60)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, made TEXT, vector BLOB)")
            db.execute("DELETE FROM vectors WHERE made < ?", ((now - self._keep).isoformat(),))
            known = self._known(db, set(digests))
        new = {d: text for d, text in zip(digests, texts, strict=True) if d not in known}
        made = (
            dict(zip(new, _of_length_one(self._encoder.encode(list(new.values()))), strict=True))
            if new
            else {}
        )
        self._remember(made, now)
        found = known | made
        return np.array([found[d] for d in digests], dtype=np.float32).reshape(len(texts), self.dimension)

    def _known(self, db: sqlite3.Connection, digests: set[bytes]) -> dict[bytes, Vectors]:
        rows = (db.execute("SELECT vector FROM vectors WHERE digest = ?", (d,)).fetchone() for d in digests)
        return {
            d: np.frombuffer(row[0], np.float32)
            for d, row in zip(digests, rows, strict=True)
            if row is not None
        }

    def _remember(self, made: dict[bytes, Vectors], now: datetime) -> None:
        rows = [(d, now.isoformat(), v.tobytes()) for d, v in made.items()]
        with closing(sqlite3.connect(self._file, timeout=60)) as db, db:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            db.execute(
                "DELETE FROM vectors WHERE rowid <= (SELECT max(rowid) FROM vectors) - ?", (self._most,)
            )


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
