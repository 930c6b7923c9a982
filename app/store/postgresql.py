"""PostgreSQL: connections with bounds, so that nothing waits or holds on for ever.

Between us and the server there may be a pool that hands a server's connection to another client
after each transaction, as PgBouncer does. Nothing that is set or prepared on such a connection
stays ours, so there the bounds are set in each transaction, which takes one more way to the server.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from app.store.faults import UnusableDatabase
from app.store.sqlite.connection import to_json

# Two replicas with a full pool use 80 of PostgreSQL's 100 connections.
POOL = {"pool_size": 10, "max_overflow": 30, "pool_timeout": 5, "pool_pre_ping": True}

KEEPALIVES = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "framework-advisor",
}
BOUNDS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
}
SHARED = "advisor.shared"


def make_engine(address: URL, bounds: Mapping[str, str] = BOUNDS, **pool: Any) -> Engine:
    """An engine for that server; the server ends statements and locks that take longer."""
    _require_driver()
    engine = create_engine(
        address,
        connect_args=KEEPALIVES,
        json_serializer=to_json,
        hide_parameters=True,  # or what people wrote would be in the logs
        **(pool or POOL),
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.autocommit = True  # or what is set here would end with a transaction
        record.info[SHARED] = _is_shared(connection)
        if record.info[SHARED]:
            connection.prepare_threshold = None
        else:
            connection.execute(_setting(bounds, local=False))
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def set_bounds(connection: Connection) -> None:
        if is_shared(connection):
            connection.exec_driver_sql(_setting(bounds, local=True)).close()

    return engine


def _require_driver() -> None:
    """UnusableDatabase if the driver is not there, as where nobody offers it ready-made."""
    try:
        import psycopg  # noqa: F401  (not at the top: who keeps an SQLite file needs none)
    except ImportError as error:
        raise UnusableDatabase(
            f"The driver of PostgreSQL cannot be loaded: {str(error).splitlines()[0]}.",
            remedy=f'Install it: "{sys.executable}" -m pip install "psycopg[binary]". Where that '
            "is not to be had, as on Windows on ARM, install PostgreSQL's own programs, psycopg, "
            "or keep an SQLite file.",
        ) from error


def reading(engine: Engine) -> Engine:
    """The same connections for transactions that see one moment and change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def is_shared(connection: Connection) -> bool:
    """Whether others have the connection to the server between our transactions."""
    return bool(connection.info.get(SHARED))


def bounds_not_in_force(connection: Connection) -> tuple[str, ...]:
    """The names of those that the server, asked for them, has another value for."""
    return tuple(
        name for name, wanted in BOUNDS.items() if connection.scalar(text(f"SHOW {name}")) != wanted
    )


def _is_shared(connection: Any) -> bool:
    """Whether the server's process has another number than the one we were told at the start."""
    (number,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(number != connection.info.backend_pid)


def _setting(bounds: Mapping[str, str], *, local: bool) -> str:
    each = (f"set_config('{name}', '{value}', {local})" for name, value in bounds.items())
    return f"SELECT {', '.join(each)}"
