"""What is worked out ahead: one thing at a time, and nothing while somebody writes."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from app.web.admission import Admission
from app.web.spare import SpareTime


def test_while_somebody_writes_or_waits_to_nothing_is_done() -> None:
    done: list[str] = []

    async def story() -> None:
        admission = Admission(places=1)
        spare = SpareTime(admission)
        async with admission.place():
            await spare.use_for(lambda: done.append("while somebody wrote"))
            waiting = asyncio.create_task(admission.place().__aenter__())
            await asyncio.sleep(0)
            assert admission.is_waited_for
            await spare.use_for(lambda: done.append("while somebody waited"))
        await waiting
        await spare.use_for(lambda: done.append("while the next one wrote"))

    async def afterwards() -> None:
        admission = Admission(places=1)
        async with admission.place():
            pass
        await SpareTime(admission).use_for(lambda: done.append("afterwards"))

    asyncio.run(story())
    asyncio.run(afterwards())
    assert done == ["afterwards"]


def test_it_is_one_thing_at_a_time_and_a_fault_ends_nothing() -> None:
    done: list[str] = []
    over = Event()

    def fail() -> None:
        raise RuntimeError("no memory left")

    async def story() -> None:
        spare = SpareTime(Admission())
        long = asyncio.create_task(spare.use_for(lambda: over.wait(30)))
        await asyncio.sleep(0)
        await spare.use_for(lambda: done.append("meanwhile"))
        over.set()
        await long
        with pytest.raises(RuntimeError):
            await spare.use_for(fail)
        await spare.use_for(lambda: done.append("afterwards"))

    asyncio.run(story())
    assert done == ["afterwards"]
