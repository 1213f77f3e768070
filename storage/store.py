"""The one door to the database: `with store.begin() as db:` is one transaction over all repositories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.repositories.alerts import Alerts
from storage.repositories.annotations import Annotations
from storage.repositories.bygones import Bygones
from storage.repositories.checks import Checks
from storage.repositories.copies import Copies
from storage.repositories.documents import Documents
from storage.repositories.fetches import Fetches
from storage.repositories.humans import Humans
from storage.repositories.initiatives import Initiatives
from storage.repositories.labels import Labels
from storage.repositories.models import Models
from storage.repositories.names import Names
from storage.repositories.networks import Networks
from storage.repositories.runs import Runs
from voorkant.errors import StoreError
from voorkant.vocabulary import Ruling

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """All repositories over one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def documents(self) -> Documents:
        """What was read."""
        return Documents(self.connection)

    @cached_property
    def checks(self) -> Checks:
        """When documents were looked for again."""
        return Checks(self.connection)

    @cached_property
    def copies(self) -> Copies:
        """Which documents are copies of one another."""
        return Copies(self.connection)

    @cached_property
    def fetches(self) -> Fetches:
        """Sources and the visits to them."""
        return Fetches(self.connection)

    @cached_property
    def annotations(self) -> Annotations:
        """What each document says."""
        return Annotations(self.connection)

    @cached_property
    def initiatives(self) -> Initiatives:
        """Initiatives and the documents that belong to them."""
        return Initiatives(self.connection)

    @cached_property
    def networks(self) -> Networks:
        """Networks, relations, bridges, brokers, arguments."""
        return Networks(self.connection)

    @property
    def names(self) -> Names:
        """Names that outlived their documents, to erase them."""
        return Names(self.connection)

    @property
    def bygones(self) -> Bygones:
        """Initiatives that no document is left of."""
        return Bygones(self.connection)

    @cached_property
    def alerts(self) -> Alerts:
        """Alerts and what was delivered."""
        return Alerts(self.connection)

    @cached_property
    def humans(self) -> Humans:
        """Decisions of humans, and the audit log."""
        return Humans(self.connection)

    @cached_property
    def labels(self) -> Labels:
        """What people say that documents are."""
        return Labels(self.connection)

    @cached_property
    def models(self) -> Models:
        """The cards of models, and who took which into use."""
        return Models(self.connection)

    @cached_property
    def runs(self) -> Runs:
        """What each stage did."""
        return Runs(self.connection)

    def ruled(self, as_of: datetime) -> dict[str, Ruling]:
        """By document id what people decided on it: that its words may go out, or that they stay inside.

        What copies one that stays inside says the same, so it stays inside too unless people decided on it
        itself. That one may go out lets out no other: a copy may say more.
        """
        own = self.humans.ruled(as_of)
        inside = [document for document, ruling in own.items() if ruling is Ruling.WITHHOLD]
        families = self.copies.of(inside, as_of)
        hidden = {families[document] for document in inside if document in families}
        return {d: Ruling.WITHHOLD for d, family in families.items() if family in hidden} | own


class Store:
    """A database at an SQLAlchemy URL. Raises StoreError when it does not answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @contextmanager
    def begin(self) -> Iterator[Database]:
        """One transaction: all of it or nothing."""
        try:
            with self.engine.begin() as connection:
                yield Database(connection)
        except SQLAlchemyError as error:
            raise StoreError(_explain(error)) from None

    def upgrade(self, revision: str = "head") -> None:
        """Make the database or bring it up to date."""
        self._alembic(command.upgrade, revision)

    def downgrade(self, revision: str) -> None:
        """Back to an older form."""
        self._alembic(command.downgrade, revision)

    def current(self) -> bool:
        """Whether the database has the newest form."""
        try:
            with self.engine.connect() as connection:
                revision = MigrationContext.configure(connection).get_current_revision()
        except SQLAlchemyError as error:
            raise StoreError(_explain(error)) from None
        return revision == ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _alembic(self, action: object, revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                assert callable(action)  # noqa: S101 - alembic's commands are untyped
                action(config, revision)
        except SQLAlchemyError as error:
            raise StoreError(_explain(error)) from None


def _engine(url: str) -> Engine:
    """`hide_parameters`: what goes into a statement is no part of what an error says (LAW 21)."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _sqlite_pragmas)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Foreign keys are off in SQLite unless asked for; WAL lets the front desk read while a stage writes.
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=30000", "synchronous=NORMAL")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _explain(error: SQLAlchemyError) -> str:
    """What went wrong, in one line: PostgreSQL tells the values in a second one (LAW 21).

    So what raises this hides its cause as well, or a log would print that whole.
    """
    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"De database werkt niet mee ({cause}). Draai `voorkant init`, of kijk met `voorkant doctor`."
