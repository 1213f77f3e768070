"""Airflow on this machine with our DAGs: `AIRFLOW_HOME=.airflow python -m dags.standalone` (`make airflow`).

Everything it makes is in AIRFLOW_HOME. What is set already in the environment stays as it is.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

USER = "admin"
PORT = "8080"


def main() -> None:
    """Make Airflow's database and the pools, say where to look, and become Airflow."""
    home = Path(os.environ.get("AIRFLOW_HOME") or ".airflow").resolve()
    config = Path(os.environ.get("VOORKANT_CONFIG") or "config").resolve()
    if not (config / "voorkant.yaml").is_file():
        sys.exit("Er is geen voorkant.yaml. Maak de map config, of noem een andere map in $VOORKANT_CONFIG.")
    os.environ.update(settings(home, config, os.environ))
    print("Airflow klaarzetten (de eerste keer duurt dat een halve minuut)", flush=True)
    prepare(home)
    print(
        f"Airflow opent op http://127.0.0.1:{os.environ['AIRFLOW__API__PORT']} (nog even geduld).\n"
        f"Inloggen: {USER}, wachtwoord {password(home)}\n"
        f"De instellingen staan in {config}. Stoppen: Ctrl-C.",
        flush=True,
    )
    os.execv(sys.executable, [sys.executable, "-m", "airflow", "standalone"])  # noqa: S606 - our own words


def settings(home: Path, config: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The environment for Airflow: what was given, and for the rest what suits one machine."""
    port = given.get("AIRFLOW__API__PORT", PORT)
    ours = {
        "AIRFLOW__CORE__DAGS_FOLDER": str(Path(__file__).parent),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(home)),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__API__HOST": "127.0.0.1",  # a development server: nobody else may reach it
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__API__WORKERS": "1",
        # on a busy machine the first answers take longer than the five seconds that tasks wait by default
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
    }
    fixed = {
        "AIRFLOW_HOME": str(home),
        "VOORKANT_CONFIG": str(config),
        "VOORKANT_POOLS": "1",
        # Airflow starts its parts by the name `airflow`, which must be the one of this environment
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), given.get("PATH", "")]),
    }
    return {**ours, **given, **fixed}


def prepare(home: Path) -> None:
    """Make or upgrade Airflow's database and make the pools; what was there stays."""
    from dags.common import pool_names  # imports Airflow, which reads the environment when imported

    home.mkdir(parents=True, exist_ok=True)
    told = "Een groep websites: nooit twee taken tegelijk"
    pools = home / "pools.json"
    pools.write_text(json.dumps({name: {"slots": 1, "description": told} for name in pool_names()}), "utf-8")
    _airflow("db", "migrate")
    _airflow("pools", "import", str(pools))


def _airflow(*words: str) -> None:
    command = [sys.executable, "-m", "airflow", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(f"`airflow {' '.join(words)}` lukt niet:\n{(done.stdout + done.stderr)[-3000:]}")


def password(home: Path) -> str:
    """The administrator's password, made once and readable for this user alone."""
    file = _passwords(home)
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump({USER: secrets.token_urlsafe(12)}, out)
    return str(json.loads(file.read_text("utf-8"))[USER])


def _passwords(home: Path) -> Path:
    return home / "passwords.json"


if __name__ == "__main__":
    main()
