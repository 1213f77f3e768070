"""What the municipality answered to arguments, which are offered or came back, and what initiatives ask for.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("arguments", sa.Column("answered", sa.DateTime()))
    op.add_column("arguments", sa.Column("offered", sa.Text()))
    op.add_column("arguments", sa.Column("offered_from", sa.String(32)))
    op.add_column("arguments", sa.Column("heard", sa.DateTime()))
    op.add_column("arguments", sa.Column("hint", sa.String(32)))
    op.add_column("initiatives", sa.Column("need", sa.JSON()))
    op.create_table(
        "answered",
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("document", sa.String(16), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"], ["decisions.id"], name=op.f("fk_answered_decision_decisions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("decision", "position", name=op.f("pk_answered")),
    )
    op.create_index(op.f("ix_answered_document"), "answered", ["document"])


def downgrade() -> None:
    op.drop_table("answered")
    op.drop_column("initiatives", "need")
    for column in ("hint", "heard", "offered_from", "offered", "answered"):
        op.drop_column("arguments", column)
