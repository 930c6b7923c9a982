"""a link that came with a file is told from one that was revoked; a draft says who adjusted it

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    elsewhere = sa.Column("elsewhere", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("shares", elsewhere)
    # Of a draft from before the upgrade nobody knows; whoever opens it now sees it as it is.
    page = sa.Column("adjusted_by", sa.String(100), server_default=sa.text("''"), nullable=False)
    op.add_column("drafts", page)


def downgrade() -> None:
    op.drop_column("drafts", "adjusted_by")
    op.drop_column("shares", "elsewhere")
