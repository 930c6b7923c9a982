"""The application tidies up by itself, goes on when it could not, and ends in good order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.engine.errors import Unavailable
from app.web import hourly_purge
from app.web.hourly_purge import EVERY, FIRST_AFTER, purge_hourly


def naps(times: int) -> tuple[list[float], Any]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > times:
            raise asyncio.CancelledError

    return slept, sleep


def deletes(*portions: int | Exception) -> Callable[[object], int]:
    """Deletes so many at each call, or raises that error."""
    left: Iterator[int | Exception] = iter(portions)

    def delete_some(_: object) -> int:
        portion = next(left)
        if isinstance(portion, Exception):
            raise portion
        return portion

    return delete_some


def tidied(portions: dict[str, Any], monkeypatch: pytest.MonkeyPatch, times: int) -> list[float]:
    """Runs so many rounds over these; how long it slept between them."""
    monkeypatch.setattr(hourly_purge, "PORTIONS", portions)
    slept, sleep = naps(times)
    with pytest.raises(asyncio.CancelledError), ThreadPoolExecutor() as thread:
        # In a thread: after browser tests, Playwright's loop still runs in this one.
        thread.submit(lambda: asyncio.run(purge_hourly(None, sleep))).result()  # type: ignore[arg-type]
    return slept


def test_it_tidies_soon_after_the_start_and_then_every_hour(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "advisor.tidying")
    unforeseen = ZeroDivisionError("Nobody thought of this.")
    delete_some = deletes(100, 3, 0, Unavailable("Not now."), 1, unforeseen, 0)
    slept = tidied({"workspaces": delete_some}, monkeypatch, times=4)
    assert slept == [FIRST_AFTER, EVERY, EVERY, EVERY, EVERY]
    messages = [record.message for record in caplog.records]
    assert messages == ["tidied", "not tidied", "not tidied", "tidied"]
    assert vars(caplog.records[0])["fields"] == {"workspaces": 103}
    assert "Nobody thought of this." in caplog.text


def test_what_cannot_be_deleted_does_not_keep_the_rest(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "advisor.tidying")
    kinds = {"workspaces": deletes(Unavailable("Not now.")), "intents": deletes(2, 0)}
    tidied(kinds, monkeypatch, times=1)
    told = [(record.message, vars(record)["fields"]) for record in caplog.records]
    assert told == [("not tidied", {"kind": "workspaces"}), ("tidied", {"intents": 2})]


@pytest.mark.parametrize(
    ("longest_wait", "in_order"), [(60.0, ["deleted", "closed"]), (0.0, ["closed", "deleted"])]
)
def test_the_database_is_closed_after_the_portion_that_is_being_deleted(
    pages: FastAPI, monkeypatch: pytest.MonkeyPatch, longest_wait: float, in_order: list[str]
) -> None:
    """Unless that takes too long: whoever stops the server does not wait for ever."""
    begun, may_end, ended = Event(), Event(), Event()
    done: list[str] = []

    def delete_some(_: object) -> int:
        begun.set()
        may_end.wait()
        done.append("deleted")
        ended.set()
        return 1

    def close() -> None:
        done.append("closed")
        may_end.set()

    monkeypatch.setattr(hourly_purge, "FIRST_AFTER", 0.0)
    monkeypatch.setattr(hourly_purge, "LONGEST_GOODBYE", longest_wait)
    monkeypatch.setattr(hourly_purge, "PORTIONS", {"workspaces": delete_some})
    monkeypatch.setattr(pages.state.parts.database, "close", close)
    with TestClient(pages):
        begun.wait()
        if longest_wait:
            Timer(0.1, may_end.set).start()
    ended.wait()
    assert done == in_order
