"""What many may be refused at once is told to the log in few lines: the first at once, then one a
second at most, with how many there were of each kind.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter

TELL_EVERY = 1.0  # seconds


class Refusals:
    """Counts refusals and tells them; used from the event loop alone."""

    def __init__(self, log: logging.Logger, message: str) -> None:
        self._log = log
        self._message = message
        self._untold: Counter[str] = Counter()
        self._told_at = float("-inf")

    def count(self, kind: str) -> None:
        """One more of that kind, a field of the line; told within TELL_EVERY."""
        self._untold[kind] += 1
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self._tell()
        elif self._untold.total() == 1:
            asyncio.get_running_loop().call_later(TELL_EVERY, self._tell)

    def _tell(self) -> None:
        if self._untold:
            self._log.warning(self._message, extra={"fields": dict(self._untold)})
            self._told_at = time.monotonic()
        self._untold.clear()
