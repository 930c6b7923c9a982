"""A request whose transaction PostgreSQL ended is tried once more, if that is safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from app.store.database import Database
from tests.cast import Person
from tests.factories import shipped
from tests.postgresql import execute
from tests.web import probes
from tests.web.asgi import COOKIE, FORM, SAME_SITE, Answer, ask

pytestmark = pytest.mark.postgresql

RAISED = "DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{}'; END $$"
FAULTS = {
    "serialization failure": RAISED.format("40001"),
    "deadlock": RAISED.format("40P01"),
    "lost connection": "SELECT pg_terminate_backend(pg_backend_pid())",
}
KEYED = b"_key=k1"


@pytest.fixture
def pages(postgresql_url: str) -> Iterator[FastAPI]:
    built = build_pages(Settings(database=postgresql_url), library=shipped())
    built.include_router(probes.router)
    yield built
    built.state.parts.database.close()


@pytest.fixture
def database(pages: FastAPI) -> Database:
    opened: Database = pages.state.parts.database
    return opened


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    return finish(pages)


@pytest.fixture
def cookie(database: Database) -> tuple[str, str]:
    return "cookie", f"{COOKIE}={Person(database).token}"


def interrupt(engine: Engine, fault: str, times: int) -> list[str]:
    """Puts the fault in place of the next statements, that many; tells which they were."""
    met: list[str] = []

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def replace(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> Any:
        if len(met) >= times:
            return statement, values
        met.append(statement)
        return fault, ()

    return met


def post(app: ASGIApp, path: str, body: bytes, *more: tuple[str, str]) -> Answer:
    return ask(app, path, "POST", [FORM, SAME_SITE, *more], body)


@pytest.fixture(params=FAULTS.values(), ids=FAULTS)
def fault(request: pytest.FixtureRequest) -> str:
    injected: str = request.param
    return injected


def test_a_page_is_tried_once_more(
    app: ASGIApp, database: Database, cookie: tuple[str, str], fault: str
) -> None:
    met = interrupt(database._engines.writer, fault, 1)
    assert (ask(app, "/probe/own", headers=[cookie]).status, len(met)) == (200, 1)


def test_a_form_with_a_key_is_tried_once_more_with_all_it_held(
    app: ASGIApp, database: Database, fault: str
) -> None:
    met = interrupt(database._engines.writer, fault, 1)
    assert (post(app, "/assessments", KEYED).status, len(met)) == (303, 1)


def test_a_form_without_a_key_is_not(
    app: ASGIApp, database: Database, cookie: tuple[str, str], fault: str
) -> None:
    met = interrupt(database._engines.writer, fault, 1)
    answer = post(app, "/probe/write", b"", cookie)
    assert (answer.status, answer.header("retry-after"), len(met)) == (503, "5", 1)


def test_there_is_no_third_try(app: ASGIApp, database: Database, fault: str) -> None:
    met = interrupt(database._engines.writer, fault, 9)
    answer = post(app, "/assessments", KEYED)
    assert (answer.status, answer.header("set-cookie"), len(met)) == (503, None, 2)


def test_another_fault_is_not_tried_again(app: ASGIApp, database: Database) -> None:
    met = interrupt(database._engines.writer, RAISED.format("53100"), 1)
    assert (post(app, "/assessments", KEYED).status, len(met)) == (503, 1)


@pytest.mark.parametrize("moment", ["commit", "after commit"])
def test_a_connection_lost_about_the_commit_makes_one_assessment(
    app: ASGIApp, database: Database, postgresql_url: str, moment: str
) -> None:
    cookie = ("cookie", f"{COOKIE}={Person(database).token}")
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def lose(connection: Any) -> None:
        if moment == "after commit":
            connection.connection.dbapi_connection.commit()
        execute(postgresql_url, others)

    left = [lose]
    event.listen(database._engines.writer, "commit", lambda one: left.pop()(one) if left else None)
    first = post(app, "/assessments", KEYED, cookie)
    again = post(app, "/assessments", KEYED, cookie)
    assert (first.status, first.header("location")) == (303, again.header("location"))
    with database.reader() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM assessments").scalar_one() == 1
