"""Deletes workspaces that nobody needs any more, as a running server does by itself every hour."""

from __future__ import annotations

from contextlib import closing

from app.cli.migrate import Database
from app.cli.output import say
from app.services.purging import purge_workspaces
from app.settings import load_settings
from app.store.database import Database as OpenedDatabase


def purge(database: Database = None) -> None:
    """Delete workspaces that were empty for a day or unused for 400 days, with all in them."""
    settings = load_settings(database=database)
    with closing(OpenedDatabase(settings.database_url)) as opened:
        purged = purge_workspaces(opened)
    say("Purged", f"{purged} workspace{'' if purged == 1 else 's'}, empty or unused")
