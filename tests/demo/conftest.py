"""The sample town, played on loopback, and a reader that asks it questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.server import TownServer
from tests.demo.town_reader import Asker

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture
def town() -> Iterator[TownServer]:
    with TownServer() as server:
        yield server


@pytest.fixture
def ask(town: TownServer) -> Asker:
    return Asker(town)


@pytest.fixture
def recorded() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED
