"""lists in any order by an index, browsers with a name and a day, one-time codes

Revision ID: 0003
Revises: 0002
"""

import re
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY_LENGTH = 600
# On PostgreSQL by code points, as SQLite does, whatever the language of the server.
TITLE_KEY = sa.String(KEY_LENGTH).with_variant(sa.String(KEY_LENGTH, collation="C"), "postgresql")
ORDERS = (
    ("workspace_id", "title_key", "id"),
    ("workspace_id", "created_at", "id"),
    ("workspace_id", "label", "sequence"),
    ("workspace_id", "label", "title_key", "id"),
    ("workspace_id", "label", "created_at", "id"),
    ("workspace_id", "has_draft", "sequence"),
    ("workspace_id", "has_draft", "title_key", "id"),
    ("workspace_id", "has_draft", "created_at", "id"),
)


def upgrade() -> None:
    for column in (
        sa.Column("has_draft", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("title_key", TITLE_KEY, server_default=sa.text("''"), nullable=False),
    ):
        op.add_column("assessments", column)
    op.execute(
        "UPDATE assessments SET has_draft = EXISTS (SELECT 1 FROM drafts"
        " WHERE drafts.workspace_id = assessments.workspace_id"
        " AND drafts.assessment_id = assessments.id)"
    )
    fold_titles()
    for columns in ORDERS:
        op.create_index(f"ix_assessments_{'_'.join(columns)}", "assessments", columns)
    op.add_column(
        "browsers", sa.Column("name", sa.String(60), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("browsers", sa.Column("seen_on", sa.Date(), nullable=True))
    op.create_table(
        "codes",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_codes_expires_at")),
        sa.CheckConstraint("length(code_hash) = 32", name=op.f("ck_codes_code_hash")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_codes_workspaces", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_codes"),
        sa.UniqueConstraint("code_hash", name="uq_codes_code_hash"),
    )


def fold(text: str) -> str:
    """As `app.store.title_keys` did when this was written."""
    letters = normalize("NFD", normalize("NFD", text).casefold())
    return normalize("NFC", re.sub("[\u0300-\u036f]+", "", letters))[:KEY_LENGTH]


def fold_titles() -> None:
    table = sa.table("assessments", *map(sa.column, ("workspace_id", "id", "title", "title_key")))
    here = sa.and_(
        table.c.workspace_id == sa.bindparam("workspace"), table.c.id == sa.bindparam("assessment")
    )
    change = sa.update(table).where(here).values(title_key=sa.bindparam("key"))
    connection = op.get_bind()
    found = connection.execute(sa.select(table.c.workspace_id, table.c.id, table.c.title)).all()
    keys = [
        {"workspace": row.workspace_id, "assessment": row.id, "key": fold(row.title)}
        for row in found
    ]
    if keys:
        connection.execute(change, keys)


def downgrade() -> None:
    op.drop_table("codes")
    op.drop_column("browsers", "seen_on")
    op.drop_column("browsers", "name")
    for columns in ORDERS:
        op.drop_index(f"ix_assessments_{'_'.join(columns)}", "assessments")
    op.drop_column("assessments", "title_key")
    op.drop_column("assessments", "has_draft")
