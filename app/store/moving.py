"""Every row of a database, to be moved to another one, of either engine.

It goes by the tables as they are declared, so a new one needs nothing here. What was deleted and is
not gone yet stays behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Select,
    Table,
    exists,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from app.engine.errors import Invalid
from app.store import postgresql
from app.store.faults import translated
from app.store.location import file_path, server_address, without_secrets
from app.store.migrations import LOCK, require_schema, stored_schema
from app.store.rows import Row
from app.store.sqlite import connection as sqlite
from app.store.sqlite.locking import alone
from app.store.tables import workspaces
from app.store.workspaces import IN_USE, in_use

AT_ONCE = 500
"""Rows that are read or inserted at once."""
PATIENT = postgresql.BOUNDS | {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "lock_timeout": "60s",
}
TABLES: Mapping[str, Table] = {str(table.name): table for table in Row.metadata.sorted_tables}
"""In the order in which rows can be inserted."""


@contextmanager
def moment_of(url: str) -> Iterator[Connection]:
    """A connection that sees one moment of the database, for as long as it takes to read it."""
    with translated(), ExitStack() as stack:
        yield _begun(url, stack, writes=False)


@contextmanager
def alone_with(url: str) -> Iterator[Connection]:
    """A connection in one transaction, beside which nobody moves or migrates the same database.

    All that was done is there at its end, or nothing. Unavailable while an SQLite file is served.
    """
    with translated(), ExitStack() as stack:
        path = file_path(url)
        if path is not None:
            sqlite.require_ours(path)
            stack.enter_context(alone(path, "imported"))
        connection = _begun(url, stack, writes=True)
        if path is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def _begun(url: str, stack: ExitStack, *, writes: bool) -> Connection:
    path = file_path(url)
    if path is None:
        engine, place = _server(url, writes), without_secrets(server_address(url))
    else:
        engine, place = _file(path, writes), str(path)
    stack.callback(engine.dispose)
    connection = stack.enter_context(engine.begin())
    require_schema(stored_schema(connection), place)
    return connection


def _file(path: Path, writes: bool) -> Engine:
    sqlite.require_ours(path)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    return sqlite.make_engine(path, begin, NullPool, changes={"query_only": int(not writes)})


def _server(url: str, writes: bool) -> Engine:
    engine = postgresql.make_engine(server_address(url), PATIENT, poolclass=NullPool)
    return engine if writes else postgresql.reading(engine)


def every_row(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """The rows of the table, of no deleted workspace, in the same order on both engines."""
    texts = "C" if connection.dialect.name == "postgresql" else "BINARY"
    key = [
        column.collate(texts) if column.type.python_type is str else column
        for column in table.primary_key.columns
    ]
    result = connection.execution_options(yield_per=AT_ONCE).execute(_kept(table).order_by(*key))
    names = [column.name for column in table.columns]
    for row in result:
        yield dict(zip(names, row, strict=True))


def _kept(table: Table) -> Select[Any]:
    query = select(table)
    if table is workspaces:
        return query.where(IN_USE)
    return query.where(in_use(table.c.workspace_id))


def count_rows(connection: Connection, table: Table) -> int:
    """How many `every_row` will give."""
    return int(connection.scalar(select(func.count()).select_from(_kept(table).subquery())) or 0)


def is_empty(connection: Connection) -> bool:
    """Whether no table has a row."""
    return not any(connection.scalar(select(exists().select_from(t))) for t in TABLES.values())


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All of them; Invalid if one breaks what the table asks for, or refers to nothing."""
    try:
        connection.execute(insert(table), rows)
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).splitlines()[0]
        raise Invalid(f"The database does not take this: {reason}.", remedy="") from error


def count_on(connection: Connection) -> None:
    """Have a server number new rows after those that were inserted; an SQLite file does so."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES.values():
        column = table.autoincrement_column
        if column is not None:
            highest = select(func.max(column)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1))))
