"""The counters of quotas are filled from what was there before them."""

from __future__ import annotations

from contextlib import closing

from alembic import command
from sqlalchemy import text

from app.shares.actions import NewShare, create_share, revoke_share
from app.store.database import Database
from app.store.migrations import alembic_config, migrating, upgrade
from app.workspaces.codes import enter_by_code, make_code
from tests.cast import Person
from tests.factories import intent

COUNTERS = text("SELECT assessments, open_links, browsers, saves FROM workspaces ORDER BY id")
EXPIRED = text(
    "UPDATE shares SET created_at = '2020-01-01 00:00:00+00:00',"
    " expires_at = '2020-01-02 00:00:00+00:00' WHERE label = 'expired'"
)


def fill(url: str) -> None:
    """Ada has two assessments, three browsers and an open, a revoked and an expired link."""
    with closing(Database(url)) as database:
        ada, _ = Person(database), Person(database)
        made = ada.decides()
        ada.starts()
        with ada.writing() as workspace:
            for label in ("open", "revoked", "expired"):
                wanted = NewShare(1, label, "90", detailed_preview=False)
                share, _ = create_share(workspace, made, wanted, intent())
                if label == "revoked":
                    revoke_share(workspace, share.id)
            for _ in range(2):
                enter_by_code(workspace.session, make_code(workspace).text, None)
            workspace.session.execute(EXPIRED)


def test_what_was_there_before_is_counted(own_url: str) -> None:
    fill(own_url)
    with migrating(own_url) as connection:
        command.downgrade(alembic_config(connection), "0009")
    upgrade(own_url)
    with migrating(own_url) as connection:
        counted = [tuple(row) for row in connection.execute(COUNTERS)]
    assert counted == [(2, 1, 3, 0), (0, 0, 1, 0)]
