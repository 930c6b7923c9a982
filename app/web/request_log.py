"""A line for each request, made cheaply and written together with others: one JSON object each.

A line leaves within a second, and before the process ends; only a crash may lose the last second.
What goes wrong is logged at once (`app.web.logs`), so its line may stand before those of earlier
requests; each line has its time.

However many ask, no more than so many lines a second are written, fewer of refusals; the others are
only counted, in a line of their own. So nobody can fill the disk by asking, but where the operator
wants everything to be told, at the level debug.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.cookies import CookieProfile
from app.web.logs import fingerprint
from app.web.refusals import Refusals

MOST_WAITING = 12  # lines: together less than 4 KB, which a pipe takes in one piece
LONGEST_WAIT = 1.0  # seconds
LONGEST_METHOD = 10
MOST_LINES = 200  # a second; who needs each request in a log has a proxy that writes one
MOST_REFUSED = 20  # besides, of those that were refused
LINE = (
    '{"time": "%s", "level": "info", "event": "request", "logger": "advisor.requests", '
    '"method": %s, "route": %s, "status": %d, "milliseconds": %.1f, "browser": %s, "link": %s, '
    '"key": %s}'
)
KEY = "advisor.key"
"""In the scope: the key that a program sent, if it can be one."""

log = logging.getLogger("advisor.requests")  # its level decides; it writes nothing itself
quoted = lru_cache(256)(json.dumps)


class Allowance:
    """How many lines there may be; the others are counted in lines of their own."""

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self._most = most
        self._now = now
        self._since = float("-inf")
        self._taken = 0
        self._others = Refusals(logging.getLogger("advisor.errors"), "requests without a line")

    def take(self, status: int) -> bool:
        """Whether there may be one more within this second; if not, it is counted by its status."""
        if self._now() - self._since >= 1:
            self._since, self._taken = self._now(), 0
        self._taken += 1
        if self._taken > self._most:
            self._others.count(str(status))
        return self._taken <= self._most


class RequestLines:
    """Lines that wait to be written to standard error; used from the event loop alone."""

    def __init__(self) -> None:
        self._waiting: list[str] = []

    def add(self, line: str) -> None:
        """Have the line written within LONGEST_WAIT."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(LONGEST_WAIT, self.write)
        self._waiting.append(line)
        if len(self._waiting) >= MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write what waits; if standard error is closed or full, there is nobody to tell."""
        lines, self._waiting = self._waiting, []
        if lines:
            with suppress(OSError, ValueError):
                sys.stderr.write("\n".join(lines) + "\n")
                sys.stderr.flush()


request_lines = RequestLines()
"""Those of this process, as logging has one configuration in a process."""

atexit.register(request_lines.write)


class RequestLog:
    """Writes a line for each request: its route's template, never its path, query or body."""

    def __init__(
        self, app: ASGIApp, cookie: CookieProfile, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.cookie = cookie
        self.answered = Allowance(MOST_LINES, now)
        self.refused = Allowance(MOST_REFUSED, now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        if scope["type"] != "http" or not log.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            request_lines.write()  # the server has stopped, or there are none
            return
        status = 0
        started = time.perf_counter()

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            allowance = self.refused if status >= HTTPStatus.BAD_REQUEST else self.answered
            if log.isEnabledFor(logging.DEBUG) or allowance.take(status):
                request_lines.add(self._line(scope, status, time.perf_counter() - started))

    def _line(self, scope: Scope, status: int, seconds: float) -> str:
        token = self.cookie.read(scope["headers"])
        link = scope.get("path_params", {}).get("token")
        key = scope.get(KEY)
        return LINE % (
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            quoted(scope["method"][:LONGEST_METHOD]),
            quoted(getattr(scope.get("route"), "path", "unknown")),
            status,
            seconds * 1000,
            f'"{fingerprint(token)}"' if token else "null",
            f'"{fingerprint(link)}"' if link else "null",
            f'"{fingerprint(key)}"' if key else "null",
        )
