"""Leaves nothing of what was deleted: the log of an SQLite file holds old pages until emptied."""

from __future__ import annotations

import logging
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, text

from app.store.session import WriterSession
from app.store.sqlite import connection as sqlite

LONGEST_WAIT = 2_000  # milliseconds; readers are gone much sooner, and nobody may write meanwhile
SHORT_WAIT = 40  # for whoever can come back in a few seconds
LONGEST_DELETION = "60s"

log = logging.getLogger("advisor.store")


def expect_deletion(session: WriterSession) -> None:
    """Call it before deleting what people wrote, which may be much and must not linger."""
    session.deletes = True
    if session.dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_DELETION}'"))


class LogEraser:
    """Empties the log after a deletion; what a reader prevents is made up for by the next write."""

    def __init__(self, writer: Engine) -> None:
        self._writer = writer
        self._due = False

    def __call__(self, deleted: bool) -> None:
        """Call it after each commit, before anyone else may write."""
        if deleted or self._due:
            self._due = not self._emptied(LONGEST_WAIT if deleted else 0)

    def try_now(self) -> bool:
        """Whether nothing is left of any deletion; it keeps nobody waiting for a reader."""
        self._due = not self._emptied(SHORT_WAIT)
        return not self._due

    def _emptied(self, patience: int) -> bool:
        # A bare connection: through SQLAlchemy, a transaction would begin, and none may be open.
        with closing(self._writer.raw_connection()) as pooled:
            try:
                return _checkpoint(pooled.driver_connection, patience)
            except sqlite.driver().Error:
                log.warning("the log could not be emptied after a deletion", exc_info=True)
                return False


def _checkpoint(connection: Any, patience: int) -> bool:
    """Whether all of the log went into the file; SQLite itself repeats it while it is busy."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={patience}")
    try:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")
    return not busy
