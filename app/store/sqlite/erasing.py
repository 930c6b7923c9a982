"""Leaves nothing of what was deleted: not in the log, which holds old pages until it is emptied,
and not in a small file, which is written anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine, text

from app.store.session import WriterSession
from app.store.sqlite import connection as sqlite
from app.store.sqlite.file import SameFile
from app.store.sqlite.rewriting import Rewriting

LONGEST_WAIT = 2_000  # milliseconds; readers are gone much sooner, and nobody may write meanwhile
SHORT_WAIT = 40  # for whoever can come back in a few seconds
LONGEST_DELETION = "60s"

log = logging.getLogger("advisor.store")


def expect_deletion(session: WriterSession) -> None:
    """Call it before deleting what people wrote, which may be much and must not linger."""
    session.deletes = True
    if session.dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_DELETION}'"))


class Eraser:
    """Leaves nothing of a deletion in the file or its log.

    The log is emptied at once; what a reader prevents is made up for by the next write. The file is
    written anew, if it is small, when that is asked for: `try_now`.
    """

    def __init__(self, writer: Engine, file: SameFile, rewriting: Rewriting) -> None:
        self._writer = writer
        self._file = file
        self._rewriting = rewriting
        self._due = False

    def __call__(self, deleted: bool) -> None:
        """Call it after each commit, before anyone else may write."""
        if deleted:
            self._rewriting.expect()
        if deleted or self._due:
            self._due = not self._tried(_empty_log, LONGEST_WAIT if deleted else 0)

    def try_now(self, deleted: bool) -> bool:
        """Whether nothing is left of any deletion; it keeps nobody waiting for a reader."""
        if deleted:
            self._rewriting.expect()
        rewritten = self._tried(self._rewriting.done, SHORT_WAIT)
        self._due = not self._tried(self._empty_log_of_same, SHORT_WAIT)
        return rewritten and not self._due

    def _empty_log_of_same(self, connection: Any) -> bool:
        emptied = _empty_log(connection)
        if emptied:
            self._file.remember(connection)
        return emptied

    def _tried(self, act: Callable[[Any], bool], patience: int) -> bool:
        # A bare connection: through SQLAlchemy, a transaction would begin, and none may be open.
        with closing(self._writer.raw_connection()) as pooled:
            try:
                with _waiting(pooled.driver_connection, patience):
                    return act(pooled.driver_connection)
            except sqlite.driver().Error:
                log.warning("not all could be erased after a deletion", exc_info=True)
                return False


@contextmanager
def _waiting(connection: Any, patience: int) -> Iterator[None]:
    """It waits so long for others; SQLite itself tries again and again meanwhile."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={patience}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")


def _empty_log(connection: Any) -> bool:
    """Whether all of the log went into the file."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
