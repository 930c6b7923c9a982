"""Backs up an SQLite database while it is served, and puts a backup in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.migrate import Database
from app.cli.output import say
from app.engine.errors import Invalid
from app.settings_loading import load_settings
from app.store.location import file_path
from app.store.migrations import SCHEMA
from app.store.restoring import restore as restore_file
from app.store.sqlite.backups import back_up_now
from app.store.sqlite.file import MEGABYTE

KEPT = 14


def backup(
    database: Database = None,
    keep: Annotated[
        int, typer.Option(min=1, help="So many of this database stay; older ones are deleted.")
    ] = KEPT,
) -> None:
    """Make a verified copy of the SQLite database, in the folder backups beside it."""
    made = back_up_now(_file(database, "pg_dump"), keep=keep, tell=_tell)
    say("Backup", f"{made.path}, {made.size / MEGABYTE:.1f} MB, verified")
    for path in made.pruned:
        say("Deleted", f"{path} (older than the newest {keep})")


def restore(
    backup: Annotated[Path, typer.Argument(readable=False, help="The backup; it stays as it is.")],
    database: Database = None,
) -> None:
    """Put a verified copy of a backup in the place of the SQLite database, which is set aside."""
    path = _file(database, "pg_restore")
    done = restore_file(backup, path, tell=_tell)
    say("Restored", f"{path} from {backup}, verified, schema {done.schema}")
    if done.aside is not None:
        say("Set aside", f"{done.aside}, which holds what was there; delete it when it can go")
    if done.schema != SCHEMA:
        say("What to do", "Run `python -m app migrate`: an older release made this backup.")


def _file(database: str | None, tool: str) -> Path:
    path = file_path(load_settings(database=database).database_url)
    if path is None:
        raise Invalid(
            "The database is on a server, which has tools of its own for this.",
            remedy=f"Use {tool}; docs/deployment.md says how.",
        )
    return path


def _tell(text: str) -> None:
    typer.echo(text, err=True)
