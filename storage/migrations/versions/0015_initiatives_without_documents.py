"""Since when initiatives are without documents, and the count that stays of those that are gone.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emptied",
        sa.Column("initiative", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("initiative", name="pk_emptied"),
    )
    op.create_table(
        "begun",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_begun"),
    )


def downgrade() -> None:
    for table in ("begun", "emptied"):
        op.drop_table(table)
