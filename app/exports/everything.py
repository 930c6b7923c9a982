"""A file of everything: each row of each table in a line, hashes included, to move a server.

Whoever has such a file can become every user: no cookie or link stands in it, but who puts it into
a database of theirs has all that they lead to. The first line says what it is, the last one how
many rows there are and what the bytes before it come to, so that a file that is cut off shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple

from app.engine.errors import Invalid
from app.exports.document import EVERYTHING, refuse_newer
from app.exports.format import SCHEMA as JSON_SCHEMA
from app.exports.stream import CHOOSE, FOREIGN, refuse_other_kinds
from app.json_reader import read_json
from app.store.cells import kinds_of
from app.store.migrations import SCHEMA
from app.store.moving import (
    AT_ONCE,
    TABLES,
    alone_with,
    count_on,
    count_rows,
    every_row,
    insert_rows,
    is_empty,
    moment_of,
)
from app.store.sqlite.connection import to_json

VERSION = 1
READABLE_SINCE = "0.1.0"
END = "end"
LONGEST_LINE = 2**26
Tell = Callable[[int, int], None]
"""Is told how many rows were done, and of how many."""
Counted = Mapping[str, int]
"""How many rows there are, by table."""


def tell_nobody(_: int, __: int) -> None:
    """Nobody wants to know."""


def export_everything(url: str, tell: Tell = tell_nobody) -> Iterator[bytes]:
    """The file of that database as it is at this moment, in lines."""
    with moment_of(url) as connection:
        total = sum(count_rows(connection, table) for table in TABLES.values())
        digest, done = sha256(), 0
        line = _line(_header())
        digest.update(line)
        yield line
        for name, table in TABLES.items():
            kinds = kinds_of(table)
            for row in every_row(connection, table):
                written = {column: kind.write(row[column]) for column, kind in kinds.items()}
                line = _line({name: written})
                digest.update(line)
                yield line
                done += 1
                tell(done, total)
    yield _line({END: {"rows": done, "sha256": digest.hexdigest()}})


def _header() -> dict[str, Any]:
    return {
        "format": EVERYTHING,
        "version": VERSION,
        "readable_since": READABLE_SINCE,
        "schema": SCHEMA,
    }


def _line(value: Mapping[str, Any]) -> bytes:
    return to_json(value).encode() + b"\n"


def is_everything(file: BinaryIO) -> bool:
    """Whether the file says in its first line that it holds everything."""
    file.seek(0)
    start = file.readline(1_000)
    file.seek(0)
    return f'"{EVERYTHING}"'.encode() in start and start.rstrip().endswith(b"}")


class Line(NamedTuple):
    """A row of a table, and the number of its line."""

    number: int
    table: str
    row: dict[str, Any]


def read_rows(file: BinaryIO) -> Iterator[Line]:
    """Each row of the file in turn; Invalid, with the number of the line, for what is wrong."""
    file.seek(0)
    digest, header = sha256(), _first_line(file)
    digest.update(header)
    number = 1
    while True:
        number += 1
        line = file.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise _wrong(number, "the file is cut off", "Get the whole file again.")
        key, value = _single(number, line)
        if key == END:
            break
        digest.update(line)
        yield Line(number, key, _row(number, key, value))
    if value != {"rows": number - 2, "sha256": digest.hexdigest()}:
        raise _wrong(number, "what stands before it was changed", "Get the file again.")
    if file.read(1):
        raise _wrong(number + 1, "there is more after the end", "Get the file again.")


def _first_line(file: BinaryIO) -> bytes:
    line = file.readline(LONGEST_LINE)
    refuse_other_kinds(line)
    header = _value(1, line)
    if not isinstance(header, dict) or header.get("format") != EVERYTHING:
        raise Invalid(FOREIGN, remedy=CHOOSE)
    refuse_newer(header, VERSION)
    schema = header.get("schema")
    if schema != SCHEMA:
        newer = isinstance(schema, str) and schema > SCHEMA
        raise Invalid(
            f"This file is of schema {str(schema)[:10]}, and this release has {SCHEMA}.",
            remedy="Import it with the release that made it, or a later one."
            if newer
            else "Import it with the release that made it, then migrate the database.",
        )
    return line


def _value(number: int, line: bytes) -> Any:
    try:
        return read_json(line)
    except Invalid as error:
        raise _wrong(number, error.message, error.remedy) from None


def _single(number: int, line: bytes) -> tuple[str, Any]:
    value = _value(number, line)
    if not isinstance(value, dict) or len(value) != 1:
        raise _wrong(number, "write an object with one key, the name of a table")
    return next(iter(value.items()))


def _row(number: int, name: str, value: Any) -> dict[str, Any]:
    table = TABLES.get(name)
    if table is None:
        raise _wrong(number, f"there is no table {name[:40]!a}")
    kinds = kinds_of(table)
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise _wrong(number, f"the columns of {name} are {', '.join(kinds)}")
    row = dict[str, Any]()
    for column, kind in kinds.items():
        try:
            row[column] = kind.read(value[column])
        except ValueError as error:
            raise _wrong(number, f"/{name}/{column}: {error}") from None
    return row


def _wrong(number: int, what: str, remedy: str = "") -> Invalid:
    return Invalid(f"Line {number}: {what.rstrip('.')}.", remedy=remedy)


def count_everything(file: BinaryIO) -> Counted:
    """How many rows of each table the file holds; Invalid if anything is wrong with it."""
    return Counter(line.table for line in read_rows(file))


def import_everything(url: str, file: BinaryIO, counted: Counted, tell: Tell = tell_nobody) -> None:
    """Put all rows of the file, which was counted, into that database, which has to be empty.

    All of them or none. Invalid if the database has a row, or does not take one of these.
    """
    total, done = sum(counted.values()), 0
    with alone_with(url) as connection:
        if not is_empty(connection):
            raise Invalid(
                "The database is not empty, and everything goes into an empty one only.",
                remedy="Make a new one by `python -m app migrate --database NEW`, and name that.",
            )
        for lines in _portions(read_rows(file)):
            try:
                insert_rows(connection, TABLES[lines[0].table], [line.row for line in lines])
            except Invalid as error:
                where = f"Lines {lines[0].number} to {lines[-1].number}"
                raise Invalid(f"{where}: {error.message}", remedy="Nothing was imported.") from None
            done += len(lines)
            tell(done, total)
        count_on(connection)


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Some lines at once, all of one table."""
    portion = list[Line]()
    for line in lines:
        if portion and (len(portion) >= AT_ONCE or portion[0].table != line.table):
            yield portion
            portion = []
        portion.append(line)
    if portion:
        yield portion


@cache
def everything_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of each line of such a file."""
    rows = [
        _object({name: _object({c: kind.schema for c, kind in kinds_of(table).items()})})
        for name, table in TABLES.items()
    ]
    number = {"type": "integer", "minimum": 0}
    end = _object({END: _object({"rows": number, "sha256": {"pattern": "^[0-9a-f]{64}$"}})})
    first = _object({key: {"const": value} for key, value in _header().items()})
    return {
        "$schema": JSON_SCHEMA,
        "title": "A line of a file of everything",
        "oneOf": [first, *rows, end],
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
