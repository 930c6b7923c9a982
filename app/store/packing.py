"""How a saved result lies in a column: compressed in an SQLite file, as JSON on PostgreSQL.

PostgreSQL compresses long values itself. In an SQLite file the same column, declared JSON, holds
zlib's bytes; what earlier releases saved is JSON text in it and stays that, so both are read.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Dialect, LargeBinary, String, TypeDecorator
from sqlalchemy.types import TypeEngine

from app.store.sqlite.connection import to_json

PACKED = b"x"  # what zlib begins with, and no JSON does
LEVEL = 6


def pack(value: Any) -> bytes:
    """The value as compressed JSON."""
    return zlib.compress(to_json(value).encode(), LEVEL)


def unpack(stored: str | bytes) -> Any:
    """The value that was stored, compressed or not; ValueError if it cannot be read."""
    if isinstance(stored, bytes) and stored.startswith(PACKED):
        try:
            stored = zlib.decompress(stored)
        except zlib.error as error:
            raise ValueError("what is stored cannot be decompressed") from error
    return json.loads(stored)


class Packed(TypeDecorator[Any]):
    """A JSON column in which SQLite keeps compressed bytes."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """What makes of a value what is stored."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)
        return lambda value: None if value is None else pack(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """What makes the value of what is stored."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda stored: None if stored is None else unpack(stored)


class Stored(TypeDecorator[Any]):
    """To cast such a column to: what lies there, for `unpack`, even if it is damaged."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Bytes on SQLite, of what is text, too."""
        return dialect.type_descriptor(LargeBinary() if dialect.name == "sqlite" else String())
