"""Plays days of the sample town twice: through the DAGs, and through `run`. Prints what both export.

A script, not a test: Airflow wants a process and an environment of its own.
    python play_both.py FOLDER DAY...
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from airflow.dag_processing.dagbag import DagBag
from airflow.models.asset import AssetEvent
from airflow.utils.session import create_session

from demo.config import write_config
from demo.server import TownServer
from frontdesk.export import rows
from pipeline.stages import run
from storage.store import Store
from voorkant.settings import Settings, load

FIRST = datetime(2026, 9, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
ORDER = ("collect", "understand", "follow", "deliver")
WHAT = ("initiatives", "documents", "networks", "relations", "alerts")


def evening(day: int) -> datetime:
    return datetime.combine((FIRST + timedelta(days=day - 1)).date(), time(23, 30), FIRST.tzinfo)


def exported(settings: Settings, now: datetime) -> dict[str, list[dict[str, Any]]]:
    store = Store(settings.database)
    with store.begin() as db:
        return {what: list(rows(db, settings, what, now)) for what in WHAT}


def played(folder: Path, days: list[int]) -> dict[str, Any]:
    bag, states = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"]), []
    with TownServer() as town:
        write_config(folder / "run", town.url)
        write_config(folder / "dags", town.url)
        settings = load(folder / "run")
        store = Store(settings.database)
        store.upgrade()
        for day in days:
            town.now = now = evening(day).astimezone(UTC)
            for name in ORDER:
                ended = bag.dags[name].test(run_conf={"as_of": now.isoformat()})
                states.append([name, str(ended.state.value)])
            assert not run(store, settings, now).failed
    with create_session() as session:
        events = [[event.asset.name, event.extra.get("as_of")] for event in session.query(AssetEvent)]
    last = evening(days[-1]).astimezone(UTC)
    return {
        "states": states,
        "events": events,
        "moments": [evening(day).astimezone(UTC).isoformat() for day in days],
        "dags": exported(load(folder / "dags"), last),
        "run": exported(settings, last),
    }


if __name__ == "__main__":
    base = Path(sys.argv[1])
    os.environ["VOORKANT_CONFIG"] = str(base / "dags")
    print("ANSWER" + json.dumps(played(base, [int(day) for day in sys.argv[2:]]), default=str))
