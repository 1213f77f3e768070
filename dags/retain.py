"""Retain: each night, what is too old goes."""

from __future__ import annotations

from airflow.sdk import DAG, task

from dags import common

DOC = """\
### Bewaartermijnen

Elke nacht om 03.10 uur wordt gewist waarvan de termijn voorbij is (`retention` in `voorkant.yaml`): eerst de
hele teksten, dan de documenten, dan de initiatieven waarvan al lang geen bericht meer over is, dan de
sleutels van de schuilnamen. Het logboek noemt de aantallen.

Dit moet elke nacht gebeuren. Is deze taak een paar dagen rood? Meld het de functionaris gegevensbescherming.
"""


@task
def retain() -> None:
    """Erase what is too old."""
    from pipeline import scheduled

    scheduled.retain(common.config(), common.as_of())


with DAG(
    "retain", schedule=common.at("10 3 * * *"), doc_md=DOC, tags=["voorkant", "privacy"], **common.SHARED
):
    retain()
