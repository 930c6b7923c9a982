"""results are compressed in an SQLite file

What is there stays as it is, and both are read. The number alone changes: it keeps an earlier
release, which could not read them, from opening a file with compressed results.

Revision ID: 0006
Revises: 0005
"""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PACKED = "typeof(result) = 'blob'"
AT_ONCE = 500


def upgrade() -> None:
    pass


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        return  # it compresses by itself: nothing was different
    some = sa.text(f"SELECT rowid, result FROM revisions WHERE {PACKED} LIMIT {AT_ONCE}")
    change = sa.text("UPDATE revisions SET result = :result WHERE rowid = :row")
    while rows := connection.execute(some).all():
        unpacked = [
            {"row": row, "result": zlib.decompress(packed).decode()} for row, packed in rows
        ]
        connection.execute(change, unpacked)
