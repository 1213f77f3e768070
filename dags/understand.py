"""Understand: whenever there are new documents."""

from __future__ import annotations

from airflow.sdk import DAG, task

from dags import common

DOC = """\
### Documenten begrijpen

Begint vanzelf als er gelezen is. Elk nieuw document krijgt taal, labels, plaatsen, organisaties en
bijeenkomsten. Daarna begint *follow*.

**Een dag opnieuw spelen:** start met conf `{"as_of": "2026-09-01T23:30"}`.

**Gaat het mis?** Draai het gerust opnieuw: wat al gedaan is, wordt niet nog eens gedaan.
"""


@task(outlets=[common.ANNOTATIONS])
def understand() -> None:
    """Say what each new document is about."""
    from pipeline import scheduled

    scheduled.stage(common.config(), "understand", common.as_of())
    common.announce(common.ANNOTATIONS)


with DAG(
    "understand", schedule=[common.DOCUMENTS], doc_md=DOC, tags=["voorkant", "begrijpen"], **common.SHARED
):
    understand()
