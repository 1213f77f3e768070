"""The parent's side of collecting: one child process with Scrapy in it, kept while the Engine is open."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import IO

from crawlers import wire
from crawlers.visit import Job
from voorkant.errors import SourceError
from voorkant.records import RawDocument, SourceOutcome
from voorkant.settings import NetworkSettings

__all__ = ["Engine", "Job"]

#: how many sources are visited at the same time
AT_ONCE = 8
#: seconds between two looks at the kill switch while a source is read (LAW 22)
LOOK = 2.0
#: seconds that the child gets to say by itself that a source took too long, before it is ended
GRACE = 5.0
START_LIMIT = 90.0


class _Child:
    """A process with a thread that reads its lines and one that writes to it, so that neither side blocks."""

    def __init__(self, network: NetworkSettings, user_agent: str) -> None:
        root = str(Path(__file__).resolve().parents[1])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        assert self.process.stdin and self.process.stdout  # noqa: S101 - pipes were asked for
        for work, pipe in ((self._read, self.process.stdout), (self._write, self.process.stdin)):
            threading.Thread(target=work, args=(pipe,), daemon=True).start()
        self.send(wire.hello(network, user_agent))
        if self.receive(START_LIMIT) is None:
            self.end()
            raise SourceError("het leesproces start niet")

    def _read(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # a child that died: who waits for a line learns it below
            for line in pipe:
                self._lines.put(line)
        self._lines.put(b"")

    def _write(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):  # or that was ended meanwhile, which `receive` tells
            while (line := self._jobs.get()) is not None:
                pipe.write(line)
                pipe.flush()
        with suppress(OSError, ValueError):  # closed by then
            pipe.close()

    def send(self, message: wire.Message) -> None:
        """Queue a line for the child."""
        self._jobs.put(wire.encode(message))

    def receive(self, timeout: float) -> wire.Message | None:
        """The next message; None when none came in time (seconds) or the child is gone."""
        try:
            line = self._lines.get(timeout=max(0.0, timeout))
            return wire.decode(line)
        except (queue.Empty, ValueError):
            return None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._jobs.put(None)
        self.process.kill()
        self.process.wait()


@dataclass(slots=True)
class _Batch:
    """The jobs of one call of `visit`: waiting, under way (with deadline and documents so far)."""

    waiting: deque[Job]
    width: int = AT_ONCE
    under_way: dict[str, Job] = field(default_factory=dict)
    deadlines: dict[str, float] = field(default_factory=dict)
    documents: dict[str, list[RawDocument]] = field(default_factory=dict)

    def next(self) -> Job | None:
        """The next job that may start, or None."""
        if not self.waiting or len(self.under_way) >= self.width:
            return None
        return self.waiting.popleft()

    def begin(self, job: Job, deadline: float) -> None:
        """A job went to the child."""
        self.under_way[job.source.id] = job
        self.deadlines[job.source.id] = deadline
        self.documents[job.source.id] = []

    def finish(self, source: str) -> list[RawDocument]:
        """A job is over; its documents."""
        self.under_way.pop(source, None)
        self.deadlines.pop(source, None)
        return self.documents.pop(source, [])

    def abandon(self) -> list[Job]:
        """The child died: the jobs under way, none of them counted as begun any more."""
        jobs = list(self.under_way.values())
        for job in jobs:
            self.finish(job.source.id)
        return jobs


class Engine:
    """Visits sources through one child process. A context manager; `visit` may be called again and again."""

    def __init__(
        self, network: NetworkSettings, user_agent: str, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        """`stopped` is asked every two seconds of a visit; once it is true, all reading ends."""
        self._network, self._user_agent, self._stopped = network, user_agent, stopped
        self._child: _Child | None = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process. A later visit starts a new one."""
        if self._child:
            self._child.end()
            self._child = None

    def visit(self, jobs: Sequence[Job]) -> Iterator[RawDocument | SourceOutcome]:
        """Per source: its new or changed documents, then its one outcome. Sources come as they are done.

        Never raises for what sources do. When the child dies or no longer answers, the sources under way
        are tried once more one by one, so that only the one to blame ends with an error.
        """
        batch = _Batch(deque(jobs))
        suspects: list[Job] = []
        try:
            yield from self._work(batch, suspects)
            for job in suspects:
                alone: list[Job] = []
                yield from self._work(_Batch(deque([job]), width=1), alone)
                yield from (_failed(job) for job in alone)
        finally:
            if batch.under_way:  # the caller stopped listening half-way
                self.close()

    def _work(self, batch: _Batch, suspects: list[Job]) -> Iterator[RawDocument | SourceOutcome]:
        """Run a batch to its end; jobs that a dying child left behind are added to `suspects`."""
        while batch.waiting or batch.under_way:
            if self._stopped():
                self.close()
                yield from (_halted(job) for job in (*batch.abandon(), *batch.waiting))
                return
            try:
                child = self._running()
            except SourceError as error:
                yield from (_failed(job, str(error)) for job in (*batch.abandon(), *batch.waiting))
                return
            while (job := batch.next()) is not None:
                child.send(wire.job(job))
                batch.begin(job, time.monotonic() + self._network.source_timeout + GRACE)
            left = min(batch.deadlines.values()) - time.monotonic()
            message = child.receive(min(left, LOOK))
            if message is not None:
                yield from _result(batch, message)
            elif left <= LOOK or child.process.poll() is not None:
                self.close()
                suspects += batch.abandon()

    def _running(self) -> _Child:
        if self._child is not None and self._child.process.poll() is not None:
            self.close()
        if self._child is None:
            self._child = _Child(self._network, self._user_agent)
        return self._child


def _result(batch: _Batch, message: wire.Message) -> Iterator[RawDocument | SourceOutcome]:
    if "document" in message:
        document = wire.read_document(message)
        batch.documents.setdefault(document.source, []).append(document)
        return
    outcome = wire.read_outcome(message)
    if outcome.source in batch.under_way:
        yield from batch.finish(outcome.source)
        yield outcome


def _halted(job: Job) -> SourceOutcome:
    """Not the source's doing: its state stays as it was."""
    return SourceOutcome(job.source.id, job.state, error="het verzamelen is stilgezet")


def _failed(job: Job, error: str = "het leesproces viel weg tijdens deze bron") -> SourceOutcome:
    state = replace(job.state, source=job.source.id, failures=job.state.failures + 1)
    return SourceOutcome(job.source.id, state, error=error)
