"""first tables

Revision ID: 0001
Revises: nothing, it is the first
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_workspaces_sequence")),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "assessments",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=5000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("leader", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("lead", sa.Integer(), nullable=True),
        sa.CheckConstraint("(latest IS NULL) = (label IS NULL)", name=op.f("ck_assessments_label")),
        sa.CheckConstraint(
            "(latest IS NULL) = (verdict IS NULL)", name=op.f("ck_assessments_verdict")
        ),
        sa.CheckConstraint("latest >= 1", name=op.f("ck_assessments_latest")),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_assessments_id")),
        sa.CheckConstraint("length(note) <= 5000", name=op.f("ck_assessments_note")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_assessments_title")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_assessments_sequence")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_assessments_version")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_assessments_workspaces",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_assessments"),
    )
    op.create_index(
        "ix_assessments_workspace_id_sequence",
        "assessments",
        ["workspace_id", "sequence"],
        unique=True,
    )

    op.create_table(
        "browsers",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_browsers_token_hash")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_browsers_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_browsers"),
        sa.UniqueConstraint("token_hash", name="uq_browsers_token_hash"),
    )
    op.create_table(
        "intents",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("result", sa.String(length=50), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(body_hash) = 32", name=op.f("ck_intents_body_hash")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_intents_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "action", "key", name="pk_intents"),
    )
    op.create_table(
        "drafts",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=16), nullable=False),
        sa.Column("rulebook_id", sa.String(), nullable=False),
        sa.Column("rulebook_version", sa.String(), nullable=False),
        sa.Column("rulebook_sha256", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(rulebook_sha256) = 64", name=op.f("ck_drafts_rulebook_sha256")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assessment_id"],
            ["assessments.workspace_id", "assessments.id"],
            name="fk_drafts_assessments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "assessment_id", name="pk_drafts"),
    )
    op.create_table(
        "revisions",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rulebook_id", sa.String(), nullable=False),
        sa.Column("rulebook_version", sa.String(), nullable=False),
        sa.Column("rulebook_sha256", sa.String(length=64), nullable=False),
        sa.Column("engine_version", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("lead", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint(
            "length(rulebook_sha256) = 64", name=op.f("ck_revisions_rulebook_sha256")
        ),
        sa.CheckConstraint("n >= 1", name=op.f("ck_revisions_n")),
        sa.CheckConstraint("replaces < n", name=op.f("ck_revisions_replaces")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assessment_id", "replaces"],
            ["revisions.workspace_id", "revisions.assessment_id", "revisions.n"],
            name="fk_revisions_revisions",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assessment_id"],
            ["assessments.workspace_id", "assessments.id"],
            name="fk_revisions_assessments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "assessment_id", "n", name="pk_revisions"),
    )
    op.create_table(
        "shares",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("assessment_id", sa.String(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_shares_expires_at")),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_shares_token_hash")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assessment_id", "n"],
            ["revisions.workspace_id", "revisions.assessment_id", "revisions.n"],
            name="fk_shares_revisions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_shares"),
        sa.UniqueConstraint("token_hash", name="uq_shares_token_hash"),
    )
    op.create_index(
        "ix_shares_workspace_id_assessment_id_n",
        "shares",
        ["workspace_id", "assessment_id", "n"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("shares")
    op.drop_table("revisions")
    op.drop_table("drafts")
    op.drop_table("intents")
    op.drop_table("browsers")
    op.drop_table("assessments")
    op.drop_table("workspaces")
