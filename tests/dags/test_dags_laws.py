"""What every DAG must have (ANCHORS.md, mozilla/telemetry-airflow), when it runs and what it follows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("collect", "deliver", "follow", "retain", "understand")
HEAVY = {
    "ahocorasick_rs", "alembic", "crawlers", "demo", "feedparser", "frontdesk", "igraph",
    "models", "networks", "nlp", "numpy", "pipeline", "py3langid", "scipy", "scrapy", "sklearn", "spacy",
    "storage", "trafilatura",
}  # fmt: skip
PARSE = """
import json, runpy, sys
for file in sys.argv[1:]:
    runpy.run_path(file)
print("ANSWER" + json.dumps(sorted({m.split(".")[0] for m in sys.modules})))
"""


def test_no_file_fails_to_import(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}
    assert tuple(sorted(bag["dags"])) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_dag_says_whose_it_is_and_what_it_does(bag: dict[str, Any], name: str) -> None:
    dag = bag["dags"][name]
    assert dag["owner"] == "voorkant"
    assert "voorkant" in dag["tags"]
    assert len(dag["tags"]) > 1
    assert dag["doc_md"].startswith("### ")
    assert len(dag["doc_md"]) > 200
    assert not dag["catchup"]
    assert dag["max_active_runs"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_each_task_is_retried_with_growing_pauses(bag: dict[str, Any], name: str) -> None:
    for task in bag["dags"][name]["tasks"].values():
        assert task["retries"] >= 2
        assert task["backoff"] > 1
        assert task["policy"]


@pytest.mark.parametrize(
    ("name", "cron", "after"),
    [
        ("collect", "*/30 * * * *", []),
        ("understand", None, ["documents"]),
        ("follow", None, ["annotations"]),
        ("deliver", "*/15 * * * *", []),
        ("retain", "10 3 * * *", []),
    ],
)
def test_when_each_dag_runs(bag: dict[str, Any], name: str, cron: str | None, after: list[str]) -> None:
    dag = bag["dags"][name]
    assert (dag["cron"], dag["after"]) == (cron, after)
    if cron:
        assert "Europe/Amsterdam" in dag["zone"]


def test_assets_tie_the_dags_together(bag: dict[str, Any]) -> None:
    made = {
        (name, task): told["outlets"]
        for name, dag in bag["dags"].items()
        for task, told in dag["tasks"].items()
        if told["outlets"]
    }
    assert made == {
        ("collect", "announce"): ["documents"],
        ("understand", "understand"): ["annotations"],
        ("follow", "watch"): ["initiatives"],
    }
    follow = bag["dags"]["follow"]["tasks"]
    assert (follow["gather"]["before"], follow["connect"]["before"]) == (["connect"], ["watch"])


def test_a_host_group_is_read_by_one_task_at_a_time(bag: dict[str, Any]) -> None:
    tasks = bag["dags"]["collect"]["tasks"]
    reading = {name: told for name, told in tasks.items() if name.startswith("read_")}
    assert len(reading) == 8
    for told in reading.values():
        assert told["at_once"] == 1
        assert told["pool"] == "default_pool"  # where nobody made ours, tasks would wait for ever
        assert told["before"] == ["all_read", "announce"]
    assert tasks["announce"]["rule"] == "all_done"


def test_each_host_group_has_its_pool_where_pools_were_made(python: Any) -> None:
    code = "from dags.common import pool_of; print([pool_of(n) for n in range(8)])"
    told = python("-c", code, VOORKANT_POOLS="1").stdout
    assert re.findall(r"voorkant_hosts_\d", told) == [f"voorkant_hosts_{n}" for n in range(8)]


def test_parsing_a_dag_file_imports_nothing_heavy(python: Any) -> None:
    from_line = python("-c", PARSE, *(str(ROOT / "dags" / f"{name}.py") for name in NAMES)).stdout
    loaded = set(re.findall(r'"(\w+)"', from_line[from_line.index("ANSWER") :]))
    assert "airflow" in loaded
    assert not loaded & HEAVY


def test_parsing_gives_the_same_each_time() -> None:
    for file in (ROOT / "dags").glob("*.py"):
        source = file.read_text("utf-8")
        assert not re.search(r"\b(utcnow|now|today|uuid\d?)\(|\blambda\b|\brandom\b", source), file.name


def test_airflow_skips_what_is_no_dag() -> None:
    ignored = (ROOT / "dags" / ".airflowignore").read_text("utf-8").split()
    files = {file.name for file in (ROOT / "dags").glob("*.py")}
    assert files - set(ignored) == {f"{name}.py" for name in NAMES}
