"""Says on standard error how far something is that takes long."""

from __future__ import annotations

import time

from app.cli import plain

EVERY = 5.0
"""Seconds between two lines; what takes less tells nothing."""


class Progress:
    """Is told how many of something were done, of how many if that is known; `done` keeps it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = time.monotonic()
        self.done = 0

    def __call__(self, done: int, of: int | None = None) -> None:
        """So many were done by now."""
        self.done = done
        now = time.monotonic()
        if now - self._last >= EVERY:
            self._last = now
            of_all = "" if of is None else f" of {of:,}"
            plain.echo(f"{done:,}{of_all} {self._what} …", err=True)
