"""Runs migrations on the connection `app.store.migrations` gives, or on ADVISOR_DATABASE."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.settings_loading import load_settings
from app.store.migrations import migrating
from app.store.tables import workspaces


def render_plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones they are stored as."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    """Run what was asked for inside the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=workspaces.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_plain_type,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Run on the connection given, or, for a developer's command line, on the one set."""
    if given := context.config.attributes.get("connection"):
        run(given)
    else:
        with migrating(load_settings().database_url) as connection:
            run(connection)


main()
