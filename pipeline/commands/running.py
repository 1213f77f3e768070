"""init, run, each stage by itself, and doctor."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pipeline.commands.common import STAGE_NAMES, add_as_of, moment, opened, settings_of, tell
from voorkant.clock import local_day
from voorkant.errors import VoorkantError
from voorkant.settings import Settings
from voorkant.vocabulary import Channel

ENOUGH_DISK = 500_000_000
REVIEW_SOON = timedelta(days=30)
#: machines that share a disk are never on the second alike
CLOCK_SLACK = timedelta(minutes=5)


def register(commands: Any) -> None:
    """Add the commands."""
    init = commands.add_parser("init", help="database maken of bijwerken; zegt wat er ontbreekt")
    init.set_defaults(run=_init)
    run = commands.add_parser("run", help="alle stappen na elkaar")
    add_as_of(run)
    run.set_defaults(run=_run)
    for stage, dutch in STAGE_NAMES.items():
        one = commands.add_parser(stage, help=f"alleen deze stap ({dutch})")
        add_as_of(one)
        one.set_defaults(run=partial(_run, names=(stage,)))
    doctor = commands.add_parser(
        "doctor", help="is alles er en gezond: database, sleutels, model, bronnen, schijf, klok"
    )
    doctor.set_defaults(run=_doctor)


def _init(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    with opened(settings, make=True) as store, store.begin() as db:
        db.fetches.sync_sources(settings.sources)
    print(f"De database voor {settings.municipality} staat klaar.")
    for missing in _missing(settings):
        print(f"Let op: {missing}")


def _missing(settings: Settings) -> list[str]:
    told = settings.processing
    checks = {
        "processing.purpose ontbreekt: zonder doel mag er niets verwerkt worden": told.purpose,
        "processing.legal_basis ontbreekt: noem de grondslag": told.legal_basis,
        "processing.privacy_officer ontbreekt: bronnen en inwoners moeten weten wie ze kunnen vragen":
            told.privacy_officer,
        "sources.yaml is leeg: er wordt niets gelezen": settings.sources,
        "places.csv is leeg: plaatsen worden slechter herkend": settings.places,
        "subscriptions.yaml heeft geen abonnement met channel digest: niemand krijgt een dagbericht":
            [s for s in settings.subscriptions if s.channel is Channel.DIGEST],
        "office_holders is leeg: ook namen van bestuurders worden gemaskeerd": settings.office_holders,
    }  # fmt: skip
    return [message for message, present in checks.items() if not present]


def _run(options: argparse.Namespace, names: tuple[str, ...] | None = None) -> int:
    from pipeline.progress import for_terminal
    from pipeline.stages import STAGES, run

    settings = settings_of(options)
    now = moment(options, settings)
    with opened(settings, make=True) as store:
        summary = run(
            store, settings, now, progress=for_terminal(), names=names or tuple(STAGES), after=tell
        )  # fmt: skip
    unread = sum(len(report.unread) for report in summary.reports)
    if summary.failed:
        print("Een stap is mislukt; wat daarvoor klaar was is bewaard. Draai het opnieuw.", file=sys.stderr)
    else:
        rest = f", {unread} bron(nen) niet of niet helemaal gelezen" if unread else ""
        print(f"Klaar{rest}.", file=sys.stderr)
    return 1 if summary.failed else 0


def _doctor(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    now = moment(options, settings)
    checks = {
        "database": partial(_check_database, settings, now),
        "sleutels": partial(_check_keys, settings),
        "model": partial(_check_model, settings),
        "bronnen": partial(_check_sources, settings, now),
        "schijf": partial(_check_disk, settings),
        "klok": partial(_check_clock, settings, now),
        "verzamelen": partial(_check_switch, settings),
    }
    trouble = 0
    for name, check in checks.items():
        try:
            verdict, healthy = check(), True
        except VoorkantError as error:
            verdict, healthy = str(error), False
        trouble += not healthy
        print(f"{'goed' if healthy else 'FOUT':<5} {name:<11} {verdict}")
    return 1 if trouble else 0


def _check_database(settings: Settings, now: datetime) -> str:
    with opened(settings) as store, store.begin() as db:
        return f"nieuwste vorm, {db.documents.count(now)} documenten"


def _check_keys(settings: Settings) -> str:
    keys = list((settings.state_dir / "keys").glob("*.key"))
    loose = [k for k in keys if k.stat().st_mode & 0o077]
    if loose:
        raise VoorkantError("sleutels zijn voor anderen leesbaar. Draai `chmod 600` op de map keys.")
    return f"{len(keys)} sleutel(s), alleen voor deze gebruiker leesbaar"


def _check_model(settings: Settings) -> str:
    from pipeline.modelling import load_classifier

    return f"versie {load_classifier(settings).version}"


def _check_sources(settings: Settings, now: datetime) -> str:
    today = local_day(now, settings.zone)
    old = [s.id for s in settings.sources if s.review_by < today]
    soon = [s.id for s in settings.sources if today <= s.review_by < today + REVIEW_SOON]
    if old:
        raise VoorkantError(
            f"voorbij de beoordelingsdatum: {', '.join(old)}. Beoordeel ze en pas review_by aan."
        )
    return f"{len(settings.sources)} bronnen" + (
        f"; binnenkort te beoordelen: {', '.join(soon)}" if soon else ""
    )


def _check_disk(settings: Settings) -> str:
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.state_dir).free
    if free < ENOUGH_DISK:
        raise VoorkantError(f"nog {free / 1e6:.0f} MB vrij. Maak ruimte, anders loopt een run vast.")
    return f"{free / 1e9:.0f} GB vrij"


def _check_clock(settings: Settings, now: datetime) -> str:
    """A clock that is behind what was written here does not see what was done. Replayed days do not count."""
    files = (f for f in settings.state_dir.rglob("*") if f.is_file())
    newest = max((datetime.fromtimestamp(f.stat().st_mtime, UTC) for f in files), default=now)
    told = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M} ({settings.zone.key})"
    if newest > now + CLOCK_SLACK:
        raise VoorkantError(
            f"staat op {told}, maar {settings.state_dir.name} is beschreven op "
            f"{newest.astimezone(settings.zone):%Y-%m-%d %H:%M}. Zet de klok van de machine goed."
        )
    return told


def _check_switch(settings: Settings) -> str:
    from pipeline.switch import stopped

    return "staat UIT (`voorkant resume` zet het aan)" if stopped(settings) else "staat aan"
