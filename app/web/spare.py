"""Spare time: what a page will need is worked out ahead, if that keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from app.web.admission import Admission


class SpareTime:
    """One thing at a time, and nothing while somebody writes; from the event loop alone.

    Of those who have a place only one writes: the others wait for the lock.
    """

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._is_taken = False

    async def use_for(self, work: Callable[[], object]) -> None:
        """Do it now, or never: who comes to need it does it then."""
        if self._is_taken or self._admission.is_in_use:
            return
        self._is_taken = True
        try:
            await run_in_threadpool(work)
        finally:
            self._is_taken = False
