"""Backs up an SQLite database while it is served."""

from __future__ import annotations

from app.cli.migrate import Database
from app.cli.output import say
from app.engine.errors import Invalid
from app.settings import load_settings
from app.store.location import file_path
from app.store.sqlite.backups import back_up_now


def backup(database: Database = None) -> None:
    """Make a verified copy of the SQLite database, in the folder backups beside it."""
    path = file_path(load_settings(database=database).database_url)
    if path is None:
        raise Invalid(
            "The database is on a server, which has tools of its own for this.",
            remedy="Use pg_dump; docs/deployment.md says how.",
        )
    say("Backup", f"{back_up_now(path)}, verified")
