from dataclasses import replace
from datetime import UTC, datetime

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.store import Store
from storage.tables import metadata
from voorkant.records import Decision, Initiative, PhaseChange
from voorkant.vocabulary import Phase, Ruling


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


def test_who_set_a_phase_is_told_from_what_was_kept_before(empty_store: Store) -> None:
    empty_store.upgrade()
    at = datetime(2026, 3, 3, 18, tzinfo=UTC)
    reached = (
        PhaseChange(Phase.IDEE, at, "0" * 16),
        PhaseChange(Phase.UITVOEREN, at, "", decided=True),
        PhaseChange(Phase.GESTOPT, at, "1" * 16, decided=True),
    )
    one = Initiative("i-1", "Bus", "", None, None, Phase.GESTOPT, reached, (), (), at, at, at, 3)
    with empty_store.begin() as db:
        db.initiatives.save([one], at)
        db.humans.decide(Decision(0, at, "Noor", Ruling.PHASE, "i-1", "gestopt", ("1" * 16,)))
    empty_store.downgrade("0012")
    empty_store.upgrade()
    with empty_store.begin() as db:
        (kept,) = db.initiatives.all(at)
        assert kept.phases == (*reached[:2], replace(reached[2], document="")), "drawn anew from the decision"
        assert db.initiatives.undrawn() == {"i-1"}
