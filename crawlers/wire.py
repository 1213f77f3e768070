"""The lines between the engine and its child: one JSON object a line, over pipes, never on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from crawlers.visit import Job
from voorkant.records import FetchState, Query, RawDocument, Source, SourceOutcome
from voorkant.settings import NetworkSettings
from voorkant.vocabulary import Presence, PublisherKind, SourceKind

Message = dict[str, Any]


def encode(message: Mapping[str, Any]) -> bytes:
    """One line."""
    return json.dumps(message, default=_plain, ensure_ascii=True).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of one line. Raises ValueError when it is none."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("geen bericht")
    return message


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(type(value).__name__)


def hello(network: NetworkSettings, user_agent: str) -> Message:
    """The first line to a child."""
    return {"network": asdict(network), "user_agent": user_agent}


def read_hello(message: Message) -> tuple[NetworkSettings, str]:
    """The child's settings and name."""
    fields = message["network"]
    return NetworkSettings(**{**fields, "allow": tuple(fields["allow"])}), message["user_agent"]


def job(value: Job) -> Message:
    """A job as a message."""
    return {
        "source": asdict(value.source), "state": _state(value.state), "known": dict(value.known),
        "since": value.since, "now": value.now, "again": value.again,
    }  # fmt: skip


def _state(value: FetchState) -> Message:
    return {
        "source": value.source, "etag": value.etag, "last_modified": value.last_modified,
        "body_hash": value.body_hash, "cursor": dict(value.cursor), "fetched": value.fetched,
        "failures": value.failures,
    }  # fmt: skip


def read_job(message: Message) -> Job:
    """The job of a message."""
    return Job(
        _read_source(message["source"]),
        _read_state(message["state"]),
        message["known"],
        datetime.fromisoformat(message["since"]),
        datetime.fromisoformat(message["now"]),
        tuple(message["again"]),
    )


def _read_source(fields: Message) -> Source:
    query = fields["query"]
    changes = {
        "kind": SourceKind(fields["kind"]),
        "publisher_kind": PublisherKind(fields["publisher_kind"]),
        "review_by": date.fromisoformat(fields["review_by"]),
        "every": timedelta(seconds=fields["every"]),
        "query": Query(tuple(query["hashtags"]), tuple(query["terms"]), query["local"]),
    }
    return Source(**{**fields, **changes})


def _read_state(fields: Message) -> FetchState:
    return FetchState(**{**fields, "fetched": _moment(fields["fetched"])})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def document(value: RawDocument) -> Message:
    """A document as a message."""
    return {"document": asdict(value)}


def read_document(message: Message) -> RawDocument:
    """The document of a message."""
    fields = message["document"]
    changes = {
        "published": datetime.fromisoformat(fields["published"]),
        "updated": _moment(fields["updated"]),
        "links": tuple(fields["links"]),
        "hashtags": tuple(fields["hashtags"]),
    }
    return RawDocument(**{**fields, **changes})


def outcome(value: SourceOutcome) -> Message:
    """An outcome as a message."""
    fields = {name: getattr(value, name) for name in SourceOutcome.__slots__}
    return {"outcome": {**fields, "state": _state(value.state)}}


def read_outcome(message: Message) -> SourceOutcome:
    """The outcome of a message."""
    fields = message["outcome"]
    changes = {
        "state": _read_state(fields["state"]),
        "warnings": tuple(fields["warnings"]),
        "law": tuple(fields["law"]),
        "seen": {url: Presence(what) for url, what in fields["seen"].items()},
    }
    return SourceOutcome(**{**fields, **changes})
