"""Writes a small SQLite file anew, which alone leaves nothing in it of what was deleted.

`secure_delete` overwrites a row where it lies, but not the copies that stay behind when SQLite
moves rows to make room for others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.store.sqlite.file import MEGABYTE, times_rewritten

LARGEST = 16 * MEGABYTE  # some tenths of a second, in which nobody can save
EARLIEST_AGAIN = 10.0  # seconds, so that others can save meanwhile, however often somebody deletes


class Rewriting:
    """Knows whether the file has to be written anew; at first it has: who knows what was before."""

    def __init__(self, path: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._now = now
        self._due = True
        self._earliest = float("-inf")

    @property
    def is_possible(self) -> bool:
        """Whether the file is small enough to hold everybody up for it."""
        return self._path.stat().st_size <= LARGEST

    def expect(self) -> None:
        """Something was deleted."""
        self._due = True

    def done(self, connection: Any) -> bool:
        """Do it if it has to be done and may be now; whether nothing of it is left to do."""
        if not self._due or not self.is_possible:
            return True
        if self._now() < self._earliest:
            return False
        _rewrite(connection)
        self._due, self._earliest = False, self._now() + EARLIEST_AGAIN
        return True


def _rewrite(connection: Any) -> None:
    # Counted first: whoever finds the file smaller (`SameFile`) has to find why.
    connection.execute(f"PRAGMA user_version={times_rewritten(connection) + 1}")
    connection.execute("PRAGMA temp_store=MEMORY")  # or what people wrote would be in /tmp
    connection.execute("VACUUM")
