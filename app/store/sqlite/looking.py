"""A connection for looks alone: it changes nothing, waits for nobody and holds nothing open.

So it may be used where nothing may wait, between the requests of an event loop. That is only so
beside a log: with a rollback journal, whoever reads waits for whoever commits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.store.looks import Row
from app.store.sqlite import connection as sqlite


class Looker:
    """Finds rows, each in a transaction of its own that ends before the row is given out."""

    def __init__(self, path: Path) -> None:
        module = sqlite.driver()
        self._error: type[Exception] = module.Error
        self._connection = sqlite.connect(path, module)
        changes = {"query_only": 1, "busy_timeout": 0}
        sqlite.apply_pragmas(self._connection, sqlite.pragmas(module.sqlite_version_info) | changes)

    def __call__(self, text: str, values: Any) -> Row | None:
        """The one row, or None; also None if it cannot be read now: who waits, reads elsewhere."""
        try:
            # All rows, though there is one at most: only then the statement is over.
            rows = self._connection.execute(text, values).fetchall()
        except self._error:
            return None
        return rows[0] if rows else None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
