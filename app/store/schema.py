"""Which schema a database has and which one this release needs, told without importing Alembic."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from app.store.faults import UnusableDatabase

SCHEMA = "0004"
"""The revision of `alembic/versions` this release works with; revisions are numbered in order."""

MIGRATE = "Run `python -m app migrate` and start again."
UPDATE = "Update Framework Advisor, or use another database."


def stored_schema(connection: Connection) -> str | None:
    """The revision the database is at; None if it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def require_schema(schema: str | None, place: str) -> None:
    """UnusableDatabase unless this release can work with it."""
    if schema == SCHEMA:
        return
    if schema is None:
        raise UnusableDatabase(f"The database {place} is empty.", remedy=MIGRATE)
    refuse_newer(schema, place, SCHEMA)
    raise UnusableDatabase(
        f"The database {place} was made by an older release (schema {schema}; "
        f"this one needs {SCHEMA}).",
        remedy=MIGRATE,
    )


def refuse_newer(schema: str, place: str, newest: str) -> None:
    """UnusableDatabase if a later release made it."""
    if schema > newest:
        raise UnusableDatabase(
            f"The database {place} was made by a newer release (schema {schema}; "
            f"this one knows {newest}).",
            remedy=UPDATE,
        )
