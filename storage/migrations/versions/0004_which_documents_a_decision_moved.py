"""Which documents a decision moved, so that undoing it sends those back.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("documents", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("decisions", "documents")
