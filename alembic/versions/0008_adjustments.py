"""adjustments of a draft and of a version, the second result, and links that leave texts out

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# No value is no adjustment: what was saved before stays as it is.
ADDED = (
    ("drafts", "adjustments"),
    ("revisions", "adjustments"),
    ("revisions", "adjusted"),
    ("assessments", "adjusted"),
)


def upgrade() -> None:
    for table, name in ADDED:
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=True))
    texts = sa.Column("hides_texts", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("shares", texts)


def downgrade() -> None:
    op.drop_column("shares", "hides_texts")
    for table, name in reversed(ADDED):
        op.drop_column(table, name)
