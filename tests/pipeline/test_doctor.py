"""What `doctor` and `sources list` say of time: the municipality's day and hour, and a wrong clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.commands.running import _check_sources
from storage.store import Store
from tests.pipeline.town_support import Told
from voorkant.clock import utc_now
from voorkant.errors import VoorkantError
from voorkant.records import FetchState, SourceOutcome
from voorkant.settings import load

Ask = Callable[..., Told]


def test_a_clock_that_is_behind_what_was_written_is_told(judging: Path, ask: Ask) -> None:
    assert ask(judging, "init").code == 0
    well = ask(judging, "doctor").out
    assert "goed  klok" in well and "(Europe/Amsterdam)" in well
    later = (utc_now() + timedelta(hours=2)).timestamp()
    os.utime(next((judging / "state").rglob("*.json")), (later, later))
    told = ask(judging, "doctor")
    assert (told.code, "FOUT  klok" in told.out) == (1, True)
    assert "Zet de klok van de machine goed." in told.out


def test_a_source_is_past_its_date_from_local_midnight_on(bare: Path) -> None:
    settings = load(bare)
    source = replace(settings.sources[0], review_by=date(2027, 6, 30))
    settings = replace(settings, sources=(source,))
    assert "te beoordelen: veenbode" in _check_sources(settings, datetime(2027, 6, 30, 21, 30, tzinfo=UTC))
    with pytest.raises(VoorkantError, match="voorbij de beoordelingsdatum: veenbode"):
        _check_sources(settings, datetime(2027, 6, 30, 22, 30, tzinfo=UTC))


def test_the_last_visit_is_told_in_local_time(bare: Path, ask: Ask) -> None:
    assert ask(bare, "init").code == 0
    settings = load(bare)
    store = Store(settings.database)
    with store.begin() as db:
        seen = datetime(2026, 9, 9, 22, 30, tzinfo=UTC)
        db.fetches.finish(SourceOutcome("veenbode", FetchState("veenbode", fetched=seen)), seen)
    store.close()
    line = next(x for x in ask(bare, "sources", "list").out.splitlines() if x.startswith("veenbode "))
    assert line.endswith("[2026-09-10 00:30 goed]")
