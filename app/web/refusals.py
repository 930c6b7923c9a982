"""What many may be refused at once is told to the log in few lines: the first at once, then one a
second at most, with how many there were of each kind.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections import Counter
from typing import Any

TELL_EVERY = 1.0  # seconds
SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

log = logging.getLogger("advisor.errors")


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


class Shortage:
    """Tells in few lines that no connection can be taken; a handler of the event loop's errors.

    By itself the loop tries 2,048 times a second and logs a traceback for each.
    """

    def __init__(self) -> None:
        self._refusals = Refusals(log, "out of files or memory: connections wait")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Counts a connection that was not taken, and leaves all else to the loop."""
        if getattr(context.get("exception"), "errno", None) in SHORTAGES and "socket" in context:
            self._refusals.count("tries")
        else:
            loop.default_exception_handler(context)
