"""shares: numbered, with or without an expiry, with or without details in link previews

Revision ID: 0002
Revises: 0001
"""

from contextlib import AbstractContextManager
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def changing_shares() -> AbstractContextManager[BatchOperations]:
    # SQLite rebuilds the table, and only keeps the checks it is told of.
    checks = (
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_shares_expires_at")),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_shares_token_hash")),
    )
    return op.batch_alter_table("shares", table_args=checks)


def upgrade() -> None:
    with changing_shares() as batch:
        batch.add_column(sa.Column("sequence", sa.BigInteger(), server_default="1", nullable=False))
        batch.add_column(
            sa.Column("detailed_preview", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.alter_column("expires_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    with changing_shares() as batch:
        batch.alter_column("sequence", existing_type=sa.BigInteger(), server_default=None)
        batch.alter_column("detailed_preview", existing_type=sa.Boolean(), server_default=None)
        batch.create_check_constraint(op.f("ck_shares_sequence"), "sequence >= 1")


def downgrade() -> None:
    shares = sa.table("shares", sa.column("expires_at", sa.DateTime(timezone=True)))
    op.execute(sa.update(shares).where(shares.c.expires_at.is_(None)).values(expires_at=NEVER))
    with changing_shares() as batch:
        batch.drop_constraint(op.f("ck_shares_sequence"), type_="check")
        batch.drop_column("detailed_preview")
        batch.drop_column("sequence")
        batch.alter_column("expires_at", existing_type=sa.DateTime(timezone=True), nullable=False)
