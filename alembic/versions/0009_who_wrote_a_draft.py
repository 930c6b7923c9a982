"""a draft says which page wrote it, so that another one does not overwrite it unseen

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of a draft from before the upgrade nobody knows; whoever opens it now sees it as it is.
    page = sa.Column("page", sa.String(100), server_default=sa.text("''"), nullable=False)
    op.add_column("drafts", page)
    turn = sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("drafts", turn)


def downgrade() -> None:
    op.drop_column("drafts", "turn")
    op.drop_column("drafts", "page")
