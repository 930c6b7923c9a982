"""Makes the database, or brings it to the schema of this release."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from app.cli.output import say
from app.settings import SettingsError
from app.settings_loading import load_settings
from app.store.migrations import Migration, upgrade


def _without_password(address: str | None) -> str | None:
    if address and "://" in address and urlsplit(address).password:
        raise SettingsError(
            "A password on the command line can be read by everyone on this machine; "
            "give the address by ADVISOR_DATABASE, or the password by "
            "ADVISOR_DATABASE_PASSWORD_FILE."
        )
    return address


Database = Annotated[
    str | None,
    typer.Option(
        help="Path of an SQLite file, or a PostgreSQL address.", callback=_without_password
    ),
]


def migrate(database: Database = None) -> None:
    """Make the database, or bring it to the schema of this release, after a verified backup."""
    settings = load_settings(database=database)
    say("Database", describe(upgrade(settings.database_url)))


def describe(migration: Migration) -> str:
    """Where the database is and what was done to it."""
    kind = "postgresql" if "://" in migration.place else "sqlite"
    return f"{kind} {migration.place}, schema {migration.after}{_change(migration)}"


def _change(migration: Migration) -> str:
    if migration.before == migration.after:
        return ""
    if migration.before is None:
        return " (new)"
    kept = f", backup {migration.backup}" if migration.backup else ""
    return f" (migrated from {migration.before}{kept})"
