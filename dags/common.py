"""What the DAGs share: owner, retries, the assets that tie them, the configuration folder and the clock.

Nothing heavy is imported here: Airflow parses DAG files all day long.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import Asset, CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk import get_current_context as context

ZONE = "Europe/Amsterdam"

DOCUMENTS = Asset("documents", group="voorkant")
ANNOTATIONS = Asset("annotations", group="voorkant")
INITIATIVES = Asset("initiatives", group="voorkant")

#: every host belongs to one of so many groups, each read by one task at a time
HOST_GROUPS = 8
#: set by dags/standalone.py, or by who made the pools: Airflow never starts a task whose pool is missing
POOLS_MADE = "VOORKANT_POOLS"
DEFAULT_POOL = "default_pool"

#: a mistake in the configuration does not go away by trying again
_POLICY = ExceptionRetryPolicy(
    [RetryRule("voorkant.errors.InputError", RetryAction.FAIL, reason="de configuratie klopt niet")]
)
#: what each DAG has
SHARED: Mapping[str, Any] = {
    "catchup": False,
    "max_active_runs": 1,
    "default_args": {
        "owner": "voorkant",
        "retries": 3,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=30),
        "retry_policy": _POLICY,
        "execution_timeout": timedelta(hours=2),
    },
}


def at(cron: str) -> CronTriggerTimetable:
    """By the Dutch clock, in summer and in winter.

    No slot that passed is made up for: with a start_date, or by default within a tenth of the interval,
    whoever starts Airflow at eight would get this morning's digest of a store that is still empty.
    """
    return CronTriggerTimetable(cron, timezone=ZONE, run_immediately=timedelta(0))


def pool_names() -> list[str]:
    """The pool of each host group."""
    return [f"voorkant_hosts_{group}" for group in range(HOST_GROUPS)]


def pool_of(group: int) -> str:
    """The pool of a host group; the default pool where ours were not made."""
    return pool_names()[group] if os.environ.get(POOLS_MADE) else DEFAULT_POOL


def config() -> str:
    """The configuration folder."""
    return os.environ.get("VOORKANT_CONFIG", "config")


def replayed() -> str | None:
    """The past moment that this run was asked to replay: `as_of` of its own conf, or of what triggered it.

    Of several triggers the newest counts, and now when one of them was no replay.
    """
    own = (context()["dag_run"].conf or {}).get("as_of")
    return own or _newest(
        event.extra.get("as_of")
        for events in context()["triggering_asset_events"].values()
        for event in events
    )


def _newest(moments: Iterable[str | None]) -> str | None:
    known = list(moments)
    return None if None in known else max((m for m in known if m), default=None, key=_comparable)


def _comparable(moment: str) -> datetime:
    read = datetime.fromisoformat(moment)
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(ZONE))


def as_of() -> str | None:
    """The moment of this run: what is replayed, else its logical date, else None for now."""
    logical = context().get("logical_date")
    return replayed() or (logical.isoformat() if logical else None)


def announce(asset: Asset) -> None:
    """Tell what the asset triggers which moment was replayed, so that it replays the same."""
    moment = replayed()
    if moment:
        context()["outlet_events"][asset].extra = {"as_of": moment}
