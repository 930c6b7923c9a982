"""Deletes, hour by hour, what nobody needs any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from app.store.database import Database
from app.store.purging import PORTIONS

FIRST_AFTER = 60.0
EVERY = 3_600.0
LONGEST_GOODBYE = 5.0

log = logging.getLogger("advisor.tidying")

DeleteSome = Callable[[Database], int]


async def purge_hourly(
    database: Database, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Until cancelled; what cannot be deleted now, for any reason, is left for the next hour.

    When cancelled it ends after the portion that is being deleted, so that the database can be
    closed; only if that takes longer than LONGEST_GOODBYE, it leaves the portion to itself.
    """
    await sleep(FIRST_AFTER)
    while True:
        for kind, delete_some in PORTIONS.items():
            await _purge(database, kind, delete_some)
        await sleep(EVERY)


async def _purge(database: Database, kind: str, delete_some: DeleteSome) -> None:
    deleted = 0
    try:
        while portion := await _to_its_end(delete_some, database):
            deleted += portion
    except Exception:  # whatever it was, tidying must not end with it
        log.exception("not tidied", extra={"fields": {"kind": kind}})
    else:
        log.info("tidied", extra={"fields": {kind: deleted}})


async def _to_its_end(delete_some: DeleteSome, database: Database) -> int:
    """One portion in a thread; it cannot be stopped there, so whoever cancels this waits for it."""
    portion = asyncio.ensure_future(run_in_threadpool(delete_some, database))
    try:
        return await asyncio.shield(portion)
    except asyncio.CancelledError:
        await asyncio.wait([portion], timeout=LONGEST_GOODBYE)
        raise
