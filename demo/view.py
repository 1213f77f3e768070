"""What the town's services are asked, what they answer, and what they can see at a moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from demo.addresses import Addresses
from demo.documents import TownDocument

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. `path` is decoded and, for a service, without the service's prefix (it starts with `/`)."""

    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)

    def first(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.query.get(name, [default])[0]

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A number within bounds; the default for what is no number."""
        text = self.first(name)
        return max(low, min(high, int(text))) if text.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. With `changed`, the server answers conditional requests."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    changed: datetime | None = None


def json_answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Data as JSON, as the APIs send it."""
    return Answer(json.dumps(data, ensure_ascii=False).encode(), JSON, status, headers or {})


@dataclass(frozen=True)
class View:
    """The town as it is at a moment: documents oldest first, in their wording of then."""

    now: datetime
    documents: tuple[TownDocument, ...]
    addresses: Addresses
    #: the source is to slip one broken entry among its good ones
    broken: bool = False

    @cached_property
    def by_id(self) -> Mapping[str, TownDocument]:
        """Documents by id."""
        return {d.id: d for d in self.documents}

    @cached_property
    def by_path(self) -> Mapping[str, TownDocument]:
        """Documents by their path on the server."""
        return {self.addresses.path_of(d.id): d for d in self.documents}

    def of(self, source: str) -> list[TownDocument]:
        """The documents of one source, oldest first."""
        return [d for d in self.documents if d.source == source]

    def base(self, source: str) -> str:
        """The base URL of a source, without a slash at the end."""
        return f"{self.addresses.base}/{source}"

    def linked(self, document: TownDocument) -> list[tuple[str, str]]:
        """URL and title of what a document links to."""
        targets = [self.by_id[name] for name in document.links if name in self.by_id]
        return [(self.addresses.url_of(t.id), title_of(t)) for t in targets]

    def replies(self, document: TownDocument) -> list[TownDocument]:
        """The direct answers to a document, oldest first."""
        return self._replies.get(document.id, [])

    @cached_property
    def _replies(self) -> Mapping[str, list[TownDocument]]:
        found: dict[str, list[TownDocument]] = {}
        for document in self.documents:
            if document.reply_to:
                found.setdefault(document.reply_to, []).append(document)
        return found

    @cached_property
    def topics(self) -> Mapping[int, list[TownDocument]]:
        """The posts of every topic of the forum, first post first."""
        found: dict[int, list[TownDocument]] = {}
        for document in self.of("forum"):
            found.setdefault(self.addresses.posts[document.id].topic, []).append(document)
        return found


def title_of(document: TownDocument) -> str:
    """Its title, or for what has none its first words."""
    return document.title or " ".join(document.text.split()[:8]) + " …"
