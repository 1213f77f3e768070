"""What people say that texts name: places, organisations and gatherings.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "names",
        sa.Column("document", sa.String(length=16), nullable=False),
        sa.Column("labeller", sa.String(length=200), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name=op.f("fk_names_document_documents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document", "labeller", name=op.f("pk_names")),
    )


def downgrade() -> None:
    op.drop_table("names")
