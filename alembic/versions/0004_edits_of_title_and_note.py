"""title and note are counted apart, so that renaming is no conflict for an open note

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def replace_counters(old: tuple[str, ...], new: dict[str, str]) -> None:
    """New counters, each with the value of an expression, in place of the old ones."""
    for name in new:
        column = sa.Column(name, sa.Integer(), server_default="1", nullable=False)
        op.add_column("assessments", column)
    values = ", ".join(f"{name} = {value}" for name, value in new.items())
    op.execute(f"UPDATE assessments SET {values}")
    with op.batch_alter_table("assessments") as batch:
        for name in old:
            batch.drop_constraint(op.f(f"ck_assessments_{name}"), type_="check")
            batch.drop_column(name)
        for name in new:
            batch.alter_column(name, existing_type=sa.Integer(), server_default=None)
            batch.create_check_constraint(op.f(f"ck_assessments_{name}"), f"{name} >= 1")


def upgrade() -> None:
    # A form that is open over the upgrade shows the old number: it goes on being the right one.
    replace_counters(("version",), {"title_edit": "version", "note_edit": "version"})


def downgrade() -> None:
    replace_counters(("title_edit", "note_edit"), {"version": "title_edit + note_edit - 1"})
