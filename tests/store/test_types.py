"""What the columns take: the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.dialects import sqlite

from app.store.types import Instant, Text

DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    "value", ["a\0b", "\x1b[0m", "\x85", "\ud800", "e\u0301", "x" * 21, "\r\n"]
)
def test_a_text_that_was_not_cleaned_or_is_too_long_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        Text(20).process_bind_param(value, DIALECT)


@pytest.mark.parametrize("value", ["", "é", "a\tb\nc", "\u202etxt", "😀" * 20, None])
def test_any_other_text_is_taken_as_it_is(value: str | None) -> None:
    assert Text(20).process_bind_param(value, DIALECT) == value


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        Instant().process_bind_param(datetime(2026, 11, 22), DIALECT)  # noqa: DTZ001


def test_a_moment_without_a_zone_from_sqlite_is_one_in_utc() -> None:
    stored = datetime(2026, 11, 22, 9, 30)  # noqa: DTZ001
    read = Instant().process_result_value(stored, DIALECT)
    assert read == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
