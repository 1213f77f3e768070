"""The functions behind the tasks, without Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.config import write_config
from demo.server import TownServer
from pipeline import scheduled
from storage.store import Store
from voorkant.errors import ConfigError
from voorkant.records import FetchState, Source
from voorkant.settings import load

NOW = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)
AS_OF = NOW.isoformat()


def many(source: Source, hosts: int, each: int) -> list[Source]:
    return [
        replace(source, id=f"s{host}-{n}", url=f"https://host{host}.example/{n}")
        for host in range(hosts)
        for n in range(each)
    ]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[TownServer]:
    with TownServer() as server:
        server.now = NOW
        write_config(tmp_path, server.url)
        yield server


def test_every_source_gets_one_turn(source: Source) -> None:
    sources = many(source, hosts=30, each=7)
    given = [id_ for turn in scheduled.turns(sources, 8) for group in turn for id_ in group]
    assert sorted(given) == sorted(s.id for s in sources)


def test_a_host_stays_in_one_group(source: Source) -> None:
    planned = scheduled.turns(many(source, hosts=12, each=50), 8)
    groups = {(id_.split("-")[0], n) for turn in planned for n, group in enumerate(turn) for id_ in group}
    assert len(groups) == 12


@pytest.mark.parametrize(("hosts", "each"), [(1, 30_000), (3_000, 10), (1, 1)])
def test_never_more_tasks_than_airflow_maps(source: Source, hosts: int, each: int) -> None:
    planned = scheduled.turns(many(source, hosts, each), 8)
    assert 0 < len(planned) * 8 <= 1024
    assert all(len(turn) == 8 for turn in planned)


def test_nothing_to_read_is_no_turn() -> None:
    assert scheduled.turns([], 8) == []


def test_www_is_the_same_host(source: Source) -> None:
    with_www = replace(source, url="https://www.veenbode.example/rss")
    assert scheduled.host(with_www) == scheduled.host(source) == "veenbode.example"


@pytest.mark.parametrize(
    ("minutes", "due"),
    [(None, True), (0, False), (20, False), (25, True), (30, True), (600, True), (-60, True)],
)
def test_a_source_is_read_when_its_time_has_come(source: Source, minutes: int | None, due: bool) -> None:
    fetched = None if minutes is None else NOW - timedelta(minutes=minutes)
    half_hourly = replace(source, every=timedelta(minutes=30))
    assert scheduled.is_due(half_hourly, FetchState(source.id, fetched=fetched), NOW) is due


def test_what_was_read_waits_for_its_next_time(town: TownServer, tmp_path: Path) -> None:
    config = str(tmp_path)
    planned = scheduled.source_chunks(config, 8, AS_OF)
    assert {id_ for turn in planned for group in turn for id_ in group} == {
        s.id for s in load(tmp_path).sources
    }
    scheduled.collect(config, ["veenbode", "raad"], AS_OF)
    later = (NOW + timedelta(minutes=40)).isoformat()
    due = {id_ for turn in scheduled.source_chunks(config, 8, later) for group in turn for id_ in group}
    assert "veenbode" in due  # every 30 minutes
    assert "raad" not in due  # every 6 hours


def test_a_failed_source_is_no_failed_task(
    town: TownServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town.faults["raad"] = "garbage"
    scheduled.collect(str(tmp_path), ["raad", "veenbode"], AS_OF)
    assert "raad" in capsys.readouterr().out
    store = Store(load(tmp_path).database)
    with store.begin() as db:
        assert db.documents.count(NOW) > 0
        last = db.runs.last("collect")
    assert last
    assert [u.source for u in last[1].unread] == ["raad"]


def test_a_failed_stage_is_a_failed_task(town: TownServer, tmp_path: Path) -> None:
    scheduled.collect(str(tmp_path), ["veenbode"], AS_OF)
    models = tmp_path / "state" / "models"
    models.mkdir()
    (models / "in-use").write_text(f"weg\t{AS_OF}\tproef\n")  # its folder is gone
    with pytest.raises(scheduled.StageError, match="Model weg is er niet"):
        scheduled.stage(str(tmp_path), "understand", AS_OF)


def test_retain_says_how_much_went(
    town: TownServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduled.collect(str(tmp_path), ["veenbode"], AS_OF)
    scheduled.retain(str(tmp_path), (NOW + timedelta(days=400)).isoformat())
    told = capsys.readouterr().out
    assert "documenten" in told
    assert "documenten 0" not in told


def test_a_mistake_in_the_configuration_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"voorkant\.yaml"):
        scheduled.source_chunks(str(tmp_path), 8, AS_OF)
