"""A loopback server that plays sources, and what a visit needs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.engine import Engine, Job
from crawlers.law import origin
from voorkant.records import FetchState, Query, RawDocument, Source, SourceOutcome
from voorkant.settings import NetworkSettings
from voorkant.vocabulary import PublisherKind, SourceKind

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
AGENT = "Voorkant/0.1 (+mailto:voorkant@example.nl)"


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


Answer = tuple[int, dict[str, str], bytes]
Page = Answer | bytes | str | Callable[[Asked], Answer | bytes | str]


@dataclass
class Town:
    """Pages by path; what is not there is a 404. `asked` keeps every request."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [a.path for a in self.asked if a.path not in ("/robots.txt", "/.well-known/tdmrep.json")]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        page = self.pages.get(asked.path, (404, {}, b"weg"))
        if callable(page):
            page = page(asked)
        if isinstance(page, str):
            page = page.encode()
        return page if isinstance(page, tuple) else (200, {}, page)


@pytest.fixture(scope="session")
def ports() -> Iterator[list[socket.socket]]:
    """Sockets on ports of their own, one a town, known to the shared engine beforehand.

    They stay bound from the start, so that no other process of the tests is given the same port.
    """
    sockets = []
    for _ in range(120):
        bound = socket.socket()
        bound.bind(("127.0.0.1", 0))
        sockets.append(bound)
    yield list(sockets)
    for bound in sockets:
        bound.close()


@pytest.fixture(scope="session")
def shared(ports: list[socket.socket]) -> Iterator[Engine]:
    """One child process for all tests that need no settings of their own."""
    with Engine(settings(tuple(f"127.0.0.1:{s.getsockname()[1]}" for s in ports)), AGENT) as engine:
        yield engine


def settings(allow: tuple[str, ...], **changes: object) -> NetworkSettings:
    fields = {"allow": allow, "delay": 0.0, "timeout": 2.0, "source_timeout": 20.0, "retries": 0}
    return NetworkSettings(**{**fields, **changes})  # type: ignore[arg-type]  # a test's shorthand


@pytest.fixture
def town(ports: list[socket.socket]) -> Iterator[Town]:
    place = Town(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name is the standard library's
            parts = urlsplit(self.path)
            headers = {k.lower(): v for k, v in self.headers.items()}
            status, extra, body = place.answer(Asked(parts.path, parse_qs(parts.query), headers))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = ports.pop()
    server.server_activate()
    server.server_address = server.socket.getsockname()
    server.daemon_threads = True
    place.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield place
    server.shutdown()
    server.server_close()


def source(name: str, kind: SourceKind, url: str, query: Query | None = None) -> Source:
    return Source(
        name, kind, url, "De Veenbode", PublisherKind.MEDIA, "doel", "grondslag", "eigenaar",
        date(2030, 1, 1), query=query or Query(),
    )  # fmt: skip


@dataclass
class Reader:
    """Visits one source again and again, remembering what the pipeline would."""

    engine: Engine
    source: Source
    known: dict[str, str] = field(default_factory=dict)
    state: FetchState | None = None
    now: datetime = NOW
    since: datetime = NOW - timedelta(days=30)
    outcome: SourceOutcome | None = None
    #: what to look for after reading
    again: tuple[str, ...] = ()

    def job(self) -> Job:
        state = self.state or FetchState(self.source.id)
        return Job(self.source, state, self.known, self.since, self.now, self.again)

    def visit(self) -> list[RawDocument]:
        results = list(self.engine.visit([self.job()]))
        documents = [r for r in results if isinstance(r, RawDocument)]
        outcome = results[-1]
        assert isinstance(outcome, SourceOutcome) and len(results) == len(documents) + 1
        assert outcome.documents == len(documents)
        self.outcome, self.state = outcome, outcome.state
        self.known |= {d.url: d.entry_hash for d in documents}
        return documents

    def look(self, *paths: str) -> dict[str, str]:
        """Visit, look for these paths or addresses, and tell what became of each by its last part."""
        base = origin(self.source.url)
        self.again = tuple(p if p.startswith("http") else base + p for p in paths)
        self.visit()
        assert self.outcome and not self.outcome.error, self.error
        return {url.rpartition("/")[2]: what.value for url, what in self.outcome.seen.items()}

    @property
    def error(self) -> str:
        assert self.outcome
        return self.outcome.error


@dataclass
class Readers:
    """Makes readers on one engine that may reach the town."""

    town: Town
    shared: Engine
    engines: list[Engine] = field(default_factory=list)

    def engine(self, **changes: object) -> Engine:
        """The shared engine, or one with settings of its own."""
        if not changes:
            return self.shared
        allow = changes.pop("allow", (self.town.host,))
        engine = Engine(settings(allow, **changes), AGENT)  # type: ignore[arg-type]  # a test's shorthand
        self.engines.append(engine)
        return engine

    def __call__(
        self, kind: str, path: str = "/feed", query: Query | None = None, **changes: object
    ) -> Reader:
        engine = self.engine(**changes)
        return Reader(engine, source("bron", SourceKind(kind), self.town.url + path, query))


@pytest.fixture
def readers(town: Town, shared: Engine) -> Iterator[Readers]:
    made = Readers(town, shared)
    yield made
    for engine in made.engines:
        engine.close()
