"""Types of columns: what goes in is checked, what comes out is the same on both engines."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

from app.engine.texts import UNSTORABLE
from app.store.title_keys import KEY_LENGTH

# JSON, not JSONB: what was shown is kept as it was, the order of its keys included.
Json = JSON(none_as_null=True)

# By code points on PostgreSQL, too, as SQLite does, whatever the language of the server.
Key = String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql")


class Text(TypeDecorator[str]):
    """At most `length` code points in NFC; tabs and \\n are the only control characters.

    SQLite would take anything; PostgreSQL refuses some of it. This refuses the same on both.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The value itself; ValueError if a caller let through what it had to refuse."""
        if value is None or is_clean(value, self.length):
            return value
        raise ValueError("a text for the store is too long or was not cleaned")


def is_clean(value: str, length: int) -> bool:
    """Whether it can be stored in a column for so many code points."""
    return (
        len(value) <= length
        and UNSTORABLE.search(value) is None
        and unicodedata.is_normalized("NFC", value)
    )


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is attached again on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment for the store has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, always aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def written_moment(moment: datetime) -> str:
    """As every exported file has it: RFC 3339 in UTC, six digits after the second."""
    return moment.astimezone(UTC).strftime(MOMENT)


def read_moment(written: object) -> datetime:
    """The moment in UTC; ValueError for what is none, such as the 30th of February."""
    moment = None
    if isinstance(written, str) and written.endswith("Z"):
        with suppress(ValueError):
            moment = datetime.fromisoformat(written)
    if moment is None or not 2000 <= moment.year < 3000:
        raise ValueError("Write a moment in UTC, such as 2026-11-29T16:00:00Z.")
    return moment
