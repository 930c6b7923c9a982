"""Deletes, hour by hour, what nobody needs any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from app.services.purging import purge
from app.store.database import Database

FIRST_AFTER = 60.0
EVERY = 3_600.0

log = logging.getLogger("advisor.tidying")


async def keep_tidy(
    database: Database, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Until cancelled; what cannot be deleted now, for any reason, is left for the next hour."""
    await sleep(FIRST_AFTER)
    while True:
        try:
            purged = await run_in_threadpool(purge, database)
            log.info("tidied", extra={"fields": purged})
        except Exception:  # whatever it was, the purge must not end with it
            log.exception("not tidied")
        await sleep(EVERY)
