"""titles are sorted by the value of numbers, and found without strokes, ligatures and width

Revision ID: 0011
Revises: 0010
"""

import re
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

from app.store.title_keys import KEY_LENGTH, title_key

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PORTION = 1_000


def upgrade() -> None:
    # As this release makes them: if a later one makes others, it makes them all anew.
    make_keys(title_key)


def downgrade() -> None:
    make_keys(fold)


def fold(text: str) -> str:
    """As `app.store.title_keys` did before."""
    letters = normalize("NFD", normalize("NFD", text).casefold())
    return normalize("NFC", re.sub("[\u0300-\u036f]+", "", letters))[:KEY_LENGTH]


def make_keys(key_of) -> None:
    """The keys of all titles anew, a portion at a time: memory does not grow with their number."""
    table = sa.table("assessments", *map(sa.column, ("workspace_id", "id", "title", "title_key")))
    place = sa.tuple_(table.c.workspace_id, table.c.id)
    here = sa.and_(
        table.c.workspace_id == sa.bindparam("workspace"), table.c.id == sa.bindparam("assessment")
    )
    change = sa.update(table).where(here).values(title_key=sa.bindparam("key"))
    columns = (table.c.workspace_id, table.c.id, table.c.title, table.c.title_key)
    portion = sa.select(*columns).order_by(*columns[:2]).limit(PORTION)
    connection = op.get_bind()
    found = connection.execute(portion).all()
    while found:
        changed = [
            {"workspace": row.workspace_id, "assessment": row.id, "key": key}
            for row in found
            if (key := key_of(row.title)) != row.title_key
        ]
        if changed:
            connection.execute(change, changed)
        last = sa.tuple_(sa.literal(found[-1].workspace_id), sa.literal(found[-1].id))
        found = connection.execute(portion.where(place > last)).all()
