"""Whoever runs the advisor can ask whether it lives and whether it can work."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from starlette.types import ASGIApp

from tests.web.asgi import ask


def test_a_living_process_says_so(app: ASGIApp) -> None:
    assert ask(app, "/healthz").text == "alive"


def test_with_its_database_it_is_ready(app: ASGIApp) -> None:
    assert ask(app, "/readyz").text == "ready"


def test_with_another_schema_it_is_not_ready_but_alive(app: ASGIApp, sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    answer = ask(app, "/readyz")
    assert (answer.status, answer.header("retry-after")) == (503, "5")
    assert ask(app, "/healthz").status == 200
