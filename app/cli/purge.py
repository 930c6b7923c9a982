"""Deletes what nobody needs any more, as a running server does by itself every hour."""

from __future__ import annotations

from contextlib import closing

from app.cli.migrate import Database
from app.cli.output import say
from app.settings_loading import load_settings
from app.store.database import Database as OpenedDatabase
from app.store.purging import purge as purge_all
from app.store.sqlite.locking import while_used


def purge(database: Database = None) -> None:
    """Delete workspaces empty for a day or unused for 400, and intents older than seven days."""
    settings = load_settings(database=database)
    url = settings.database_url
    with while_used(url), closing(OpenedDatabase(url)) as opened:
        purged = purge_all(opened)
    workspaces, intents = purged["workspaces"], purged["intents"]
    say("Purged", f"{workspaces} workspace{'' if workspaces == 1 else 's'}, empty or unused")
    say("", f"{intents} intent{'' if intents == 1 else 's'}, of forms sent more than 7 days ago")
