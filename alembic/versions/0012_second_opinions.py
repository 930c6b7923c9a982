"""what a second rulebook said when a version was saved, and extra answers of a draft for it

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# No value is no extra answer, and a version without a row was saved before anybody asked.
OF_REVISION = ("workspace_id", "assessment_id", "n")


def upgrade() -> None:
    op.add_column("drafts", sa.Column("extra_answers", sa.JSON(), nullable=True))
    op.create_table(
        "second_opinions",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("rulebook_id", sa.String(), nullable=False),
        sa.Column("rulebook_version", sa.String(), nullable=False),
        sa.Column("rulebook_sha256", sa.String(64), nullable=False),
        sa.Column("engine_version", sa.String(), nullable=False),
        sa.Column("extra_answers", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("lead", sa.Integer(), nullable=True),
        sa.Column("credits", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(rulebook_sha256) = 64", name=op.f("ck_second_opinions_rulebook_sha256")
        ),
        sa.ForeignKeyConstraint(
            OF_REVISION,
            [f"revisions.{name}" for name in OF_REVISION],
            name=op.f("fk_second_opinions_revisions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*OF_REVISION, "rulebook_id", name=op.f("pk_second_opinions")),
    )


def downgrade() -> None:
    op.drop_table("second_opinions")
    op.drop_column("drafts", "extra_answers")
