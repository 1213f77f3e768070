"""Collect: every half hour, in chunks by host group."""

from __future__ import annotations

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import common

DOC = """\
### Bronnen lezen

Elk half uur worden de bronnen gelezen die aan de beurt zijn (`every` in `sources.yaml`).

* **plan** verdeelt de bronnen. Alle bronnen van één website zitten in dezelfde groep.
* **read_0 … read_7** lezen elk hun groep, stuk voor stuk. Zo leest nooit iemand dezelfde website twee
  keer tegelijk. Zijn de pools `voorkant_hosts_0` … `voorkant_hosts_7` gemaakt, dan ziet u ze daar.
  Een overgeslagen groep (skipped) had niets te lezen.
* **announce** meldt dat er gelezen is. Daarna begint *understand*.
* **all_read** is rood als een deel van het lezen is mislukt; de rest gaat gewoon door.

Een bron die niet antwoordt, is geen mislukte taak: die staat in het dagbericht bij "niet gelezen".

**Een dag opnieuw spelen:** start met conf `{"as_of": "2026-09-01T23:30"}`. De stappen erna doen dezelfde dag.

**Gaat het mis?** Kijk in het logboek van de taak en draai `voorkant doctor`.
Alles stilzetten: `voorkant stop`.
"""


# Live runs read at the clock of the wall, not at their logical date: what a source published in between
# would be skipped as not yet there, while the source's cursor moves past it.
@task
def plan() -> list[list[list[str]]]:
    """Ids of sources, as turns of host groups."""
    from pipeline import scheduled

    return scheduled.source_chunks(common.config(), common.HOST_GROUPS, common.replayed())


# One at a time also where the pools were never made.
@task(max_active_tis_per_dag=1)
def read(turn: list[list[str]], group: int) -> None:
    """Read one host group's part of a turn."""
    if not turn[group]:
        raise AirflowSkipException("Van deze groep is nu niets aan de beurt.")
    from pipeline import scheduled

    scheduled.collect(common.config(), turn[group], common.replayed())


@task(outlets=[common.DOCUMENTS], trigger_rule="all_done")
def announce() -> None:
    """There may be new documents, also when a part of the reading failed."""
    common.announce(common.DOCUMENTS)


@task(trigger_rule="none_failed")
def all_read() -> None:
    """Red when a part of the reading failed, so that the run does not look well."""


with DAG(
    "collect", schedule=common.at("*/30 * * * *"), doc_md=DOC, tags=["voorkant", "lezen"], **common.SHARED
):
    turns = plan()
    reading = [
        read.override(task_id=f"read_{group}", pool=common.pool_of(group))
        .partial(group=group)
        .expand(turn=turns)
        for group in range(common.HOST_GROUPS)
    ]
    reading >> announce()
    reading >> all_read()
