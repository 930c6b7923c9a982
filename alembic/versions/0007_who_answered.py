"""a link can say who answered

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shares",
        sa.Column("answered_by", sa.String(80), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("shares", "answered_by")
