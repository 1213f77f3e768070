"""A clean Airflow for the tests of the DAGs: its own folder and environment, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def airflow_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which Airflow finds our DAGs and nothing else of this machine."""
    home = tmp_path_factory.mktemp("airflow")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "VOORKANT"))}
    return kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
    }


@pytest.fixture(scope="session")
def python(airflow_env: dict[str, str]) -> Run:
    """Run Python with these arguments in Airflow's environment; it must succeed."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=airflow_env | more, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        return done

    return run


DESCRIBE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
def told(dag):
    timetable = dag.timetable
    condition = getattr(timetable, "asset_condition", None)
    return {
        "owner": dag.owner, "tags": sorted(dag.tags), "doc_md": dag.doc_md, "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "cron": getattr(timetable, "expression", None), "zone": str(getattr(timetable, "timezone", "")),
        "after": sorted(a.name for a in condition.objects) if condition else [],
        "tasks": {t.task_id: {
            "pool": t.pool, "retries": t.retries, "backoff": t.retry_exponential_backoff,
            "policy": bool(t.retry_policy),
            "rule": str(t.trigger_rule.value), "before": sorted(t.downstream_task_ids),
            "outlets": [o.name for o in t.outlets], "at_once": t.max_active_tis_per_dag,
        } for t in dag.tasks},
    }
out = {"errors": bag.import_errors, "dags": {k: told(v) for k, v in bag.dags.items()},
       "files": sorted(f for f in bag.file_last_changed)}
print("ANSWER" + json.dumps(out))
"""


@pytest.fixture(scope="session")
def bag(python: Run) -> dict[str, Any]:
    """All that Airflow finds in our folder."""
    return answer(python("-c", DESCRIBE, str(ROOT / "dags")))


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The object printed behind ANSWER."""
    line = next(line for line in done.stdout.splitlines() if line.startswith("ANSWER"))
    found: dict[str, Any] = json.loads(line.removeprefix("ANSWER"))
    return found
