"""Fills a database with made-up assessments, past the advisor's own statements.

Those take one transaction each; here they go in by `executemany` into an SQLite file, and by COPY
to PostgreSQL, ten thousand at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import NullPool

from app.store import postgresql
from app.store.location import file_path, server_address
from app.store.migrations import upgrade
from app.store.packing import pack
from app.store.sqlite.connection import connect, driver, to_json
from benchmarks.made_up import Maker, Rows
from tests.postgresql import execute

FAST = {  # a fill that is cut short is thrown away
    "journal_mode": "off",
    "synchronous": "off",
    "locking_mode": "exclusive",
    "cache_size": -1_000_000,
}


def fill(url: str, number: int, seconds: float = float("inf")) -> int:
    """Make the database with so many assessments, or as many as came in within the seconds."""
    upgrade(url)
    path, until = file_path(url), time.monotonic() + seconds
    maker = Maker(number, to_json if path is None else pack)
    with _into_server(url) if path is None else _into_file(path) as insert:
        for rows in maker.portions():
            insert(rows)
            if time.monotonic() > until:
                break
        insert(maker.workspaces())
    return maker.made


@contextmanager
def _into_file(path: Path) -> Iterator[Callable[[Rows], None]]:
    with closing(connect(path, driver())) as file:
        for name, value in FAST.items():
            file.execute(f"PRAGMA {name}={value}")

        def insert(rows: Rows) -> None:
            for table, some in rows.items():
                names, values = ", ".join(some[0]), ", ".join(f":{name}" for name in some[0])
                file.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", some)

        file.execute("BEGIN")
        yield insert
        file.execute("COMMIT")
    with path.open("rb") as written:
        os.fsync(written)


@contextmanager
def _into_server(url: str) -> Iterator[Callable[[Rows], None]]:
    bounds = postgresql.BOUNDS | {"statement_timeout": "0"}
    engine = postgresql.make_engine(server_address(url), bounds, poolclass=NullPool)
    with closing(engine.raw_connection()) as pooled:
        server = pooled.driver_connection
        server.autocommit = True  # it would end a transaction that waits for the next rows
        server.execute("SET session_replication_role = replica")  # no look at each foreign key

        def insert(rows: Rows) -> None:
            with server.cursor() as cursor:
                for table, some in rows.items():
                    with cursor.copy(f"COPY {table} ({', '.join(some[0])}) FROM STDIN") as copy:
                        for row in some:
                            copy.write_row(tuple(row.values()))

        yield insert
        server.execute(
            "SELECT setval(pg_get_serial_sequence('workspaces', 'id'), max(id)) FROM workspaces"
        )
    execute(url, "VACUUM ANALYZE")  # as the server does by and by
