"""Organisations that tie networks together, in versions.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brokers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.Column("initiatives", sa.JSON(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("constraint", sa.Float(), nullable=False),
        sa.Column("core", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", "recorded", name=op.f("pk_brokers")),
    )


def downgrade() -> None:
    op.drop_table("brokers")
