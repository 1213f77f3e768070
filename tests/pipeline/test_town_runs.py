"""The flow as a whole: run twice, past days, stable ids, and nobody reads the truth."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from frontdesk.app import create_app
from pipeline import town as played
from pipeline.drawing import draw
from pipeline.town import evening
from storage.store import Store
from tests.pipeline.town_support import (
    BASE,
    DAYS,
    EXPORTS,
    HANDLES,
    NEXT,
    ROOT,
    Town,
    environment,
    exported,
    iso,
    table_rows,
    voorkant,
)  # fmt: skip
from voorkant.settings import Settings, load

pytestmark = pytest.mark.slow


def test_the_played_town_has_something_of_everything(town: Town) -> None:
    """Otherwise the tests below would compare nothing with nothing."""
    told = {what: text.count("\n") for what, text in town.exports[NEXT].items()}
    assert all(told[what] for what in ("initiatives", "documents", "networks", "meetings", "arguments")), told
    assert told["documents"] > 200


def test_whoever_tries_the_demo_labels_reads_again_and_sees_mistakes(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = town.copy(BASE, tmp_path / "demo")
    pages: dict[str, str] = {}

    def look(settings: Settings, store: Store, host: str, port: int, clock: Any, **given: Any) -> None:
        with TestClient(
            create_app(settings, store, clock, **given), base_url=f"http://{host}:{port}"
        ) as desk:
            paths = ("/labelen", "/labelen?lezing=tweede", "/kwaliteit", "/kwaliteit/fouten")
            pages.update({path: desk.get(path).text for path in paths})

    monkeypatch.setattr(played, "run_desk", look)
    settings = load(folder)
    store = Store(settings.database)
    played.serve(store, settings, town.server, 8765, evening(BASE))
    with store.begin() as db:
        labels = db.labels.get(evening(BASE))
    store.close()
    assert {x.labeller for x in labels} == {"collega Noor"} and len({x.document for x in labels}) > 30
    assert 'name="initiative"' in pages["/labelen"] and "tweede lezing" in pages["/labelen?lezing=tweede"]
    asked = re.search(r'name="document" value="(\w+)"', pages["/labelen?lezing=tweede"])
    assert asked and asked[1] in {x.document for x in labels}
    assert "tegen de 4 weken ervoor" in pages["/kwaliteit"] and "mensen zeggen" in pages["/kwaliteit/fouten"]


def test_a_second_run_adds_and_changes_nothing(town: Town, tmp_path: Path) -> None:
    folder = town.copy(NEXT, tmp_path / "again")
    before = table_rows(folder, "fetches", "fetch_states")
    told = voorkant(folder, "run", "--as-of", iso(NEXT))
    assert told.code == 0, told.err
    assert "nieuw 0, gewijzigd 0" in told.err
    assert table_rows(folder, "fetches", "fetch_states") == before
    assert exported(folder, evening(NEXT)) == town.exports[NEXT]


def test_an_hour_later_without_news_nothing_changes(town: Town, tmp_path: Path) -> None:
    folder = town.copy(NEXT, tmp_path / "later")
    before = table_rows(folder, "fetches", "fetch_states")
    told = voorkant(folder, "run", "--as-of", "2026-10-14T23:50")
    assert told.code == 0, told.err
    after = table_rows(folder, "fetches", "fetch_states")
    changed = {name for name in before if before[name] != after[name]}
    assert not changed & {"documents", "initiatives", "memberships", "annotations", "features"}, changed


def test_each_portrait_is_as_it_would_be_drawn_now(town: Town, tmp_path: Path) -> None:
    """Only what changed is drawn: on no evening was anything left out."""
    store = Store(load(town.copy(NEXT, tmp_path / "drawn")).database)
    with store.begin() as db:
        db.initiatives.draw_anew(i.id for i in db.initiatives.all(evening(NEXT), merged=True, rejected=True))
        assert len(db.initiatives.undrawn()) > 10
        assert draw(db, (), evening(NEXT)) == 0
    store.close()


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(DAYS)))
def test_an_initiative_keeps_its_id(town: Town, earlier: int, later: int) -> None:
    """What was merged into another stays reachable by redirect; it may not vanish otherwise."""
    before, after = (
        {row["id"]: row for row in map(json.loads, town.exports[day]["initiatives"].splitlines())}
        for day in (earlier, later)
    )
    home = {d["url"]: row["id"] for row in after.values() for d in row["documents"]}
    for gone in before.keys() - after.keys():
        went = {home.get(d["url"]) for d in before[gone]["documents"]}
        assert None not in went and went <= before.keys() | after.keys(), f"{before[gone]['name']} vanished"
    assert len(before.keys() & after.keys()) >= 0.8 * len(before), "most keep their own id"


def _masked(text: str) -> str:
    return re.sub(rf"(?i)\b(?:{'|'.join(map(re.escape, HANDLES))})\b", "[account]", text)


@pytest.mark.parametrize("day", [DAYS[2], DAYS[6], BASE])
def test_a_past_day_gives_what_it_gave(town: Town, day: int) -> None:
    """But for who was named before writing for the first time, and is masked since."""
    later = exported(town.folders[NEXT], evening(day))
    for what in EXPORTS:
        assert _masked(later[what]) == _masked(town.exports[day][what]), what


@pytest.mark.parametrize("day", [DAYS[2], DAYS[6], BASE])
def test_a_past_digest_gives_what_it_gave(town: Town, day: int) -> None:
    told = voorkant(
        town.folders[NEXT], "digest", "--for", "regisseur", "--as-of", iso(day), "--format", "json"
    )
    assert told.code == 0, told.err
    assert json.loads(told.out) == json.loads(town.digests[day])


_WATCHED = """
import sys
opened = set()
sys.addaudithook(lambda name, args: opened.add(str(args[0])) if name == "open" else None)
from pipeline.cli import main
code = main(sys.argv[1:])
truth = [p for p in opened if "/truth/" in p.replace("\\\\", "/") or p.endswith("truth.py")]
print(f"OPENED {len(opened)} TRUTH {truth}")
sys.exit(code)
"""


def test_the_truth_is_never_opened(town: Town, tmp_path: Path) -> None:
    folder = town.copy(BASE, tmp_path / "watched")
    town.server.now = evening(NEXT)
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, "--config", str(folder), "run", "--as-of", iso(NEXT)],
        capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("TRUTH []"), done.stdout
    assert exported(folder, evening(NEXT)) == town.exports[NEXT]
