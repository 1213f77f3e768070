"""What a stage is: a function of store, settings and clock that returns a report of what it did.

    collect → understand → gather → connect → watch → deliver

Each takes what is new since it last finished, can be run again without changing what it already did,
and can be stopped at any moment: its writes are whole transactions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from pipeline.collecting import collect
from pipeline.delivering import deliver
from pipeline.following import connect, watch
from pipeline.gathering import gather
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from pipeline.understanding import understand
from storage.store import Store
from voorkant.errors import VoorkantError
from voorkant.reports import Report
from voorkant.settings import Settings


class Stage(Protocol):
    """One verb of the flow."""

    def __call__(self, store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
        """Do what is new at `now`."""
        ...


STAGES: Mapping[str, Stage] = {
    "collect": collect,
    "understand": understand,
    "gather": gather,
    "connect": connect,
    "watch": watch,
    "deliver": deliver,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, stage by stage."""

    reports: tuple[Report, ...]

    @property
    def failed(self) -> bool:
        """Whether a stage (not just a source) failed."""
        return any(report.error for report in self.reports)


def run_stage(
    name: str,
    store: Store,
    tools: Tools,
    now: datetime,
    progress: Progress = QUIET,
    *,
    stage: Stage | None = None,
) -> Report:
    """Run one stage, time it and keep its report; trouble of ours becomes the report's error.

    `stage` is what to run under that name when it is not the whole stage, as a part of the sources.
    """
    began = time.monotonic()
    try:
        report = (stage or STAGES[name])(store, tools, now, progress)
    except VoorkantError as error:
        report = Report(name, {}, error=str(error))
    report = replace(report, seconds=round(time.monotonic() - began, 2))
    with store.begin() as db:
        db.runs.save(report, now)
    return report


def run(
    store: Store,
    settings: Settings,
    now: datetime,
    *,
    tools: Tools | None = None,
    progress: Progress = QUIET,
    names: Sequence[str] = tuple(STAGES),
    after: Callable[[Report], None] = lambda _: None,
) -> Summary:
    """Run stages in order; a failed one ends the run, as the next would build on half a day."""
    own = tools or Tools(settings)
    reports: list[Report] = []
    try:
        for name in names:
            reports.append(run_stage(name, store, own, now, progress))
            after(reports[-1])
            if reports[-1].error:
                break
    finally:
        if tools is None:
            own.__exit__(None, None, None)
    return Summary(tuple(reports))
