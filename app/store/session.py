"""The session: a connection in a transaction, with clock and random source of its database.

Before it stands the gate: one writer at a time in this process, and a short, bounded queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock, local

from sqlalchemy import Connection, Engine

from app.store.faults import busy
from app.store.ids import RandomBytes
from app.store.prepared import Prepared, Rows, Values
from app.store.quotas import QUOTAS, Quotas

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of this machine, aware and in UTC."""
    return datetime.now(UTC)


class Session(Connection):
    """Made by `Database.reader` to look, and as a `WriterSession` by `Database.writer`."""

    def __init__(self, engine: Engine, clock: Clock, random: RandomBytes) -> None:
        super().__init__(engine)
        self.clock = clock
        self.random = random

    def send(self, statement: Prepared, values: Values) -> Rows:
        """What the database answers to a prepared statement, all of it at once."""
        return statement.send(self, values)


class WriterSession(Session):
    """One that may change something.

    Whoever deletes what people wrote sets `deletes`: then nothing is left of it after the commit.
    Whatever one transaction changes counts as one save; `before_save` is called first, and may
    refuse.
    """

    deletes = False

    def __init__(
        self, engine: Engine, clock: Clock, random: RandomBytes, quotas: Quotas = QUOTAS
    ) -> None:
        super().__init__(engine, clock, random)
        self.quotas = quotas
        self.before_save: Callable[[], None] = lambda: None
        self._is_counted = False

    def count_save(self) -> int:
        """How many saves the next change counts as: one, and after that none."""
        if self._is_counted:
            return 0
        self.before_save()
        self._is_counted = True
        return 1


class WriteLock(local):
    """Whether this thread is inside `Database.writer`, where others wait for whatever it does."""

    held = False


write_lock = WriteLock()


MOST_WAITING = 16
LONGEST_WAIT = 5.0


class WriteGate:
    """Bounded, so that waiting writers never hold the threads that readers need."""

    def __init__(self, waiting: int = MOST_WAITING, seconds: float = LONGEST_WAIT) -> None:
        self._places = BoundedSemaphore(waiting + 1)
        self._lock = Lock()
        self._seconds = seconds

    @contextmanager
    def if_free(self) -> Iterator[bool]:
        """Hold the gate if nobody does, and say whether it is so; never waits, never refuses."""
        free = self._lock.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                self._lock.release()

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
