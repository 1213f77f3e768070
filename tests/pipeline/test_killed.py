"""Killed at any moment and run again: the same export as a run that nobody killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.town import evening
from tests.pipeline.town_support import (
    BASE,
    EXPORTS,
    NEXT,
    ROOT,
    Town,
    command,
    environment,
    exported,
    iso,
    voorkant,
)  # fmt: skip

pytestmark = pytest.mark.slow
#: the line that a stage prints when it is done; the next stage begins then
AFTER = {"collect": "", "understand": "lezen", "gather": "begrijpen", "connect": "groeperen",
         "watch": "verbinden", "deliver": "bewaken"}  # fmt: skip


def _kill_in(folder: Path, stage: str, delay: float) -> int:
    """Start the real command and kill -9 it `delay` seconds into a stage; its exit code."""
    child = subprocess.Popen(
        command(folder, "run", "--as-of", iso(NEXT)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, env=environment(PYTHONUNBUFFERED="1"), cwd=ROOT,
    )  # fmt: skip
    assert child.stderr is not None
    if AFTER[stage]:
        for line in child.stderr:
            if line.startswith(AFTER[stage]):
                break
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):  # it ended by itself
        os.kill(child.pid, signal.SIGKILL)
    child.stderr.close()
    return child.wait(60)


@pytest.mark.parametrize(
    "delays",
    [
        {"collect": 3.0, "understand": 0.5, "gather": 0.05, "connect": 0.02, "watch": 0.0, "deliver": 0.0},
        {"collect": 5.0, "understand": 2.0, "gather": 0.4, "connect": 0.15, "watch": 0.05, "deliver": 0.1},
    ],
    ids=["early", "late"],
)
def test_killed_in_each_stage_in_turn(town: Town, tmp_path: Path, delays: dict[str, float]) -> None:
    folder = town.copy(BASE, tmp_path / "killed")
    town.server.now = evening(NEXT)
    codes = [_kill_in(folder, stage, delay) for stage, delay in delays.items()]
    assert codes.count(-signal.SIGKILL) >= 4, f"{codes}: most were killed in time"
    told = voorkant(folder, "run", "--as-of", iso(NEXT))
    assert told.code == 0, told.err
    found = exported(folder, evening(NEXT))
    different = [what for what in EXPORTS if found[what] != town.exports[NEXT][what]]
    assert not different


def test_killed_on_the_very_first_run(town: Town, tmp_path: Path) -> None:
    """The database half made, the keys half written."""
    from tests.pipeline.town_support import DAYS

    folder = town.fresh(tmp_path / "first")
    town.server.now = evening(DAYS[0])
    for delay in (1.5, 3.0, 5.0):
        child = subprocess.Popen(
            command(folder, "run", "--as-of", iso(DAYS[0])), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment(), cwd=ROOT,
        )  # fmt: skip
        time.sleep(delay)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(60)
    told = voorkant(folder, "run", "--as-of", iso(DAYS[0]))
    assert told.code == 0, told.err
    assert exported(folder, evening(DAYS[0])) == town.exports[DAYS[0]]
