"""Whether the next save would succeed: asked at most once a second, whoever wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from app.engine.errors import AdvisorError, Unavailable

SECONDS = 1.0


class Readiness:
    """Keeps the last answer, so that probes cannot wear out the database or hold up threads."""

    def __init__(
        self, check: Callable[[], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._check = check
        self._now = now
        self._asking = Lock()
        self._asked_at = float("-inf")
        self._refusal: str | None = "It has not been looked at yet."

    def require(self) -> None:
        """Unavailable if it is not ready; while it is being looked at, the last answer counts."""
        if self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        if self._refusal is not None:
            raise Unavailable(self._refusal)

    def _ask(self) -> None:
        if self._now() - self._asked_at < SECONDS:
            return
        try:
            self._check()
            self._refusal = None
        except AdvisorError as error:
            self._refusal = error.message
        self._asked_at = self._now()
