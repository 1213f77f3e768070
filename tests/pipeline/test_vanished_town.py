"""LAW 11 on the sample town: people take their words away at the source, and they are gone here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.documents import load_documents
from pipeline.town import evening
from storage.store import Store
from tests.pipeline.town_support import NEXT, Town, exported, iso, table_rows, voorkant
from voorkant.records import Document
from voorkant.settings import load

pytestmark = pytest.mark.slow
ANSWERED = {d.reply_to for d in load_documents()} | {link for d in load_documents() for link in d.links}


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Iterator[Path]:
    """The town as it stood at NEXT, to be read on the days after; then nothing is gone any more."""
    yield town.copy(NEXT, tmp_path / "c")
    town.server.gone = frozenset()


def _stored(folder: Path, day: int) -> list[Document]:
    store = Store(load(folder).database)
    with store.begin() as db:
        found = db.documents.between(evening(day))
    store.close()
    return found


def _run(town: Town, folder: Path, day: int, what: str = "collect") -> str:
    town.server.now = evening(day)
    told = voorkant(folder, what, "--as-of", iso(day))
    assert told.code == 0, told.err
    return told.err


def _let_go(told: str) -> int:
    [number] = re.findall(r"weg bij de bron (\d+)", told)
    return int(number)


def test_what_is_taken_away_is_gone_everywhere_and_may_come_back(town: Town, folder: Path) -> None:
    grouped = {d["url"] for line in town.exports[NEXT]["initiatives"].splitlines()
               for d in json.loads(line)["documents"]}  # fmt: skip
    fresh = [d for d in _stored(folder, NEXT) if d.collected == evening(NEXT)]
    alone = [d for d in fresh if town.server.id_of(d.url) not in ANSWERED]
    alone.sort(key=lambda d: d.url not in grouped)
    chosen = {d.source: d for d in reversed(alone)}
    assert {"mastodon", "bluesky", "forum", "veenbode"} <= chosen.keys()
    urls = {d.url for d in chosen.values()}
    assert urls & grouped
    town.server.gone = frozenset(town.server.id_of(u) or "" for u in urls)

    told = _run(town, folder, NEXT + 1, "run")
    assert _let_go(told) == len(urls), told
    for day in (NEXT, NEXT + 1):
        text = "\n".join(exported(folder, evening(day)).values())
        assert not [u for u in urls if f'"{u}"' in text]
    tables = table_rows(folder)
    assert not [name for name, rows in tables.items() if any(f"'{u}'" in row for u in urls for row in rows)]
    ids = {d.id for d in chosen.values()}
    left = ("checks", "annotations", "memberships", "features", "meetings")
    assert not [name for name in left if any(f"'{i}'" in row for i in ids for row in tables[name])]
    assert not tables["blocks"], "not for good"

    before = table_rows(folder, "fetches", "fetch_states")
    assert _let_go(_run(town, folder, NEXT + 1, "run")) == 0
    assert table_rows(folder, "fetches", "fetch_states") == before, "twice is once"

    town.server.gone = frozenset()
    _run(town, folder, NEXT + 2)
    back = {d.url for d in _stored(folder, NEXT + 2)}
    assert chosen["mastodon"].url in back and chosen["bluesky"].url in back


def test_a_source_that_loses_everything_at_once_is_named_first(town: Town, folder: Path) -> None:
    mine = {d.id for d in load_documents() if d.source == "veenbode"}
    count = sum(d.source == "veenbode" for d in _stored(folder, NEXT))
    town.server.gone = frozenset(mine)
    for day in (NEXT + 1, NEXT + 2):
        told = _run(town, folder, day)
        assert _let_go(told) == 0 and "veenbode: veel van wat we bewaarden lijkt er weg" in told, told
        text = voorkant(folder, "digest", "--for", "regisseur", "--as-of", iso(day)).out
        assert "veel van wat we bewaarden" in text
    assert sum(d.source == "veenbode" for d in _stored(folder, NEXT + 2)) == count
    told = _run(town, folder, NEXT + 3)
    gone = _let_go(told)
    assert gone > 5
    assert sum(d.source == "veenbode" for d in _stored(folder, NEXT + 3)) == count - gone


def test_a_source_that_is_back_in_time_keeps_everything(town: Town, folder: Path) -> None:
    town.server.gone = frozenset(d.id for d in load_documents() if d.source == "veenbode")
    assert "veenbode: veel van" in _run(town, folder, NEXT + 1)
    town.server.gone = frozenset()
    told = _run(town, folder, NEXT + 2)
    assert _let_go(told) == 0 and "veenbode" not in told
    town.server.gone = frozenset(d.id for d in load_documents() if d.source == "veenbode")
    told = _run(town, folder, NEXT + 3)
    assert _let_go(told) == 0, "counted from the start again"


def test_an_initiative_of_which_nothing_is_left_goes_too(town: Town, folder: Path) -> None:
    rows = [json.loads(line) for line in town.exports[NEXT]["initiatives"].splitlines()]
    smallest = min(rows, key=lambda r: len(r["documents"]))
    assert smallest["documents"]
    for document in smallest["documents"]:
        assert voorkant(folder, "forget", "--url", document["url"]).err.startswith("1 document")
    _run(town, folder, NEXT + 1, "run")
    text = "\n".join(exported(folder, evening(NEXT + 1)).values())
    assert smallest["id"] not in text and f'"name": "{smallest["name"]}"' not in text
