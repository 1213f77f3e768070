"""`make airflow` on the sample town: a real scheduler carries a replayed day from one DAG to the next."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dags.standalone import password, settings
from demo.config import write_config
from demo.server import TownServer
from pipeline import scheduled
from voorkant.settings import load

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 9, 20, 21, 30, tzinfo=UTC)
PATIENCE = 240.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def asked(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def wait_for(what: str, done: Any, running: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert running.poll() is None, f"Airflow ended while waiting for {what}"
        assert time.monotonic() < until, f"no {what} within {PATIENCE:.0f} seconds"
        time.sleep(0.5)


def await_quiet() -> None:
    """Stay clear of the half hour, when collect starts by itself and reads today."""
    now = datetime.now(UTC)
    rest = timedelta(minutes=30) - timedelta(minutes=now.minute % 30, seconds=now.second)
    if rest < timedelta(seconds=75):
        time.sleep(rest.total_seconds() + 20)


def started_for(town: Path) -> list[int]:
    """Whatever still runs on this town's configuration: Airflow's workers leave the process group."""
    mark, found = f"VOORKANT_CONFIG={town}".encode(), []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
    return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A configuration folder that reads a town whose clock stands at NOW."""
    folder = tmp_path_factory.mktemp("lindewaarde")
    with TownServer() as server:
        server.now = NOW
        write_config(folder, server.url)
        yield folder


@pytest.fixture(scope="module")
def standalone(
    town: Path, airflow_env: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    home = town / "airflow"
    own = {"AIRFLOW_HOME": str(home), "VOORKANT_CONFIG": str(town), "AIRFLOW__API__PORT": str(free_port())}
    given = {k: v for k, v in airflow_env.items() if not k.startswith("AIRFLOW")} | own
    with (town / "said.txt").open("w") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "dags.standalone"],
            env=given, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            yield running, settings(home, town, given)
        finally:
            running.send_signal(signal.SIGINT)  # as Ctrl-C: Airflow ends its parts in order
            with suppress(subprocess.TimeoutExpired):
                running.wait(30)
            for process in started_for(town):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


@pytest.mark.slow
def test_a_real_scheduler_replays_a_day_over_the_assets(
    town: Path, standalone: tuple[subprocess.Popen[str], dict[str, str]]
) -> None:
    running, environment = standalone
    database, store, said = town / "airflow" / "airflow.db", town / "voorkant.db", town / "said.txt"
    scheduled.collect(str(town), [s.id for s in load(town).sources], NOW.isoformat())
    wait_for("login", lambda: "Inloggen: admin" in said.read_text(), running)
    parsed = "SELECT count(*) FROM serialized_dag"
    wait_for("parsed DAGs", lambda: asked(database, parsed) == [(5,)], running)
    await_quiet()
    command = ["dags", "trigger", "understand", "--conf", f'{{"as_of": "{NOW.isoformat()}"}}']
    subprocess.run(
        [sys.executable, "-m", "airflow", *command], env=environment, check=True, capture_output=True
    )
    followed = "SELECT count(*) FROM dag_run WHERE dag_id = 'follow' AND state = 'success'"
    wait_for("follow", lambda: asked(database, followed) == [(1,)], running)

    assert password(town / "airflow") in said.read_text()
    pools = asked(database, "SELECT pool, slots FROM slot_pool WHERE pool LIKE 'voorkant%' ORDER BY pool")
    assert pools == [(f"voorkant_hosts_{n}", 1) for n in range(8)]
    stages = asked(store, "SELECT stage, as_of FROM runs ORDER BY id")
    assert stages == [
        (stage, "2026-09-20 21:30:00.000000")
        for stage in ("collect", "understand", "gather", "connect", "watch")
    ]
    assert asked(store, "SELECT count(*) FROM initiatives")[0][0] > 0
    assert asked(database, "SELECT run_type FROM dag_run WHERE dag_id IN ('deliver', 'retain')") == []
