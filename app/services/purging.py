"""Workspaces nobody needs any more: empty for a day, or unused for as long as a cookie lives."""

from __future__ import annotations

from datetime import timedelta

from app.store.database import Database
from app.store.purging import PORTION, delete_workspaces

EMPTY_FOR = timedelta(days=1)
UNUSED_FOR = timedelta(days=400)


def purge_workspaces(database: Database) -> int:
    """Delete them, with all in them, a few at a time; how many there were."""
    purged, last = 0, PORTION
    while last == PORTION:
        with database.writer() as session:
            now = session.clock()
            last = delete_workspaces(session, now - EMPTY_FOR, now - UNUSED_FOR)
        purged += last
    return purged
