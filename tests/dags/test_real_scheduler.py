"""`make airflow` as it is: its real processes carry what a source published from DAG to DAG."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from dags.standalone import USER, password
from pipeline.modelling import load_classifier

ROOT = Path(__file__).parents[2]
CHAIN = ("collect", "understand", "follow")
STAGES = ("collect", "understand", "gather", "connect", "watch")
ENTRIES = 6
#: a hang ends here (seconds); on a quiet machine all of it takes a tenth of this
PATIENCE = 480.0
TEXT = "Bewoners van de Lindelaan beginnen samen een buurttuin en zoeken vrijwilligers voor zaterdag. " * 7


def feed() -> bytes:
    """Entries of the last hours: the scheduler works by the clock on the wall."""
    items = "".join(
        f"<item><title>Buurttuin Lindelaan {n}</title><guid isPermaLink='false'>tuin-{n}</guid>"
        f"<pubDate>{format_datetime(datetime.now(UTC) - timedelta(hours=n + 1), usegmt=True)}</pubDate>"
        f"<description>{TEXT} Dit is bericht {n}.</description></item>"
        for n in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>De Veenbode</title>{items}</channel></rss>'.encode()


@pytest.fixture
def source() -> Iterator[str]:
    """host:port of a paper on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is the standard library's
            if self.path != "/feed":
                self.send_error(404)
                return
            body = feed()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def config(source: str, tmp_path: Path) -> Path:
    """A configuration that reads the paper."""
    folder = tmp_path / "lindewaarde"
    folder.mkdir()
    shared = {"purpose": "zien", "legal_basis": "AVG artikel 6"}
    row = {"id": "veenbode", "kind": "feed", "url": f"http://{source}/feed", "publisher": "De Veenbode",
           "publisher_kind": "media", "owner": "regie", "review_by": "2199-01-01", **shared}  # fmt: skip
    main = {"municipality": {"name": "Lindewaarde"}, "processing": shared,
            "network": {"allow": [source], "delay": 0}}  # fmt: skip
    (folder / "voorkant.yaml").write_text(yaml.safe_dump(main), "utf-8")
    (folder / "sources.yaml").write_text(yaml.safe_dump([row]), "utf-8")
    (folder / "places.csv").write_text("name,kind,code,lat,lon,part_of\n", "utf-8")
    load_classifier()  # so that no task has to train it
    return folder


def free_ports(number: int) -> list[str]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [str(s.getsockname()[1]) for s in sockets]
    for opened in sockets:
        opened.close()
    return ports


class Standalone:
    """A running `python -m dags.standalone`, and its interface for programs."""

    def __init__(self, config: Path, home: Path) -> None:
        api, *logs = free_ports(3)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "VOORKANT"))}
        self.home, self.said = home, home.with_suffix(".txt")
        own = {
            "AIRFLOW_HOME": str(home),
            "VOORKANT_CONFIG": str(config),
            "AIRFLOW__API__PORT": api,
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": logs[0],
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": logs[1],
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        }
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dags.standalone"], env=kept | own, cwd=ROOT, stdout=said,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.until = time.monotonic() + PATIENCE
        self.web = httpx.Client(base_url=f"http://127.0.0.1:{api}", timeout=30.0)

    def stop(self) -> None:
        """As Ctrl-C does; then whatever is left of its session: tasks are in process groups of their own."""
        self.web.close()
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):  # what is left is killed next
            self.process.wait(30)
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(ProcessLookupError):  # it ended by itself
                if os.getsid(int(process.name)) == self.process.pid:
                    os.kill(int(process.name), signal.SIGKILL)

    def wait_for(self, what: str, told: Callable[[], Any]) -> Any:
        """What `told` gives once it gives anything."""
        while time.monotonic() < self.until and self.process.poll() is None:
            with suppress(httpx.TransportError):  # not up yet: asked again
                if found := told():
                    return found
            time.sleep(1)
        tail = self.said.read_text(errors="replace")[-3000:]
        raise AssertionError(f"no {what}; Airflow said last:\n{tail}")

    def healthy(self) -> bool:
        """Whether all parts are up."""
        told = self.web.get("/api/v2/monitor/health").json()
        return all(told[part]["status"] == "healthy" for part in ("scheduler", "dag_processor"))

    def sign_in(self) -> None:
        """With the password that `make airflow` tells."""
        answer = self.web.post("/auth/token", json={"username": USER, "password": password(self.home)})
        self.web.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str, key: str) -> list[dict[str, Any]]:
        """A list of the interface."""
        rows: list[dict[str, Any]] = self.web.get(f"/api/v2/{path}").raise_for_status().json()[key]
        return rows

    def ended(self) -> dict[str, dict[str, Any]] | None:
        """The first run of each DAG of the chain once the last one has ended; none may fail on the way."""
        runs = self.get("dags/~/dagRuns?order_by=id", "dag_runs")
        assert not [r for r in runs if r["state"] == "failed"], runs
        first = {r["dag_id"]: r for r in reversed(runs)}
        return first if first.get(CHAIN[-1], {}).get("state") == "success" else None


@pytest.fixture
def standalone(config: Path, tmp_path: Path) -> Iterator[Standalone]:
    running = Standalone(config, tmp_path / "airflow")
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.slow
def test_a_real_scheduler_carries_a_source_through_the_dags(standalone: Standalone, config: Path) -> None:
    standalone.wait_for("healthy Airflow", standalone.healthy)
    standalone.sign_in()
    dags = standalone.wait_for("parsed DAGs", lambda: (d := standalone.get("dags", "dags"))[4:] and d)
    assert {d["dag_id"] for d in dags} == {*CHAIN, "deliver", "retain"}
    assert all(d["is_paused"] for d in dags), "nothing starts before it is asked to"
    assert standalone.get("importErrors", "import_errors") == []
    for dag in CHAIN:
        standalone.web.patch(f"/api/v2/dags/{dag}", json={"is_paused": False}).raise_for_status()
    standalone.web.post("/api/v2/dags/collect/dagRuns", json={"logical_date": None}).raise_for_status()

    first = standalone.wait_for("ended follow", standalone.ended)
    assert {name: first[name]["state"] for name in CHAIN} == dict.fromkeys(CHAIN, "success")
    assert [first[name]["run_type"] for name in CHAIN[1:]] == ["asset_triggered"] * 2
    events = standalone.get("assets/events?order_by=timestamp", "asset_events")
    # each told once: on the half hour collect starts by itself too, and finds nothing due
    assert list(dict.fromkeys((e["name"], e["source_dag_id"]) for e in events)) == [
        ("documents", "collect"), ("annotations", "understand"), ("initiatives", "follow"),
    ]  # fmt: skip
    pools = {p["name"]: p["slots"] for p in standalone.get("pools", "pools")}
    assert [pools[f"voorkant_hosts_{n}"] for n in range(8)] == [1] * 8

    with closing(sqlite3.connect(config / "voorkant.db")) as store:
        stages = [stage for (stage,) in store.execute("SELECT stage FROM runs WHERE error = '' ORDER BY id")]
        assert tuple(dict.fromkeys(stages)) == STAGES
        for table in ("documents", "annotations", "features"):
            assert store.execute(f"SELECT count(*) FROM {table}").fetchone() == (ENTRIES,), table
