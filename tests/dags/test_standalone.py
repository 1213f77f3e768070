"""`make airflow` on the sample town: a real scheduler carries a replayed day through collect to follow."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dags.standalone import password, settings
from demo.config import write_config
from demo.server import TownServer

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
            os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_real_scheduler_replays_a_day_from_collect_to_follow(
    town: Path, standalone: tuple[subprocess.Popen[str], dict[str, str]]
) -> None:
    running, environment = standalone
    database = town / "airflow" / "airflow.db"
    parsed = "SELECT count(*) FROM serialized_dag"
    said = town / "said.txt"
    wait_for("login", lambda: "Inloggen: admin" in said.read_text(), running)
    wait_for("parsed DAGs", lambda: asked(database, parsed) == [(5,)], running)
    await_quiet()
    command = ["dags", "trigger", "collect", "--conf", f'{{"as_of": "{NOW.isoformat()}"}}']
    subprocess.run(
        [sys.executable, "-m", "airflow", *command], env=environment, check=True, capture_output=True
    )
    followed = "SELECT count(*) FROM dag_run WHERE dag_id = 'follow' AND state = 'success'"
    wait_for("follow", lambda: asked(database, followed) != [(0,)], running)

    assert password(town / "airflow") in said.read_text()
    pools = asked(database, "SELECT pool, slots FROM slot_pool WHERE pool LIKE 'voorkant%' ORDER BY pool")
    assert pools == [(f"voorkant_hosts_{n}", 1) for n in range(8)]
    used = asked(database, "SELECT DISTINCT pool FROM task_instance WHERE task_id = 'read_4'")
    assert used == [("voorkant_hosts_4",)]
    store = town / "voorkant.db"
    stages = asked(store, "SELECT DISTINCT stage FROM runs WHERE as_of LIKE '2026-09-20 21:30%'")
    assert {stage for (stage,) in stages} == {"collect", "understand", "gather", "connect", "watch"}
    assert asked(store, "SELECT count(*) FROM initiatives")[0][0] > 0
