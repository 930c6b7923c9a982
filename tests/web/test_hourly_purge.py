"""The application tidies up by itself, goes on when it could not, and ends in good order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from app.engine.errors import Unavailable
from app.main import finish
from app.store.database import Database
from app.web import hourly_purge
from app.web.hourly_purge import ERASING_TRIES, EVERY, FIRST_AFTER, Alarm, purge_hourly

HANG_GUARD = 30


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


def tidied(
    portions: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    erase: Callable[..., bool] = lambda _, deleted: True,
) -> list[float]:
    """Runs so many rounds over these; how long it slept between them."""
    database: Any = SimpleNamespace()
    monkeypatch.setattr(Database, "erase", erase)
    monkeypatch.setattr(hourly_purge, "PORTIONS", portions)
    slept, sleep = naps(times)
    with pytest.raises(asyncio.CancelledError), ThreadPoolExecutor() as thread:
        # In a thread: after browser tests, Playwright's loop still runs in this one.
        thread.submit(lambda: asyncio.run(purge_hourly(database, sleep))).result()
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


def test_it_wakes_when_the_alarm_rings_also_if_that_was_before_it_slept() -> None:
    async def story() -> list[str]:
        alarm, events = Alarm(), []

        async def sleep_twice() -> None:
            for number in "12":
                await alarm.sleep(EVERY)
                events.append(number)

        sleeper = asyncio.create_task(sleep_twice())
        await asyncio.sleep(0)
        for _ in range(2):
            events.append("ring")
            await alarm.ring()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await sleeper
        return events

    with ThreadPoolExecutor() as thread:
        assert thread.submit(lambda: asyncio.run(story())).result() == ["ring", "1", "ring", "2"]


def test_it_tries_to_erase_again_while_somebody_reads_and_gives_up_for_the_hour(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hourly_purge, "ERASE_AGAIN_AFTER", 0.0)
    tries: list[bool] = [*[False] * ERASING_TRIES, False, True]
    slept = tidied({}, monkeypatch, times=2, erase=lambda _, deleted: tries.pop(0))
    assert (slept, tries) == ([FIRST_AFTER, EVERY, EVERY], [])
    assert ["in use" in record.message for record in caplog.records] == [True]


def test_a_deleted_workspace_is_purged_at_once(
    pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The purge would sleep for a minute yet: the deletion wakes it."""
    purged = Event()
    monkeypatch.setattr(Database, "erase", lambda _, deleted: purged.set() or True)
    with TestClient(finish(pages), base_url="http://127.0.0.1:8000") as client:
        client.headers["sec-fetch-site"] = "same-origin"
        client.post("/assessments", data={"_key": "k"}, follow_redirects=False)
        client.post("/workspace/delete", follow_redirects=False)
        assert purged.wait(HANG_GUARD)
        with pages.state.parts.database.reader() as session:
            assert session.scalar(text("SELECT count(*) FROM workspaces")) == 0


def test_after_assessments_were_deleted_the_file_is_written_anew_at_once(
    pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = Event()
    monkeypatch.setattr(Database, "erase", lambda _, deleted: erased.set() or True)
    with TestClient(finish(pages), base_url="http://127.0.0.1:8000") as client:
        client.headers["sec-fetch-site"] = "same-origin"
        client.post("/assessments", data={"_key": "k"}, follow_redirects=False)
        made = client.post("/assessments", data={"_key": "again"}, follow_redirects=False)
        mark = f"{made.headers['location'].split('/')[2]}.0"
        client.post("/deletion", data={"_key": "d", "_list": "", "r": mark})
        assert erased.wait(HANG_GUARD)


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
