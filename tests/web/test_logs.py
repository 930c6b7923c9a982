"""Log lines are JSON, short, escaped and without tokens."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from app.web.logs import MOST_KINDS, JsonLines, Repeats, fingerprint, mask

TOKEN = "tokentokentokentokentokentokentokentokentok"


def line(message: str, *, error: BaseException | None = None, **fields: object) -> dict[str, Any]:
    caught = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("advisor", logging.INFO, "", 0, message, None, caught)
    record.fields = fields
    text = JsonLines().format(record)
    assert "\n" not in text
    assert text.isascii()
    assert len(text) <= 4_096
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_a_line_says_when_and_what() -> None:
    parsed = line("request", status=200)
    assert parsed["event"] == "request"
    assert parsed["status"] == 200
    assert parsed["level"] == "info"
    assert parsed["time"].endswith("+00:00")


def test_breaks_and_escapes_stay_inside_the_line() -> None:
    assert line("a\r\nb\x1b[31m")["event"] == "a\r\nb\x1b[31m"


def test_a_token_is_only_known_by_its_fingerprint() -> None:
    assert mask(f"GET /s/{TOKEN}?x") == f"GET /s/token:{fingerprint(TOKEN)}?x"
    assert TOKEN not in line(f"x {TOKEN} y")["event"]


def fail(local: str) -> None:
    raise ValueError(f"no such {TOKEN}")


def test_an_exception_is_told_without_locals_or_tokens() -> None:
    with pytest.raises(ValueError) as caught:
        fail("a local value")
    told = line("fault", error=caught.value)["exception"]
    assert "ValueError: no such token:" in told
    assert "a local value" not in told.replace('fail("a local value")', "")
    assert TOKEN not in told


@pytest.mark.parametrize("text", ["x" * 1_000_000, "\x00" * 1_000_000, "🤔" * 100_000])
def test_a_line_stays_short(text: str) -> None:
    assert line(text)["level"] == "info"
    assert line("request", user=text)["shortened"] is True


def test_a_long_exception_keeps_its_end() -> None:
    error = RuntimeError("y" * 10_000 + " the end")
    assert line("fault", error=error)["exception"].endswith("the end")


def test_what_was_at_the_bottom_of_it_is_told_however_long_the_rest() -> None:
    bottom = OSError(f"the disk of {TOKEN} is full\nand more")
    top = RuntimeError("z" * 10_000)
    top.__cause__ = bottom
    for error in (top, bottom):
        told = line("fault", error=error)["cause"]
        assert told.startswith("OSError: the disk of token:")
        assert TOKEN not in told
        assert "more" not in told


def records(level: int, *causes: BaseException | None, text: str = "fault") -> list[Any]:
    return [
        logging.LogRecord(
            "advisor", level, "", 0, text, None, (type(one), one, None) if one else None
        )
        for one in causes
    ]


def test_of_a_kind_one_warning_a_second_is_written_and_says_how_many_there_were() -> None:
    now = [0.0]
    repeats = Repeats(lambda: now[0])
    many = records(logging.ERROR, *[ValueError(str(number)) for number in range(500)])
    written = [one for one in many if repeats.filter(one)]
    now[0] = 1.0
    (later,) = records(logging.ERROR, ValueError("later"))
    assert repeats.filter(later)
    assert (written, json.loads(JsonLines().format(later))["left_out_before"]) == (many[:1], 499)


def test_what_is_of_another_kind_is_written() -> None:
    repeats = Repeats(lambda: 0.0)
    different = records(logging.WARNING, ValueError(), KeyError(), None)
    assert all(repeats.filter(one) for one in different)
    assert not any(repeats.filter(one) for one in different)


def test_what_tells_of_work_done_is_always_written() -> None:
    repeats = Repeats(lambda: 0.0)
    assert all(repeats.filter(one) for one in records(logging.INFO, None, None, text="tidied"))


def test_it_does_not_remember_for_ever() -> None:
    repeats = Repeats(lambda: 0.0)
    for number in range(10 * MOST_KINDS):
        assert repeats.filter(*records(logging.ERROR, None, text=str(number)))
    assert len(repeats._kinds) <= MOST_KINDS


def test_a_server_that_went_away_is_told_by_the_pool_without_a_traceback() -> None:
    (record,) = records(logging.ERROR, ConnectionError("the server closed the connection"))
    record.name = "sqlalchemy.pool.impl.QueuePool"
    told = json.loads(JsonLines().format(record))
    assert ("exception" in told, told["cause"]) == (
        False,
        "ConnectionError: the server closed the connection",
    )
