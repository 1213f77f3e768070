"""Plays the sample town through the real stages, and asks the real command line."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from demo.config import write_config
from demo.documents import load_documents
from demo.server import TownServer
from frontdesk.digest import build
from frontdesk.export import FIELDS, rows, write
from frontdesk.render import render
from pipeline.stages import run
from pipeline.tools import Tools
from pipeline.town import evening
from storage import tables
from storage.store import Store
from voorkant.settings import Settings, load

ROOT = Path(__file__).parents[2]
EXPORTS = tuple(FIELDS)
#: played evenings, in days of the town
DAYS = (4, 8, 12, 16, 20, 24, 28, 32, 35, 38, 41, 44)
#: the day from which interrupted runs start, and the day that they play
BASE, NEXT = 41, 44
HANDLES = frozenset(d.author for d in load_documents() if d.author)


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Town:
    """A played town: its server, the folder as it stood after some days, and what it gave on each."""

    server: TownServer
    folders: Mapping[int, Path]
    exports: Mapping[int, Mapping[str, str]]
    digests: Mapping[int, str]
    model: Path

    def copy(self, day: int, to: Path) -> Path:
        """A folder of one's own, as it stood after that day; the server tells that day's news."""
        self.server.now = evening(day)
        return Path(shutil.copytree(self.folders[day], to))

    def fresh(self, to: Path, **network: Any) -> Path:
        """A configuration without a database that reads this town with this town's model."""
        write_config(to, self.server.url)
        change_yaml(to / "voorkant.yaml", network=network)
        shutil.copytree(self.model, to / "state" / "models")
        return to


def iso(day: int) -> str:
    """`--as-of` for a day of the town."""
    return evening(day).isoformat()


def change_yaml(file: Path, **parts: Mapping[str, Any]) -> None:
    """Add keys to mappings of a YAML file."""
    data = yaml.safe_load(file.read_text("utf-8"))
    for key, values in parts.items():
        data[key] = {**data.get(key, {}), **values}
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def play(folder: Path, moment: datetime, tools: Tools | None = None) -> tuple[Any, ...]:
    """All stages in this process; the reports."""
    settings = load(folder)
    store = Store(settings.database)
    try:
        store.upgrade()
        summary = run(store, settings, moment, tools=tools)
        assert not summary.failed, summary
        return summary.reports
    finally:
        store.close()


def exported(folder: Path, moment: datetime) -> dict[str, str]:
    """All eight exports as the command writes them."""
    settings = load(folder)
    store = Store(settings.database)
    found = {}
    with store.begin() as db:
        for what in EXPORTS:
            stream = io.StringIO()
            write(rows(db, settings, what, moment), "jsonl", stream, what)
            found[what] = stream.getvalue()
    store.close()
    return found


def digested(settings: Settings, store: Store, moment: datetime) -> str:
    """The regisseur's digest."""
    with store.begin() as db:
        return render(build(db, settings, settings.subscriptions[0], moment), settings, "json")


def table_rows(folder: Path, *leave_out: str) -> dict[str, list[str]]:
    """Every row of every table, but of those that log each run."""
    store = Store(load(folder).database)
    with store.begin() as db:
        found = {
            t.name: sorted(repr(row) for row in db.connection.execute(select(t)).all())
            for t in tables.metadata.sorted_tables
            if t.name not in ("runs", *leave_out)
        }
    store.close()
    return found


def environment(**more: str) -> dict[str, str]:
    """The environment of a child process."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def command(folder: Path, *arguments: str, cwd: Path = ROOT) -> list[str]:
    """The real command line."""
    return [sys.executable, "-m", "pipeline.cli", "--config", str(folder), *arguments]


def voorkant(folder: Path, *arguments: str, given: str | None = None, limit: float = 240) -> Told:
    """Run a command in a process of its own."""
    done = subprocess.run(
        command(folder, *arguments), input=given, capture_output=True, text=True, encoding="utf-8",
        env=environment(), cwd=ROOT, timeout=limit, check=False,
    )  # fmt: skip
    return Told(done.returncode, done.stdout, done.stderr)


def no_traceback(told: Told) -> None:
    """No user ever sees one."""
    assert "Traceback" not in told.out + told.err, told.err
