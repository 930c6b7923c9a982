"""What stands in a row of a table, as JSON; each kind of column has one way to write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, LargeBinary, String, Table
from sqlalchemy.types import Integer, TypeEngine

from app.store.packing import Packed
from app.store.types import Instant, Text, is_clean, read_moment, written_moment


class Kind(NamedTuple):
    """How a value is written and read, and its schema; what cannot be read is a ValueError."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]


def _same(value: Any) -> Any:
    return value


def _of_type(kind: type, word: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"Write {word} here.")
        return value

    return read


def _number(bits: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            raise ValueError(f"Write a whole number of {bits} bits here.")
        return value

    return read


def _text(longest: int | None) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise ValueError("Write a text here.")
        if longest is not None and not is_clean(value, longest):
            raise ValueError(f"Write a text of at most {longest} characters here, in NFC.")
        return value

    return read


def _bytes(value: Any) -> bytes:
    if isinstance(value, str) and value == value.lower():
        return bytes.fromhex(value)
    raise ValueError("Write bytes in hexadecimal here.")


def _day(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("Write a day here, such as 2026-11-29.")


def kind_of(column: Column[Any]) -> Kind:
    """How the values of the column are written."""
    kind = _kind(column.type)
    if not column.nullable:
        return kind
    return Kind(
        lambda value: None if value is None else kind.write(value),
        lambda value: None if value is None else kind.read(value),
        {"anyOf": [kind.schema, {"type": "null"}]},
    )


def _kind(stored: TypeEngine[Any]) -> Kind:
    if isinstance(stored, LargeBinary):
        return Kind(bytes.hex, _bytes, {"type": "string", "pattern": "^([0-9a-f]{2})*$"})
    if isinstance(stored, Instant):
        return Kind(written_moment, read_moment, {"type": "string", "format": "date-time"})
    if isinstance(stored, Date):
        return Kind(date.isoformat, _day, {"type": "string", "format": "date"})
    if isinstance(stored, JSON | Packed):
        return Kind(_same, _of_type(dict, "an object"), {"type": "object"})
    if isinstance(stored, Boolean):
        return Kind(_same, _of_type(bool, "true or false"), {"type": "boolean"})
    if isinstance(stored, Integer):
        bits = 64 if isinstance(stored, BigInteger) else 32
        return Kind(_same, _number(bits), {"type": "integer"})
    if isinstance(stored, Text):
        return Kind(_same, _text(stored.length), {"type": "string", "maxLength": stored.length})
    if isinstance(stored, String):
        return Kind(_same, _text(None), {"type": "string"})
    raise LookupError(f"no way is known to write a {stored!r}")


@cache
def kinds_of(table: Table) -> Mapping[str, Kind]:
    """Those of all columns of the table, by name, in order."""
    return {str(column.name): kind_of(column) for column in table.columns}
