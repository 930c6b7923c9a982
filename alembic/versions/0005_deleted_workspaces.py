"""a deleted workspace opens to nobody at once, while its rows go a few at a time

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_workspaces_deleted_at"
DELETED = "deleted_at IS NOT NULL"


def upgrade() -> None:
    moment = sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("workspaces", moment)
    # Of the workspaces in use it holds none, so it costs them nothing.
    only_deleted = {f"{name}_where": sa.text(DELETED) for name in ("sqlite", "postgresql")}
    op.create_index(INDEX, "workspaces", ["deleted_at"], **only_deleted)


def downgrade() -> None:
    # The release before does not know the mark: it must find no link, and purge the rest soon.
    op.execute(
        f"DELETE FROM shares WHERE workspace_id IN (SELECT id FROM workspaces WHERE {DELETED})"
    )
    op.execute(f"UPDATE workspaces SET changed_at = created_at, sequence = 0 WHERE {DELETED}")
    op.drop_index(INDEX, "workspaces")
    with op.batch_alter_table("workspaces") as batch:
        batch.drop_column("deleted_at")
