"""The application tidies up by itself, and goes on when it could not."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.engine.errors import Unavailable
from app.web import tidying
from app.web.tidying import EVERY, FIRST_AFTER, keep_tidy


def naps(times: int) -> tuple[list[float], Any]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > times:
            raise asyncio.CancelledError

    return slept, sleep


def test_it_tidies_soon_after_the_start_and_then_every_hour(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "advisor.tidying")
    answers = iter(
        [
            {"workspaces": 3},
            Unavailable("Not now."),
            ZeroDivisionError("Nobody thought of this."),
            {},
        ]
    )

    def purge(_: object) -> dict[str, int]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(tidying, "purge", purge)
    slept, sleep = naps(4)
    with pytest.raises(asyncio.CancelledError), ThreadPoolExecutor() as thread:
        # In a thread: after browser tests, Playwright's loop still runs in this one.
        thread.submit(lambda: asyncio.run(keep_tidy(None, sleep))).result()  # type: ignore[arg-type]
    assert slept == [FIRST_AFTER, EVERY, EVERY, EVERY, EVERY]
    messages = [record.message for record in caplog.records]
    assert messages == ["tidied", "not tidied", "not tidied", "tidied"]
    assert "Nobody thought of this." in caplog.text
