"""PostgreSQL: connections with bounds, so that nothing waits or holds on for ever."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine

from app.store.sqlite.connection import to_json

# Two replicas with a full pool use 80 of PostgreSQL's 100 connections.
POOL = {"pool_size": 10, "max_overflow": 30, "pool_timeout": 5, "pool_pre_ping": True}

KEEPALIVES = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def make_engine(
    address: URL, *, statement_timeout: str = "5s", lock_timeout: str = "2s", **pool: Any
) -> Engine:
    """An engine for that server; the server ends statements and locks that take longer."""
    bounds = {
        "statement_timeout": statement_timeout,
        "lock_timeout": lock_timeout,
        "idle_in_transaction_session_timeout": "10s",
        "timezone": "UTC",
        "application_name": "framework-advisor",
    }
    options = " ".join(f"-c {name}={value}" for name, value in bounds.items())
    return create_engine(
        address,
        connect_args={**KEEPALIVES, "options": options},
        json_serializer=to_json,
        hide_parameters=True,  # or what people wrote would be in the logs
        **(pool or POOL),
    )


def reading(engine: Engine) -> Engine:
    """The same connections for transactions that see one moment and change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
