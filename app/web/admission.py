"""Admission: whoever wants to write waits here, before taking a thread.

The lock behind it lets one write at a time. If its queue stood in the thread pool, the people
waiting would hold the threads that readers need, and soon be refused; here they cost nothing.

Whoever would wait too long is better refused at once: to let people wait and then refuse them takes
the time in which others could have been served.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from app.engine.errors import Unavailable
from app.settings import WRITERS
from app.store.faults import busy

MOST_WAITING = 1_000
LONGEST_WAIT = 5.0  # seconds
LONGEST_EXPECTED = 3.0  # seconds; what is expected is not exact
WEIGHT = 0.05  # of the latest departure in the pace, which tells of the last twenty or so


class Pace:
    """How many seconds lie between two who leave, while others wait for them to."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last: float | None = None
        self.seconds = 0.0

    def note(self, *, waited_for: bool) -> None:
        """Somebody left; the time to the next one counts only if that one can come in now."""
        now = self._now()
        if self._last is not None:
            self.seconds += WEIGHT * (now - self._last - self.seconds)
        self._last = now if waited_for else None


class Admission:
    """Hands out the places of one application; each event loop, and there is one, has its own."""

    def __init__(
        self,
        places: int = WRITERS,
        waiting: int = MOST_WAITING,
        seconds: float = LONGEST_WAIT,
        pace: Pace | None = None,
        refusal: Callable[[], Unavailable] = busy,
    ) -> None:
        self._places = places
        self._most_waiting = waiting
        self._seconds = seconds
        self._waiting = 0
        self._inside = 0
        self._pace = pace or Pace()
        self._refusal = refusal
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    @property
    def is_full(self) -> bool:
        """Whether somebody waits, and the next one would wait too long, or among too many."""
        too_many = self._waiting >= self._most_waiting
        too_long = self._waiting * self._pace.seconds > LONGEST_EXPECTED
        return self._waiting > 0 and (too_many or too_long)

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits for a place."""
        return self._waiting > 0

    @property
    def is_in_use(self) -> bool:
        """Whether somebody writes, or waits to, with a place or for one."""
        return self._inside + self._waiting > 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place; Unavailable, with when to come back, if the queue is too long or slow."""
        queue = self._queues.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._places))
        await self._wait(queue)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            queue.release()
            self._pace.note(waited_for=self.is_waited_for)

    async def _wait(self, queue: asyncio.Semaphore) -> None:
        if self.is_full or (queue.locked() and self._waiting >= self._most_waiting):
            raise self._refusal()
        if not queue.locked():
            await queue.acquire()
            return
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await queue.acquire()
        except TimeoutError:
            raise self._refusal() from None
        finally:
            self._waiting -= 1
