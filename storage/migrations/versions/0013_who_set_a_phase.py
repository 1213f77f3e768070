"""Whether people set a phase: told by the absence of a document until now, though they may name one.

Revision ID: 0013
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLE = sa.table(
    "initiatives",
    sa.column("id", sa.String),
    sa.column("recorded", sa.DateTime),
    sa.column("phases", sa.JSON),
)


def upgrade() -> None:
    _rewrite(lambda phase: {**phase, "decided": not phase["document"]})
    # the documents that people named with a phase come back with it
    op.execute(
        "INSERT INTO undrawn SELECT DISTINCT subject FROM decisions WHERE action = 'phase' "
        "AND subject NOT IN (SELECT initiative FROM undrawn)"
    )


def downgrade() -> None:
    def bare(phase: dict[str, Any]) -> dict[str, Any]:
        known = {k: v for k, v in phase.items() if k != "decided"}
        return {**known, "document": ""} if phase["decided"] else known

    _rewrite(bare)


def _rewrite(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change each phase in each version of an initiative."""
    connection = op.get_bind()
    mine = (_TABLE.c.id == sa.bindparam("key"), _TABLE.c.recorded == sa.bindparam("version"))
    statement = sa.update(_TABLE).where(*mine).values(phases=sa.bindparam("told", type_=sa.JSON))
    found = connection.execute(sa.select(_TABLE.c.id, _TABLE.c.recorded, _TABLE.c.phases)).all()
    rows = [
        {"key": id_, "version": recorded, "told": [change(p) for p in phases]}
        for id_, recorded, phases in found
        if phases
    ]
    if rows:
        connection.execute(statement, rows)
