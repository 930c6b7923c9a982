"""However many are refused, the log says so in few lines, and leaves nobody out."""

from __future__ import annotations

import asyncio
import logging

import pytest

from app.web import refusals
from app.web.refusals import Refusals


def test_the_first_is_told_at_once_and_the_others_together(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "TELL_EVERY", 0.1)

    async def refuse_many() -> None:
        counted = Refusals(logging.getLogger("advisor.test"), "refused")
        for kind in ("early", "early", "late", "early"):
            counted.count(kind)
        async with asyncio.timeout(10):
            while len(caplog.records) < 2:
                await asyncio.sleep(0.01)

    asyncio.run(refuse_many())
    told = [vars(record)["fields"] for record in caplog.records]
    assert told == [{"early": 1}, {"early": 2, "late": 1}]
