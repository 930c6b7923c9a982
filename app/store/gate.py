"""The write gate: one writer at a time in this process, and a short, bounded queue before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from app.store.faults import busy

MOST_WAITING = 16
LONGEST_WAIT = 5.0


class WriteGate:
    """Bounded, so that waiting writers never hold the threads that readers need."""

    def __init__(self, waiting: int = MOST_WAITING, seconds: float = LONGEST_WAIT) -> None:
        self._places = BoundedSemaphore(waiting + 1)
        self._lock = Lock()
        self._seconds = seconds

    @property
    def is_taken(self) -> bool:
        """Whether somebody is inside at this moment."""
        return self._lock.locked()

    @contextmanager
    def __call__(self, *, patient: bool = True) -> Iterator[None]:
        """Hold the gate; Unavailable if the queue is full or the wait too long.

        Whoever is not patient comes in only if nobody is inside.
        """
        if not self._places.acquire(blocking=False):
            raise busy()
        try:
            if not self._lock.acquire(timeout=self._seconds if patient else 0):
                raise busy()
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._places.release()
