"""The whole chain through Airflow gives what `voorkant run` gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "play_both.py"
DAYS = ("1", "20", "40", "60")


@pytest.fixture(scope="module")
def both(python: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("lindewaarde")
    python("-m", "airflow", "db", "migrate")
    out = python(str(SCRIPT), str(folder), *DAYS, PYTHONPATH=str(SCRIPT.parents[2])).stdout
    return json.loads(next(x for x in out.splitlines() if x.startswith("ANSWER")).removeprefix("ANSWER"))


@pytest.mark.slow
def test_every_run_succeeds(both: dict[str, Any]) -> None:
    assert both["states"] == [
        [name, "success"] for _ in DAYS for name in ("collect", "understand", "follow", "deliver")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["initiatives", "documents", "networks", "relations", "alerts"])
def test_the_dags_give_what_run_gives(both: dict[str, Any], what: str) -> None:
    assert both["run"][what] == both["dags"][what]


@pytest.mark.slow
def test_there_was_something_to_compare(both: dict[str, Any]) -> None:
    assert len(both["dags"]["documents"]) > 100
    assert len(both["dags"]["initiatives"]) > 10
    assert both["dags"]["networks"]


@pytest.mark.slow
def test_the_replayed_moment_travels_with_the_assets(both: dict[str, Any]) -> None:
    assert both["events"] == [
        [asset, moment] for moment in both["moments"] for asset in ("documents", "annotations", "initiatives")
    ]
