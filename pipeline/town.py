"""The sample town played day by day through all stages: what `make demo` shows."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.config import write_config
from demo.measures import DocumentTruth, Export
from demo.server import TownServer
from demo.truth import load as load_truth
from demo.truth import report
from frontdesk.app import run as run_desk
from frontdesk.digest import build
from frontdesk.export import rows
from frontdesk.labelling import Said, keep
from frontdesk.render import render
from pipeline.commands.common import tell
from pipeline.deciding import on_desk
from pipeline.labelling import on_desk as labelling_on_desk
from pipeline.progress import for_terminal
from pipeline.quality import on_desk as quality_on_desk
from pipeline.stages import Summary, run
from pipeline.tools import Tools
from storage.store import Store
from voorkant.clock import dutch_day
from voorkant.errors import InputError, VoorkantError
from voorkant.records import LabelValue
from voorkant.settings import Settings, load

FIRST = date(2026, 9, 1)
DAYS = 60
ZONE = ZoneInfo("Europe/Amsterdam")
#: the town's day ends here: all that was published is read, and the next morning's digest tells it
EVENING = time(23, 30)
#: who labels on the front desk of the town, and who did before; one in so many documents
DATA_TEAM, COLLEAGUE, LABELLED = "datateam", "collega Noor", 8


def evening(number: int) -> datetime:
    """The moment at which day `number` (from 1) is read."""
    return datetime.combine(FIRST + timedelta(days=number - 1), EVENING, ZONE).astimezone(UTC)


def play(folder: Path, days: int = DAYS, *, truth: bool = False, serve_on: int | None = None) -> int:
    """Play the town from its first day; prints the last day's digest. Returns the exit code."""
    if not 1 <= days <= DAYS:
        raise InputError(f"--days {days} kan niet; Lindewaarde heeft {DAYS} dagen. Kies 1 tot {DAYS}.")
    shutil.rmtree(folder, ignore_errors=True)
    with TownServer(port=0) as town:
        write_config(folder, town.url)
        settings = load(folder)
        store = Store(settings.database)
        try:
            store.upgrade()
            last = _days(town, store, settings, days)
            if last.failed:
                raise VoorkantError(next(r.error for r in last.reports if r.error))
            _show(store, settings, days)
            if truth:
                print(_compare(store, settings, town, days))
            if serve_on is not None:
                serve(store, settings, town, serve_on, evening(days))
        finally:
            store.close()
    return 0


def _days(town: TownServer, store: Store, settings: Settings, days: int) -> Summary:
    """Each evening all stages; the crawler's process is kept, as starting it costs a second."""
    end = FIRST + timedelta(days=days - 1)
    print(f"Lindewaarde, {dutch_day(FIRST)} tot en met {dutch_day(end, year=True)}", file=sys.stderr)
    summary = Summary(())
    with Tools(settings) as tools:
        for number in for_terminal().track(range(1, days + 1), "dagen spelen", days):
            town.now = evening(number)
            summary = run(store, settings, town.now, tools=tools)
            if summary.failed:
                break
    for done in summary.reports:
        tell(done)
    return summary


def _show(store: Store, settings: Settings, days: int) -> None:
    with store.begin() as db:
        regisseur = settings.subscriptions[0]
        print(render(build(db, settings, regisseur, evening(days)), settings, "text"))


def _compare(store: Store, settings: Settings, town: TownServer, days: int) -> str:
    """What the export says beside what was really going on."""
    moment = evening(days)
    with store.begin() as db:
        exported = {what: list(rows(db, settings, what, moment)) for what in _EXPORTS}
        appeared = {i.id: i.appeared for i in db.initiatives.all(moment, merged=True)}
    return report(Export(moment, town.id_of, **exported, appeared=appeared), load_truth())


_EXPORTS = ("initiatives", "documents", "networks", "relations", "alerts")


def serve(store: Store, settings: Settings, town: TownServer, port: int, moment: datetime) -> None:
    """All pages of the front desk, as it is at that moment, until stopped."""
    _label_some(store, settings, town, moment)
    with Tools(settings) as tools:
        run_desk(
            settings, store, "127.0.0.1", port, lambda: moment,
            labelling=labelling_on_desk(DATA_TEAM, settings.zone),
            deciding=on_desk(store, tools, "regisseur"), quality=quality_on_desk(tools, DATA_TEAM),
        )  # fmt: skip


def _label_some(store: Store, settings: Settings, town: TownServer, now: datetime) -> None:
    """A colleague labelled one in so many documents, as the truth has it.

    So there is something to read a second time, and to hold the model against. No stage reads labels.
    """
    truth = load_truth().documents
    with store.begin() as db:
        said = db.annotations.get()
        read = [d for d in db.documents.between(now) if d.text and d.id in said]
        known = [(d, truth[key]) for d in read if (key := town.id_of(d.url)) and key in truth]
        for document, true in known[::LABELLED]:
            given = Said(document.id, document.content_hash, COLLEAGUE, _labels(true))
            keep(db, given, COLLEAGUE, settings, now)


def _labels(true: DocumentTruth) -> dict[str, LabelValue]:
    about = true.initiative is not None
    told: dict[str, LabelValue] = {
        "initiative": about, "theme": true.theme, "call_to_action": true.call_to_action,
        "hostile": true.hostile,
    }  # fmt: skip
    return {**told, "kind": true.kind, "phase": true.phase, "stance": true.stance} if about else told
