"""What outlives texts: excerpts, whose sentences a summary has, who made which point, when it began.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("excerpt", sa.Text(), nullable=False, server_default=""))
    op.add_column("initiatives", sa.Column("quotes", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "traces",
        sa.Column("initiative", sa.String(32), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("first", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("initiative", "source", name="pk_traces"),
    )
    keys = {
        name: sa.ForeignKey("documents.id", name=f"fk_made_{name}_documents", ondelete="CASCADE")
        for name in ("document", "quoted")
    }
    op.create_table(
        "made",
        sa.Column("document", sa.String(16), keys["document"], nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted", sa.String(16), keys["quoted"], nullable=False),
        sa.Column("hint", sa.String(32)),
        sa.PrimaryKeyConstraint("document", "text", name="pk_made"),
    )
    op.create_index("ix_made_quoted", "made", ["quoted"])
    # names, places and organisations of withheld documents stand in portraits: all are drawn anew
    op.execute(
        "INSERT INTO undrawn SELECT DISTINCT initiative FROM memberships "
        "WHERE initiative NOT IN (SELECT initiative FROM undrawn)"
    )


def downgrade() -> None:
    op.drop_index("ix_made_quoted", "made")
    for table in ("made", "traces"):
        op.drop_table(table)
    op.drop_column("initiatives", "quotes")
    op.drop_column("documents", "excerpt")
