"""Encoders: real spaCy vectors, a real endpoint on loopback, and what happens when one is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import spacy
from thinc.api import NumpyOps

from models import corpus
from models.classifiers import prepare
from models.encoders import Cached, EndpointEncoder, Vectors, load_encoder
from models.evaluation import cross_validate
from models.registry import Registry
from models.training import features_of, fit, prepared
from voorkant.errors import ConfigError, ModelError
from voorkant.records import LABEL_FIELDS
from voorkant.settings import EncoderSettings, Settings, load

TEXTS = ["Wij beginnen een buurtmoestuin", "De raad vergadert over de begroting", "", "Wij beginnen"]


class Endpoint(ThreadingHTTPServer):
    """Speaks the embeddings interface: a word is a direction, a text the sum; `spoil` breaks it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.seen: list[str] = []
        self.batches: list[int] = []
        self.spoil = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Endpoint)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/embeddings" or asked["model"] != "proef" or not all(asked["input"]):
            return self._send(400, b"{}")
        server.seen += asked["input"]
        server.batches.append(len(asked["input"]))
        rows: list[dict[str, Any]] = [
            {"object": "embedding", "index": n, "embedding": vector(text)}
            for n, text in enumerate(asked["input"])
        ]
        if server.spoil == "fewer":
            rows = rows[:-1]
        if server.spoil == "redirect":
            return self._send(307, b"", f"http://127.0.0.1:{server.server_port}/elders")
        if server.spoil == "no json":
            return self._send(200, b"<html>")
        if server.spoil == "error":
            return self._send(500, json.dumps({"error": asked["input"]}).encode())
        if server.spoil == "nan":
            rows[0]["embedding"] = [float("nan")] * 16
        # the order of the answer is free: `index` tells
        return self._send(200, json.dumps({"object": "list", "data": rows[::-1]}).encode())

    def _send(self, code: int, body: bytes, to: str = "") -> None:
        self.send_response(code)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def vector(text: str) -> list[float]:
    found = np.zeros(16)
    for word in text.lower().split():
        found[sha256(word.encode()).digest()[0] % 16] += 1
    return [float(v) for v in found]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def _settings(folder: Path, encoder: EncoderSettings | None) -> Settings:
    return Settings(
        folder, "Proefstad", "GM9999", ZoneInfo("Europe/Amsterdam"), "", folder / "state", encoder=encoder
    )


def _with_endpoint(folder: Path, endpoint: Endpoint) -> Settings:
    return _settings(folder, EncoderSettings("openai", "proef", endpoint.url))


def test_an_endpoint_gives_a_vector_per_text_and_is_asked_once(tmp_path: Path, endpoint: Endpoint) -> None:
    encoder = load_encoder(_with_endpoint(tmp_path, endpoint))
    assert encoder and (encoder.name, encoder.dimension) == ("openai:proef", 16)
    endpoint.seen.clear()
    found = encoder.encode([*TEXTS, TEXTS[0]])
    assert found.shape == (5, 16) and found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert np.allclose(found[0], np.array(vector(TEXTS[0])) / np.linalg.norm(vector(TEXTS[0])))
    assert np.array_equal(found[0], found[4])
    assert sorted(endpoint.seen) == sorted([TEXTS[0], TEXTS[1], "-", TEXTS[3]])
    again = load_encoder(_with_endpoint(tmp_path, endpoint))
    endpoint.seen.clear()
    assert again and np.array_equal(again.encode(TEXTS), found[:4])
    assert endpoint.seen == [], "kept on disk"
    kept = b"".join(p.read_bytes() for p in (tmp_path / "state" / "vectors").iterdir())
    assert b"buurtmoestuin" not in kept, "no text is kept"


def test_many_texts_go_in_batches(tmp_path: Path, endpoint: Endpoint) -> None:
    encoder = EndpointEncoder("openai:proef", "proef", endpoint.url, 5)
    endpoint.batches.clear()
    assert encoder.encode([f"tekst {n}" for n in range(150)]).shape == (150, 16)
    assert endpoint.batches == [64, 64, 22]


@pytest.mark.parametrize("spoil", ["fewer", "redirect", "no json", "error", "nan"])
def test_a_bad_answer_is_one_sentence_without_the_text(spoil: str, endpoint: Endpoint) -> None:
    encoder = EndpointEncoder("openai:proef", "proef", endpoint.url, 5)
    endpoint.spoil = spoil
    endpoint.seen.clear()
    with pytest.raises(ModelError) as caught:
        encoder.encode(["geheim"])
    assert "geheim" not in str(caught.value) and endpoint.url in str(caught.value)
    assert endpoint.seen == ["geheim"], "it goes nowhere else"


def test_nobody_answers(tmp_path: Path, endpoint: Endpoint) -> None:
    settings = _with_endpoint(tmp_path, endpoint)
    endpoint.server_close()
    endpoint.shutdown()
    with pytest.raises(ModelError, match="antwoordt niet"):
        load_encoder(settings)


class Counting:
    """An encoder that tells how many texts it was asked for."""

    name, dimension = "telt:mee", 4

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, texts: Any) -> Vectors:
        self.asked += len(texts)
        return np.ones((len(texts), 4), np.float32)


def test_the_cache_is_bounded_in_size_and_age(tmp_path: Path) -> None:
    counting = Counting()
    cached = Cached(counting, tmp_path, timedelta(days=1), most=10 * 16)
    cached.encode([str(n) for n in range(25)])
    cached.encode([str(n) for n in range(15, 25)])
    assert counting.asked == 25, "the newest ten are there"
    cached.encode(["3"])
    assert counting.asked == 26
    Cached(counting, tmp_path, timedelta(days=-1)).encode(["24"])
    assert counting.asked == 27, "what is too old is gone"


def test_a_spacy_model_of_ones_own(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    nlp = spacy.blank("nl")
    words = sorted({w for t in TEXTS for w in t.split()})
    vectors = {word: chance.normal(size=12) for word in words}
    for word, vector in vectors.items():
        nlp.vocab.set_vector(word, NumpyOps().asarray1f(vector.tolist()))
    nlp.to_disk(tmp_path / "woorden")
    encoder = load_encoder(_settings(tmp_path, EncoderSettings("spacy", "woorden")))
    assert encoder and (encoder.name, encoder.dimension) == ("spacy:woorden", 12)
    found = encoder.encode([*TEXTS, "xyzzy"])
    mean = np.mean([vectors[w] for w in TEXTS[3].split()], axis=0)
    assert np.allclose(found[3], mean / np.linalg.norm(mean), atol=1e-5)
    assert not found[2].any() and not found[4].any(), "nothing known, nothing told"
    spacy.blank("nl").to_disk(tmp_path / "leeg")
    with pytest.raises(ModelError, match="geen woordvectoren"):
        load_encoder(_settings(tmp_path, EncoderSettings("spacy", "leeg")))
    with pytest.raises(ModelError, match="is er niet"):
        load_encoder(_settings(tmp_path, EncoderSettings("spacy", "bestaat_niet")))


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pip install sentence-transformers"):
        load_encoder(_settings(tmp_path, EncoderSettings("sentence-transformers", "iets")))


@pytest.fixture(scope="module")
def examples() -> list[corpus.Example]:
    return [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))][::6]


def test_a_model_remembers_its_encoder(
    examples: list[corpus.Example], tmp_path: Path, endpoint: Endpoint
) -> None:
    settings = _with_endpoint(tmp_path, endpoint)
    encoder = load_encoder(settings)
    assert encoder
    ready = prepared(examples, str)
    plain, rich = fit(examples, ready, "zonder"), fit(examples, ready, "met", encoder)
    assert [h.weights.shape[1] for h in rich.heads.values()] == [
        h.weights.shape[1] + 16 for h in plain.heads.values()
    ]
    asked = [prepare("", "Wie helpt zaterdag mee?"), prepare("", "Ik!", "Wie helpt zaterdag mee?")]
    told = rich.classify(asked)
    assert told != plain.classify(asked)

    registry = Registry(tmp_path / "models", lambda: load_encoder(settings))
    registry.save(rich, {"version": "met"})
    registry.save(plain, {"version": "zonder"})
    assert registry.load("met").classify(asked) == told
    assert registry.load("zonder").classify(asked) == plain.classify(asked)
    for given in (lambda: None, Counting):
        with pytest.raises(ModelError, match="openai:proef"):
            Registry(tmp_path / "models", given).load("met")


def test_without_one_nothing_is_different_and_nothing_is_asked(examples: list[corpus.Example]) -> None:
    assert load_encoder(_settings(Path("nergens"), None)) is None
    assert not Path("nergens").exists()
    features = features_of(prepared(examples, str))
    assert set(features.state()) == {"words", "words_idf", "letters", "letters_idf", "signals"}


def test_an_encoder_is_measured_like_the_rest(
    examples: list[corpus.Example], tmp_path: Path, endpoint: Endpoint
) -> None:
    with_it = cross_validate(examples, str, load_encoder(_with_endpoint(tmp_path, endpoint)))
    without = cross_validate(examples, str)
    assert set(with_it) == set(without) == set(LABEL_FIELDS)
    assert with_it != without


@pytest.mark.parametrize(
    ("encoder", "why"),
    [
        ("{kind: openai, name: a, url: 'https://voorbeeld.nl/v1'}", "network.allow"),
        ("{kind: openai, name: a, url: 'http://10.0.0.5:8080/v1'}", "network.allow"),
        ("{kind: openai, name: a, url: 'http://127.0.0.1@voorbeeld.nl/v1'}", "network.allow"),
        ("{kind: openai, name: a, url: 'file:///etc/passwd'}", "network.allow"),
        ("{kind: openai, name: a}", "model.encoder.url ontbreekt"),
        ("{kind: spacy}", "model.encoder.name ontbreekt"),
        ("{kind: woordenboek, name: a}", "Kies uit spacy"),
        ("spacy", "model.encoder moet sleutels"),
    ],
)
def test_a_mistake_in_the_configuration(encoder: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("[]\n", "utf-8")
    file = tmp_path / "voorkant.yaml"
    file.write_text(f"municipality: {{name: Proefstad}}\nmodel:\n  encoder: {encoder}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"voorkant\.yaml, regel 3") as caught:
        load(tmp_path)
    assert why in str(caught.value)


def test_an_allowed_machine_may_be_asked(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("[]\n", "utf-8")
    (tmp_path / "voorkant.yaml").write_text(
        "municipality: {name: Proefstad}\nnetwork: {allow: ['rekenhuis.intern:8080']}\n"
        "model: {encoder: {kind: openai, name: e5, url: 'http://rekenhuis.intern:8080/v1'}}\n",
        "utf-8",
    )
    assert load(tmp_path).encoder == EncoderSettings("openai", "e5", "http://rekenhuis.intern:8080/v1")
