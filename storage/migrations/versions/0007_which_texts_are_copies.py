"""Which texts are copies of one another, and what recent ones are known by.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _document(table: str) -> sa.Column[str]:
    key = sa.ForeignKey("documents.id", name=f"fk_{table}_document_documents", ondelete="CASCADE")
    return sa.Column("document", sa.String(16), key, nullable=False)


def upgrade() -> None:
    op.create_table(
        "families",
        _document("families"),
        sa.Column("family", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("document", name="pk_families"),
    )
    op.create_index("ix_families_family", "families", ["family"])
    op.create_table(
        "sketches",
        _document("sketches"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("document", name="pk_sketches"),
    )
    op.create_index("ix_sketches_made", "sketches", ["made"])
    op.create_table(
        "bands",
        _document("bands"),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document", "band", name="pk_bands"),
    )
    op.create_index("ix_bands_band", "bands", ["band"])


def downgrade() -> None:
    for table in ("bands", "sketches", "families"):
        op.drop_table(table)
