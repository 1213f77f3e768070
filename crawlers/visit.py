"""One visit to one source: what the pipeline asks (Job) and what a connector works with (Visit)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawlers.fetch import Fetcher
from voorkant.records import FetchState, RawDocument, Source, SourceOutcome
from voorkant.vocabulary import Presence

MAX_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class Job:
    """A source to visit. `known`: canonical URL -> entry_hash of what is stored from it; times in UTC.

    `again`: URLs of stored documents to look for after reading, the most urgent first (LAW 11).
    """

    source: Source
    state: FetchState
    known: Mapping[str, str]
    since: datetime
    now: datetime
    again: tuple[str, ...] = ()


@dataclass(slots=True)
class Visit:
    """A job under way. A connector yields documents and leaves in `state` what the next visit needs."""

    job: Job
    web: Fetcher
    state: FetchState
    warnings: list[str] = field(default_factory=list)
    #: what became of the documents in `job.again`, as far as they were looked for
    seen: dict[str, Presence] = field(default_factory=dict)

    def known(self, url: str, digest: str) -> bool:
        """Whether this very item is stored already."""
        return self.job.known.get(url) == digest

    def warn(self, text: str) -> None:
        """Note trouble with one item, as a Dutch clause."""
        if text not in self.warnings and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(text)

    def keep(self, **changes: object) -> None:
        """Change what the next visit will know."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # field names are checked by it

    def keep_cursor(self, **cursors: str) -> None:
        """Set cursors, leaving the others."""
        self.state = replace(self.state, cursor={**self.state.cursor, **cursors})

    def cursor(self, key: str) -> str:
        """A cursor of the last visit, or ""."""
        return self.job.state.cursor.get(key, "")


Connector = Callable[[Visit], AsyncIterator[RawDocument]]
#: looks for stored documents at these URLs and notes in `visit.seen` what became of each.
#: Raises FetchError when it could not be told of any more of them.
Search = Callable[[Visit, Sequence[str]], Awaitable[None]]


def start(job: Job, web: Fetcher) -> Visit:
    """The visit that carries out a job."""
    return Visit(job, web, replace(job.state, source=job.source.id))


def ended(visit: Visit, documents: int, error: str) -> SourceOutcome:
    """How a visit ended. After an error the cursors stay where they were, so that nothing is missed."""
    job = visit.job
    if error:
        state = replace(job.state, source=job.source.id, failures=job.state.failures + 1)
    else:
        state = replace(visit.state, fetched=job.now, failures=0)
    law = tuple(dict.fromkeys(visit.web.law))
    return SourceOutcome(
        job.source.id, state, visit.web.requests, documents, error, tuple(visit.warnings), law, visit.seen
    )
