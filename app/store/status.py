"""What runs and in which mode, as the database itself reports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from app.store.migrations import stored_schema

SYNCHRONOUS = ("off", "normal", "full", "extra")


@dataclass(frozen=True, slots=True)
class Facts:
    """For people who look after it; the modes are SQLite's only."""

    kind: Literal["sqlite", "postgresql"]
    place: str
    library: str
    version: str
    schema: str | None
    journal_mode: str | None = None
    synchronous: str | None = None

    @property
    def works_with(self) -> str:
        """Library, version and mode in words."""
        if self.kind == "postgresql":
            return f"PostgreSQL {self.version} by {self.library}"
        mode = f"journal {self.journal_mode}, synchronous {self.synchronous}"
        return f"SQLite {self.version} by {self.library}, {mode}"


def read_facts(connection: Connection, place: str) -> Facts:
    """The facts of the database behind the connection; `place` is its name for people."""
    schema = stored_schema(connection)
    if connection.dialect.name == "postgresql":
        version: str = connection.scalar(text("SHOW server_version"))
        return Facts("postgresql", place, "psycopg", version, schema)
    module = connection.dialect.loaded_dbapi
    return Facts(
        "sqlite",
        place,
        module.__name__.partition(".")[0],
        module.sqlite_version,
        schema,
        journal_mode=connection.scalar(text("PRAGMA journal_mode")),
        synchronous=SYNCHRONOUS[int(connection.scalar(text("PRAGMA synchronous")))],
    )
