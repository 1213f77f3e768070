"""Deliver: each quarter of an hour, to whom it is time for."""

from __future__ import annotations

from airflow.sdk import DAG, task

from dags import common

DOC = """\
### Bezorgen

Elk kwartier gaat uit wat klaarligt. Elk abonnement uit `subscriptions.yaml` krijgt één keer per dag zijn
dagbericht, vanaf zijn `moment` (anders 06.30 uur), en elk signaal één keer, op de dag nooit voor dat moment.
Een abonnement met `channel: drift` krijgt elke week hoe het model het deed. Wat niet bezorgd kon worden,
staat klaar in de map `outbox` en gaat de volgende keer opnieuw.

**Een dag opnieuw spelen:** start met conf `{"as_of": "2026-09-02T06:30"}`. Niets wordt twee keer bezorgd.
"""


@task
def deliver() -> None:
    """Send what is due."""
    from pipeline import scheduled

    scheduled.stage(common.config(), "deliver", common.as_of())


with DAG(
    "deliver", schedule=common.at("*/15 * * * *"), doc_md=DOC, tags=["voorkant", "bezorgen"], **common.SHARED
):
    deliver()
