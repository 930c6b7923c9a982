"""Whoever runs the advisor can ask whether it lives and whether it can work."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from app.store.sqlite import file
from app.store.sqlite.connection import driver
from tests.web.asgi import Answer, ask


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    """The application whose inside the test can reach."""
    return finish(pages)


def test_a_living_process_says_so(app: ASGIApp) -> None:
    assert ask(app, "/healthz").text == "alive"


def test_with_its_database_it_is_ready(app: ASGIApp) -> None:
    assert ask(app, "/readyz").text == "ready"


def assert_alive_but_not_ready(app: ASGIApp) -> Answer:
    answer = ask(app, "/readyz")
    assert (answer.status, answer.header("retry-after")) == (503, "5")
    assert ask(app, "/healthz").status == 200
    return answer


def test_with_another_schema_it_is_not_ready(app: ASGIApp, sqlite_url: str) -> None:
    with closing(driver().connect(sqlite_url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert_alive_but_not_ready(app)


def test_while_another_process_holds_the_write_lock_it_is_not_ready(
    pages: FastAPI, app: ASGIApp, sqlite_url: str
) -> None:
    with pages.state.parts.database._engines.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1").close()  # rather than ten seconds
    with closing(driver().connect(sqlite_url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_alive_but_not_ready(app)


def test_without_its_file_it_is_not_ready(app: ASGIApp, sqlite_url: str) -> None:
    Path(sqlite_url).unlink()
    assert_alive_but_not_ready(app)
    assert not Path(sqlite_url).exists()


def test_on_a_full_disk_it_is_not_ready(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file.shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    assert_alive_but_not_ready(app)


def test_who_asks_learns_that_it_is_not_ready_but_not_why(
    app: ASGIApp, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    Path(sqlite_url).unlink()
    answer = assert_alive_but_not_ready(app)
    assert Path(sqlite_url).name not in answer.text
    assert Path(sqlite_url).name in caplog.text
