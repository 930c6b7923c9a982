"""PostgreSQL: every wait is bounded."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.assessments.actions import delete_assessments
from app.engine.errors import Unavailable
from app.store import postgresql
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


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool stands between us and the server, as `benchmarks.pooler` tries with PgBouncer."""
    monkeypatch.setattr(postgresql, "_is_shared", lambda _: True)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("kind", ["reader", "writer"])
def test_through_a_pool_each_transaction_has_our_bounds_and_leaves_none(
    postgresql_url: str, kind: str
) -> None:
    database = Database(postgresql_url)
    for _ in range(2):
        with getattr(database, kind)() as session:
            found = {name: session.scalar(text(f"SHOW {name}")) for name in BOUNDS}
            connection = session.connection.driver_connection
        assert found == BOUNDS
        connection.autocommit = True
        (left,) = connection.execute("SHOW statement_timeout").fetchone()
        assert left == "0"
        connection.autocommit = False
    database.close()


@pytest.mark.usefixtures("shared")
def test_through_a_pool_nothing_is_prepared(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    ada = Person(database)
    for _ in range(12):
        with ada.reading() as workspace:
            prepared = workspace.session.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    told = database.status().works_with
    database.close()
    assert (prepared, told.endswith("through a pool that shares its connections")) == (0, True)


def test_a_server_asked_directly_says_so_by_its_number(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    status = database.status()
    database.close()
    assert (status.shared, status.not_in_force) == (False, ())


def test_a_bound_that_is_not_in_force_is_named(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_setting", lambda *_, **__: "SELECT 1")
    database = Database(postgresql_url)
    status = database.status()
    database.close()
    assert "statement_timeout" in status.not_in_force


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
