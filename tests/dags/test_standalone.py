"""What `make airflow` sets up before it becomes Airflow."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from dags.standalone import password, settings

ROOT = Path(__file__).parents[2]


def test_airflow_finds_our_dags_and_listens_here_alone(tmp_path: Path) -> None:
    made = settings(tmp_path / "af", tmp_path, {"PATH": "ergens"})
    assert made["AIRFLOW__CORE__DAGS_FOLDER"] == str(ROOT / "dags")
    assert made["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"
    assert made["AIRFLOW__CORE__PARALLELISM"] == "4"
    assert made["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert made["VOORKANT_CONFIG"] == str(tmp_path)
    assert made["VOORKANT_POOLS"]
    assert made["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "ergens"]


def test_what_is_set_already_stays(tmp_path: Path) -> None:
    given = {"AIRFLOW__API__PORT": "9090", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://db/airflow"}
    made = settings(tmp_path, tmp_path, given)
    assert made["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == "postgresql://db/airflow"
    assert made["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:9090/execution/"


def test_the_password_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    first = password(tmp_path)
    assert len(first) >= 12
    assert password(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "passwords.json").stat().st_mode) == 0o600


def test_without_a_configuration_it_says_what_to_do(tmp_path: Path) -> None:
    environment = {**os.environ, "AIRFLOW_HOME": str(tmp_path / "af"), "VOORKANT_CONFIG": str(tmp_path)}
    command = [sys.executable, "-m", "dags.standalone"]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "voorkant.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "af").exists()
