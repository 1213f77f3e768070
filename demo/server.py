"""Plays the town's sources on loopback, in the true formats of their services, at a moment that can be moved.

>>> with TownServer() as town:
...     town.now = datetime(2026, 9, 3, 12, tzinfo=UTC)
...     town.url.startswith("http://127.0.0.1:")
True
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from demo import bluesky, discourse, feeds, mastodon, pages
from demo.addresses import Addresses
from demo.documents import LAST, load_documents, visible
from demo.view import Answer, Request, View

FAULTS = ("500", "hang", "garbage", "broken-entry")
#: how long a hanging source keeps a connection, in seconds
HANG = 120.0
_GARBAGE = b"\x89\x00\xff{[<<<\x07 geen bericht \xc3\x28 \xfe" * 40
Service = Callable[[View, Request], Answer | None]


SERVICES: Mapping[str, Service] = {
    "mastodon": mastodon.answer,
    "bluesky": bluesky.answer,
    "forum": discourse.answer,
    **{source: partial(feeds.serve, source=source) for source in feeds.FILES},
    **{source: partial(pages.answer, source=source) for source in ("gemeente", "dorpen")},
}


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up early is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as the base class passes it


class TownServer:
    """The town on `127.0.0.1`: everything published and edited up to `now` is there, nothing later.

    `now` may be set at any moment (aware datetime; at first the town's last moment). `faults` maps a
    source to how it misbehaves: one of FAULTS. `gone` holds the ids of documents that their writers took
    away; setting it anew takes hold at once. `asked` counts the requests by path.
    """

    def __init__(self, port: int = 0) -> None:
        self.now: datetime = LAST
        self.faults: dict[str, str] = {}
        self.gone: frozenset[str] = frozenset()
        self.asked: dict[str, int] = {}
        self._stopped = threading.Event()
        self._server = _QuietServer(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.addresses = Addresses(self.url, load_documents())
        self._view: View | None = None
        self._state: tuple[datetime, frozenset[str], bool] | None = None

    @property
    def url(self) -> str:
        """The base URL, `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url_of(self, document: str) -> str:
        """The canonical URL of a document of the town; raises KeyError for an unknown id."""
        return self.addresses.url_of(document)

    def id_of(self, url: str) -> str | None:
        """The id of the document at a URL, or None."""
        return self.addresses.id_of(url)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Answer | None:
        """What a path gives now; None when the source hangs."""
        self.asked[request.path] = self.asked.get(request.path, 0) + 1
        source, _, rest = request.path.removeprefix("/").partition("/")
        fault = self.faults.get(source, "")
        if fault == "hang":
            self._stopped.wait(HANG)
            return None
        if fault == "500":
            return Answer(b"Er ging iets mis.", "text/plain; charset=utf-8", 500)
        if fault == "garbage":
            return Answer(_GARBAGE, "application/octet-stream")
        view = self._look(broken=fault == "broken-entry")
        return self._find(view, source, Request(f"/{rest}", request.query), request.path) or _missing()

    def _find(self, view: View, source: str, request: Request, path: str) -> Answer | None:
        if path in ("", "/"):
            return pages.index(view)
        if path == "/robots.txt":
            return pages.robots(view)
        return SERVICES[source](view, request) if source in SERVICES else None

    def _look(self, *, broken: bool) -> View:
        """The town as it is now; kept until the moment moves."""
        state = (self.now, self.gone, broken)
        if self._view is None or self._state != state:
            now, gone, _ = state
            there = tuple(d for d in visible(load_documents(), now) if d.id not in gone)
            self._view, self._state = View(now, there, self.addresses, broken), state
        return self._view


def _missing() -> Answer:
    return Answer(b"<h1>404</h1><p>Deze pagina is er niet.</p>", status=404)


def unchanged(answer: Answer, etag: str, asked: Mapping[str, str]) -> bool:
    """Whether a conditional request may be answered with 304 (RFC 9110, 13.2.2)."""
    if answer.changed is None or answer.status != 200:
        return False
    if "if-none-match" in asked:
        return etag in (tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(","))
    try:
        since = parsedate_to_datetime(asked.get("if-modified-since", ""))
    except ValueError:
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return answer.changed.replace(microsecond=0) <= since


def _handler(town: TownServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "Lindewaarde"

        def do_GET(self) -> None:  # the name is the standard library's
            parts = urlsplit(self.path)
            answer = town.answer(Request(unquote(parts.path), parse_qs(parts.query)))
            if answer is None:
                self.close_connection = True
                return
            etag = f'"{sha256(answer.body).hexdigest()[:20]}"'
            asked = {name.lower(): value for name, value in self.headers.items()}
            self._send(answer, etag, again=unchanged(answer, etag, asked))

        def do_HEAD(self) -> None:
            self.do_GET()

        def _send(self, answer: Answer, etag: str, *, again: bool) -> None:
            self.send_response(304 if again else answer.status)
            headers = dict(answer.headers)
            if answer.changed:
                modified = format_datetime(answer.changed.astimezone(UTC), usegmt=True)
                headers |= {"ETag": etag, "Last-Modified": modified}
            if not again:
                headers |= {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not again and self.command != "HEAD":
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: paths may hold what people wrote."""

    return Handler
