"""When a meeting is over: its end hour, or the midnight after the last of its days.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("end", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("meetings", "end")
