"""Admission: whoever wants to write waits here, before taking a thread.

The lock behind it lets one write at a time. If its queue stood in the thread pool, the people
waiting would hold the threads that readers need, and soon be refused; here they cost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from app.settings import WRITERS
from app.store.faults import busy

MOST_WAITING = 1_000
LONGEST_WAIT = 5.0  # seconds


class Admission:
    """Hands out the places of one application; each event loop, and there is one, has its own."""

    def __init__(
        self, places: int = WRITERS, waiting: int = MOST_WAITING, seconds: float = LONGEST_WAIT
    ) -> None:
        self._places = places
        self._most_waiting = waiting
        self._seconds = seconds
        self._waiting = 0
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place; Unavailable, with when to come back, if the queue is too long or slow."""
        queue = self._queues.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._places))
        await self._wait(queue)
        try:
            yield
        finally:
            queue.release()

    async def _wait(self, queue: asyncio.Semaphore) -> None:
        if queue.locked() and self._waiting >= self._most_waiting:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await queue.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1
