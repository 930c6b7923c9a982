"""Each request is one JSON line without tokens, written within a second and before the end."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from app.settings import ROOT, Settings
from app.web import request_log
from app.web.cookies import cookie_profile
from app.web.logs import fingerprint
from app.web.request_log import (
    MOST_LINES,
    MOST_REFUSED,
    MOST_WAITING,
    RequestLines,
    RequestLog,
    request_lines,
)
from tests.web.asgi import COOKIE, ask

TOKEN = "tokentokentokentokentokentokentokentokentok"
PROFILE = cookie_profile(Settings())


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers every request as the route of a link."""
    scope["route"] = type("Route", (), {"path": "/s/{token}"})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that are logged at the level info."""
    added: list[str] = []
    caplog.set_level(logging.INFO, "advisor.requests")
    monkeypatch.setattr(request_lines, "add", added.append)
    return added


def test_a_request_is_logged_by_route_and_never_by_path(lines: list[str]) -> None:
    ask(
        RequestLog(app, PROFILE), f"/s/{TOKEN}?q={TOKEN}", headers=[("cookie", f"{COOKIE}={TOKEN}")]
    )
    fields = json.loads(lines[0])
    assert fields["route"] == "/s/{token}"
    assert fields["browser"] == fingerprint(TOKEN)
    assert TOKEN not in str(fields)


@pytest.mark.parametrize("method", ['"', "\\", "\n", "é", "M" * 10_000])
def test_whatever_the_method_is_the_line_is_sound(lines: list[str], method: str) -> None:
    ask(RequestLog(app, PROFILE), "/", method)
    assert json.loads(lines[0])["method"] == method[:10]
    assert lines[0].isascii()
    assert lines[0].isprintable()


def test_at_a_higher_level_there_is_no_line(
    lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "advisor.requests")
    ask(RequestLog(app, PROFILE))
    assert lines == []


def test_a_line_leaves_after_a_while(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "LONGEST_WAIT", 0.05)

    async def wait() -> None:
        waiting = RequestLines()
        waiting.add("one")
        waiting.add("two")
        assert capsys.readouterr().err == ""
        await asyncio.sleep(0.2)

    asyncio.run(wait())
    assert capsys.readouterr().err == "one\ntwo\n"


def test_many_lines_leave_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    async def fill() -> None:
        waiting = RequestLines()
        for number in range(MOST_WAITING + 1):
            waiting.add(str(number))

    asyncio.run(fill())
    assert capsys.readouterr().err.split() == [str(number) for number in range(MOST_WAITING)]


def test_as_many_as_wait_are_written_to_a_pipe_in_one_piece(lines: list[str]) -> None:
    headers = [("cookie", f"{COOKIE}={TOKEN}")]
    ask(RequestLog(app, PROFILE), f"/s/{TOKEN}", "M" * 10, headers=headers)
    assert (len(lines[0]) + 40) * MOST_WAITING < 4_096  # some routes have longer names


def test_however_many_ask_the_log_has_few_lines_and_a_count(
    lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    now = [100.0]

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    refused = RequestLog(refuse, PROFILE, lambda: now[0])
    answered = RequestLog(app, PROFILE, lambda: now[0])
    for _ in range(MOST_LINES + 7):
        ask(refused, "/wp-login.php")
        ask(answered)
    statuses = [json.loads(line)["status"] for line in lines]
    assert (statuses.count(404), statuses.count(200)) == (MOST_REFUSED, MOST_LINES)
    assert {"requests without a line"} == {record.message for record in caplog.records}
    now[0] += 1
    ask(refused)
    assert len(lines) == MOST_REFUSED + MOST_LINES + 1


def test_at_the_level_debug_each_has_its_line(
    lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "advisor.requests")
    logged = RequestLog(app, PROFILE, lambda: 0.0)
    for _ in range(MOST_LINES + 7):
        ask(logged)
    assert len(lines) == MOST_LINES + 7


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("sys.stderr.write", fail)

    async def fill() -> None:
        waiting = RequestLines()
        for number in range(2 * MOST_WAITING):
            waiting.add(str(number))
            taken.append(number)

    taken: list[int] = []
    asyncio.run(fill())
    assert len(taken) == 2 * MOST_WAITING


def test_whatever_waits_is_written_before_the_process_ends() -> None:
    program = """
import asyncio
from app.web.request_log import request_lines

async def main():
    request_lines.add("the last")

asyncio.run(main())
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stderr == "the last\n"
