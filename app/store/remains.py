"""What deleted workspaces leave: nothing shows it any more, and it goes a portion at a time.

Nobody can save while a portion is deleted, so it is small, and others come in before the next one.
Where it stopped shows in the database alone: whoever calls next, after a crash too, goes on there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import Table, bindparam, delete, select, text, tuple_

from app.store.session import WriterSession
from app.store.tables import (
    assessments,
    drafts,
    intents,
    revisions,
    second_opinions,
    shares,
    workspaces,
)

LONGEST_PORTION = 0.01  # seconds; the commit, which syncs what was overwritten, takes longer
SHORTEST_PORTION = 0.002
LONGEST_HOLD = 0.025  # seconds under the lock, with the commit, after which the next one is smaller
ROWS_AT_ONCE = 10
NEWEST = 100  # rows of a table: more than the pages hold to which the next rows come

# Each after what refers to it, so that no row takes an unknown number of others along.
TABLES = (shares, second_opinions, drafts, revisions, assessments, intents)


def delete_newest(session: WriterSession, workspace_ids: Sequence[int]) -> None:
    """Delete what of these workspaces is among the NEWEST rows of an SQLite file: in the step that
    ends access, before anybody else writes.

    New rows go beside the newest. When SQLite makes room for them, it copies those to another page,
    and does not overwrite what it copied: that would outlast the deletion.
    """
    if session.dialect.name != "sqlite":
        return
    for table in TABLES:
        newest = f"rowid > (SELECT max(rowid) FROM {table.name}) - :newest"  # noqa: S608
        # The plus keeps it off the index of the workspace, which may have any number of rows.
        query = text(f"DELETE FROM {table.name} WHERE {newest} AND +workspace_id IN :ids")  # noqa: S608
        values = {"newest": NEWEST, "ids": list(workspace_ids)}
        session.execute(query.bindparams(bindparam("ids", expanding=True)), values)


class Size:
    """How many seconds a portion may take: fewer after one that held the lock for long."""

    def __init__(self) -> None:
        self.seconds = LONGEST_PORTION

    def note(self, held: float) -> None:
        """The last one held the lock for so many seconds."""
        wanted = self.seconds / 2 if held > LONGEST_HOLD else self.seconds * 1.1
        self.seconds = min(max(wanted, SHORTEST_PORTION), LONGEST_PORTION)


def delete_remains(session: WriterSession, seconds: float = LONGEST_PORTION) -> int:
    """Delete a portion of the rows of deleted workspaces; how many it were, 0 if none is left."""
    until = time.monotonic() + seconds
    deleted = 0
    while (workspace_id := _next_deleted(session)) is not None:
        for table in TABLES:
            while batch := _delete_batch(session, table, workspace_id):
                deleted += batch
                if time.monotonic() >= until:
                    return deleted
        session.execute(delete(workspaces).where(workspaces.c.id == workspace_id))
        deleted += 1
    return deleted


def _next_deleted(session: WriterSession) -> int | None:
    """One of those that were deleted, and that no other server is busy with."""
    query = select(workspaces.c.id).where(workspaces.c.deleted_at.is_not(None)).limit(1)
    workspace_id: int | None = session.scalar(query.with_for_update(skip_locked=True))
    return workspace_id


def _delete_batch(session: WriterSession, table: Table, workspace_id: int) -> int:
    """Delete some rows, the last first: a revision may refer to an earlier one."""
    key = table.primary_key.columns
    batch = (
        select(*key)
        .where(table.c.workspace_id == workspace_id)
        .order_by(*[column.desc() for column in key])
        .limit(ROWS_AT_ONCE)
    )
    return session.execute(delete(table).where(tuple_(*key).in_(batch))).rowcount
