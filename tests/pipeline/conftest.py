"""One played town for all tests of the pipeline."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo.config import write_config
from demo.server import TownServer
from models.registry import Registry
from pipeline.cli import main
from pipeline.modelling import load_classifier, shipped
from pipeline.tools import Tools
from pipeline.town import evening
from storage.store import Store
from tests.pipeline.labels_support import small_model
from tests.pipeline.small_town import SOURCES
from tests.pipeline.town_support import BASE, DAYS, NEXT, Told, Town, digested, exported, play
from voorkant.settings import Settings, load


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped model as a municipality's own, so that no test trains because a file changed meanwhile."""
    version = load_classifier().version
    folder = tmp_path_factory.mktemp("model") / "models"
    shutil.copytree(shipped().folder / version, folder / version)
    Registry(folder).promote(version)
    return folder


@pytest.fixture(scope="session")
def forum_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model of tests/pipeline/labels_support.py."""
    return small_model(tmp_path_factory.mktemp("klein") / "models")


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Town]:
    """The town played on twelve evenings; copies of its folder after BASE and NEXT."""
    folder = tmp_path_factory.mktemp("town")
    with TownServer(port=0) as server:
        live = folder / "live"
        write_config(live, server.url)
        shutil.copytree(model, live / "state" / "models")
        settings = load(live)
        exports, digests, folders = {}, {}, {}
        with Tools(settings) as tools:
            for day in DAYS:
                server.now = evening(day)
                play(live, server.now, tools)
                exports[day] = exported(live, server.now)
                store = Store(settings.database)
                digests[day] = digested(settings, store, server.now)
                store.close()
                if day in (BASE, NEXT):
                    folders[day] = Path(shutil.copytree(live, folder / f"day{day}"))
        yield Town(server, folders, exports, digests, model)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A right configuration whose sources nobody serves; no database and no model of its own yet."""
    folder = tmp_path / "bare"
    write_config(folder, "http://127.0.0.1:9")
    return folder


@pytest.fixture
def judging(bare: Path, model: Path) -> Path:
    """The same with a model."""
    shutil.copytree(model, bare / "state" / "models")
    return bare


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """The command line within this process: much faster, and a traceback would fail the test."""

    def run(folder: Path, *arguments: str) -> Told:
        capsys.readouterr()
        try:
            code = main(["--config", str(folder), *arguments])
        except SystemExit as stop:  # argparse ends so
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return run


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    zone = ZoneInfo("Europe/Amsterdam")
    return Settings(tmp_path, "Lindewaarde", "GM9999", zone, "", tmp_path, sources=SOURCES)


@pytest.fixture
def known(store: Store) -> Iterator[Store]:
    with store.begin() as db:
        db.fetches.sync_sources(SOURCES)
    yield store
