"""What the scheduler calls: each function is one task, a transaction that opens what it needs itself.

`config` is a configuration folder; `as_of` a past moment to replay (ISO 8601), None for now.
A source that failed is no failed task: it is in the report. A stage that failed is: StageError.
"""

from __future__ import annotations

import fcntl
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import privacy
from pipeline.collecting import collect as collect_sources
from pipeline.commands.common import opened, tell
from pipeline.stages import STAGES, Stage, run_stage
from pipeline.tools import Tools
from storage.store import Store
from voorkant.clock import parse_as_of
from voorkant.errors import VoorkantError
from voorkant.records import FetchState, Source
from voorkant.reports import Report
from voorkant.settings import Settings, load

#: sources a task reads, so that a retry repeats little and starting the crawler is worth it
CHUNK = 20
#: Airflow refuses to map a task more often
MAX_TASKS = 1024
#: a visit may come this much before its time: a scheduler is never on the second
SLACK = timedelta(minutes=5)


class StageError(VoorkantError):
    """A stage failed; what it says is fit for a user's eyes."""


def source_chunks(config: str, groups: int, as_of: str | None = None) -> list[list[list[str]]]:
    """The ids of the sources whose time has come, as turns[turn][group]; all lists may be empty.

    All sources of one host are in one group: when a group takes its turns one by one, no host is read
    twice at once. There are so few turns that turns times groups stays within MAX_TASKS.
    """
    with _opened(config, as_of) as (settings, store, now), store.begin() as db:
        due = [s for s in settings.sources if is_due(s, db.fetches.state(s.id), now)]
    return turns(due, groups)


def collect(config: str, ids: Sequence[str], as_of: str | None = None) -> None:
    """Visit these sources."""
    if ids:
        _run(config, "collect", as_of, partial(collect_sources, only=frozenset(ids)))


def stage(config: str, name: str, as_of: str | None = None) -> None:
    """Run one stage."""
    _run(config, name, as_of, STAGES[name])


def retain(config: str, as_of: str | None = None) -> None:
    """Let go of what is too old."""
    with _opened(config, as_of) as (settings, store, now):
        counts = privacy.retain(store, settings, now)
    print(", ".join(f"{what} {number}" for what, number in counts.items()))


def is_due(source: Source, state: FetchState, now: datetime) -> bool:
    """Whether a source may be visited again; a moment before the last visit is a replay, and always due."""
    return state.fetched is None or not state.fetched <= now < state.fetched + source.every - SLACK


def turns(sources: Iterable[Source], groups: int) -> list[list[list[str]]]:
    """Spread ids over groups by host, and over turns by number: turns[turn][group]."""
    by_group: defaultdict[int, list[str]] = defaultdict(list)
    for source in sorted(sources, key=lambda s: (host(s), s.id)):
        by_group[group_of(host(source), groups)].append(source.id)
    longest = max(map(len, by_group.values()), default=0)
    size = max(CHUNK, -(-longest // (MAX_TASKS // groups)))
    return [[by_group[group][n : n + size] for group in range(groups)] for n in range(0, longest, size)]


def host(source: Source) -> str:
    """The machine that a source is read from."""
    return (urlsplit(source.url).hostname or "").removeprefix("www.")


def group_of(host: str, groups: int) -> int:
    """The host's group, 0 to `groups` - 1: the same in every process and on every machine."""
    return int.from_bytes(sha256(host.encode()).digest()[:4]) % groups


def _run(config: str, name: str, as_of: str | None, what: Stage) -> None:
    with _opened(config, as_of) as (settings, store, now), Tools(settings) as tools:
        report = run_stage(name, store, tools, now, stage=what)
    _tell(report)
    if report.error:
        raise StageError(report.error)


def _tell(report: Report) -> None:
    with redirect_stderr(sys.stdout):  # Airflow shows what comes on standard error as an error
        tell(report)


@contextmanager
def _opened(config: str, as_of: str | None) -> Iterator[tuple[Settings, Store, datetime]]:
    """Settings, the store in its newest form, and the moment; now is after the waiting for one's turn."""
    settings = load(Path(config))
    with _turn(settings), opened(settings, make=True) as store:
        yield settings, store, parse_as_of(as_of, settings.zone)


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    """SQLite has room for one writer: on it tasks take turns. On PostgreSQL they run side by side."""
    if not settings.database.startswith("sqlite"):
        yield
        return
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with (settings.state_dir / "store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # freed when the file closes, also by a process that is killed
        yield
