from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.store import Store
from storage.tables import metadata


def test_up_and_down_and_up_again(empty_store: Store) -> None:
    assert not empty_store.current()
    empty_store.upgrade()
    assert empty_store.current()
    assert set(metadata.tables) <= set(inspect(empty_store.engine).get_table_names())
    empty_store.downgrade("base")
    assert set(inspect(empty_store.engine).get_table_names()) <= {"alembic_version"}
    empty_store.upgrade()
    assert empty_store.current()


def test_the_migrations_give_what_the_tables_say(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
