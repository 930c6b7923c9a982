"""a workspace counts what it holds, and what is saved to it within an hour

Revision ID: 0010
Revises: 0009
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_shares_workspace_id_expires_at"
COUNTERS = ("assessments", "open_links", "browsers", "saves")
COUNTED = (
    "UPDATE workspaces SET"
    " assessments = (SELECT count(*) FROM assessments WHERE workspace_id = workspaces.id),"
    " browsers = (SELECT count(*) FROM browsers WHERE workspace_id = workspaces.id),"
    " open_links = (SELECT count(*) FROM shares WHERE workspace_id = workspaces.id"
    " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now))"
)


def upgrade() -> None:
    for name in COUNTERS:
        counter = sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        op.add_column("workspaces", counter)
    op.add_column("workspaces", sa.Column("saves_since", sa.DateTime(timezone=True)))
    open_ones = sa.text("revoked_at IS NULL")
    op.create_index(
        INDEX,
        "shares",
        ["workspace_id", "expires_at"],
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    now = sa.bindparam("now", datetime.now(UTC), type_=sa.DateTime(timezone=True))
    op.execute(sa.text(COUNTED).bindparams(now))


def downgrade() -> None:
    op.drop_index(INDEX, "shares")
    op.drop_column("workspaces", "saves_since")
    for name in reversed(COUNTERS):
        op.drop_column("workspaces", name)
