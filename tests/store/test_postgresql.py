"""PostgreSQL: every wait is bounded."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.assessments.actions import delete_assessments
from app.engine.errors import Unavailable
from app.store.database import Database
from tests.cast import Person
from tests.factories import intent

pytestmark = pytest.mark.postgresql
BOUNDS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "TimeZone": "UTC",
}


@pytest.mark.parametrize("kind", ["reader", "writer"])
def test_every_connection_has_our_bounds(postgresql_url: str, kind: str) -> None:
    database = Database(postgresql_url)
    with getattr(database, kind)() as session:
        found = {name: session.scalar(text(f"SHOW {name}")) for name in BOUNDS}
    database.close()
    assert found == BOUNDS


def test_a_writer_after_a_reader_can_write(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.reader() as session:
        session.scalar(text("SELECT 1"))
    ada = Person(database)
    database.close()
    assert ada.workspace_id > 0


def test_a_lost_connection_is_noticed_before_the_next_use(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    ada = Person(database)
    with database.writer() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    with ada.reading() as workspace:
        assert workspace.id == ada.workspace_id
    database.close()


def test_a_connection_lost_in_a_transaction_is_unavailable(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(Unavailable), database.writer() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    database.close()


def test_a_large_deletion_is_given_longer_and_only_that(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    ada = Person(database)
    shown = text("SHOW statement_timeout")
    made = ada.decides()
    with ada.writing() as workspace:
        delete_assessments(workspace, {made: 1}, intent())
        during = workspace.session.scalar(shown)
    with database.writer() as session:
        afterwards = session.scalar(shown)
    database.close()
    assert (during, afterwards) == ("1min", "5s")
