"""What waits to be gathered or drawn: a day asks for that, and looks not through all there is.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.ForeignKey("documents.id", name="fk_waiting_document_documents", ondelete="CASCADE")
    op.create_table(
        "waiting",
        sa.Column("document", sa.String(16), key, nullable=False),
        sa.PrimaryKeyConstraint("document", name="pk_waiting"),
    )
    op.create_table(
        "undrawn",
        sa.Column("initiative", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("initiative", name="pk_undrawn"),
    )
    op.create_index("ix_memberships_joined", "memberships", ["joined"])
    op.create_index("ix_initiatives_merged_into", "initiatives", ["merged_into"])
    # who comes from an older form: nobody kept what waited, so all that may
    op.execute(
        "INSERT INTO waiting SELECT a.document FROM annotations a LEFT JOIN features f "
        "ON f.document = a.document WHERE f.document IS NULL OR f.content_hash <> a.content_hash"
    )
    op.execute("INSERT INTO undrawn SELECT DISTINCT initiative FROM memberships")


def downgrade() -> None:
    op.drop_index("ix_initiatives_merged_into", "initiatives")
    op.drop_index("ix_memberships_joined", "memberships")
    for table in ("undrawn", "waiting"):
        op.drop_table(table)
