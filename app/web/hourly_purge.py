"""Deletes, hour by hour and whenever it is woken, what nobody needs any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from app.store.database import Database
from app.store.purging import PAUSE, PORTIONS

FIRST_AFTER = 60.0
EVERY = 3_600.0
LONGEST_GOODBYE = 5.0
ERASE_AGAIN_AFTER = 5.0
ERASING_TRIES = 12

log = logging.getLogger("advisor.tidying")

DeleteSome = Callable[[Database], int]
Outcome = TypeVar("Outcome")


class Alarm:
    """What the purge sleeps by, and is woken by when there is something to delete now."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    async def ring(self) -> None:
        """Wake it; if it is awake, it goes round once more."""
        self._rung.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep so long, or until it rings."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


async def purge_hourly(
    database: Database, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Until cancelled; what cannot be deleted now, for any reason, is left for the next hour.

    When cancelled it ends after the portion that is being deleted, so that the database can be
    closed; only if that takes longer than LONGEST_GOODBYE, it leaves the portion to itself.
    """
    await sleep(FIRST_AFTER)
    while True:
        deleted = [await _purge(database, *portion) for portion in PORTIONS.items()]
        await _erase(database, deleted=any(deleted))
        await sleep(EVERY)


async def _purge(database: Database, kind: str, delete_some: DeleteSome) -> int:
    deleted = 0
    try:
        while portion := await _to_its_end(delete_some, database):
            deleted += portion
            await asyncio.sleep(PAUSE)
    except Exception:  # whatever it was, tidying must not end with it
        log.exception("not tidied", extra={"fields": {"kind": kind}})
    else:
        log.info("tidied", extra={"fields": {kind: deleted}})
    return deleted


async def _erase(database: Database, *, deleted: bool) -> None:
    """Leave nothing of it in a file or its log, as soon as no reader needs that any more."""
    try:
        for number in range(ERASING_TRIES):
            if await _to_its_end(partial(Database.erase, deleted=deleted and not number), database):
                return
            await asyncio.sleep(ERASE_AGAIN_AFTER)
        log.warning("the database is in use, so not all was erased after a deletion")
    except Exception:  # as above
        log.exception("not tidied", extra={"fields": {"kind": "log"}})


async def _to_its_end(act: Callable[[Database], Outcome], database: Database) -> Outcome:
    """What it does in a thread; it cannot be stopped there, so whoever cancels waits for it."""
    portion = asyncio.ensure_future(run_in_threadpool(act, database))
    try:
        return await asyncio.shield(portion)
    except asyncio.CancelledError:
        await asyncio.wait([portion], timeout=LONGEST_GOODBYE)
        raise
