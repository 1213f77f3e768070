"""What was posted in step, and how far an alert has grown.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synchronised",
        sa.Column("initiative", sa.String(32), nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("initiative", "id", "recorded", name="pk_synchronised"),
    )
    op.add_column("alerts", sa.Column("level", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("alerts", sa.Column("raised_with", sa.Float(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("alerts", "raised_with")
    op.drop_column("alerts", "level")
    op.drop_table("synchronised")
