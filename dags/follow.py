"""Follow: documents become initiatives, initiatives networks, and growth is seen."""

from __future__ import annotations

from airflow.sdk import DAG, task

from dags import common

DOC = """\
### Initiatieven volgen

Begint vanzelf als er documenten begrepen zijn.

1. **gather** zet documenten bij het initiatief waar ze over gaan.
2. **connect** tekent de netwerken van initiatieven en organisaties, en wat er tussen hen speelt.
3. **watch** ziet wat snel groeit en maakt daarvan een signaal.

**Een dag opnieuw spelen:** start met conf `{"as_of": "2026-09-01T23:30"}`.

**Gaat het mis?** Draai het gerust opnieuw: elke stap bewaart alles of niets.
"""


@task
def gather() -> None:
    """Let new documents join initiatives."""
    from pipeline import scheduled

    scheduled.stage(common.config(), "gather", common.as_of())


@task
def connect() -> None:
    """Find networks and what is between them."""
    from pipeline import scheduled

    scheduled.stage(common.config(), "connect", common.as_of())


@task(outlets=[common.INITIATIVES])
def watch() -> None:
    """See growth."""
    from pipeline import scheduled

    scheduled.stage(common.config(), "watch", common.as_of())
    common.announce(common.INITIATIVES)


with DAG("follow", schedule=[common.ANNOTATIONS], doc_md=DOC, tags=["voorkant", "volgen"], **common.SHARED):
    gather() >> connect() >> watch()
