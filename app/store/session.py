"""The session: one transaction, with the clock and the random source of its database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import local

from sqlalchemy import Engine
from sqlalchemy.orm import Session as SqlSession

from app.store.ids import RandomBytes

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of this machine, aware and in UTC."""
    return datetime.now(UTC)


class Session(SqlSession):
    """Made by `Database.reader` to look, and as a `WriterSession` by `Database.writer`."""

    def __init__(self, engine: Engine, clock: Clock, random: RandomBytes) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.clock = clock
        self.random = random


class WriterSession(Session):
    """One that may change something.

    Whoever deletes what people wrote sets `deletes`: then nothing is left of it after the commit.
    """

    deletes = False


class WriteLock(local):
    """Whether this thread is inside `Database.writer`, where others wait for whatever it does."""

    held = False


write_lock = WriteLock()
