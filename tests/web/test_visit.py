"""A workspace comes with its transaction: committed before the answer, or not at all."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from tests.web import probes
from tests.web.asgi import COOKIE, FORM, SAME_SITE, Answer, ask
from tests.web.conftest import BuildPages

KEPT = re.compile(
    COOKIE + r"=([A-Za-z0-9_-]{43}); Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"
)
UNKNOWN = "u" * 43


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    pages.include_router(probes.router)
    return finish(pages)


def post(app: ASGIApp, path: str, token: str | None = None, body: bytes = b"") -> Answer:
    cookie = [("cookie", f"{COOKIE}={token}")] if token else []
    return ask(app, f"/probe/{path}", "POST", [FORM, SAME_SITE, *cookie], body)


def get(app: ASGIApp, path: str, token: str) -> Answer:
    return ask(app, f"/probe/{path}", headers=[("cookie", f"{COOKIE}={token}")])


def token_of(answer: Answer) -> str:
    match = KEPT.fullmatch(answer.header("set-cookie") or "")
    assert match
    return match[1]


def workspaces(sqlite_url: str) -> int:
    with closing(sqlite3.connect(sqlite_url)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM workspaces").fetchone()
    return int(count)


def test_the_first_write_makes_a_workspace_and_the_cookie_opens_it(app: ASGIApp) -> None:
    made = post(app, "make")
    assert get(app, "who", token_of(made)).text == made.text


def test_reading_makes_nothing(app: ASGIApp, sqlite_url: str) -> None:
    for token in (UNKNOWN, "short"):
        answer = get(app, "who", token)
        assert (answer.text, answer.header("set-cookie")) == ("nobody", None)
    assert workspaces(sqlite_url) == 0


def test_a_write_keeps_the_workspace_and_refreshes_the_cookie(
    app: ASGIApp, sqlite_url: str
) -> None:
    made = post(app, "make")
    again = post(app, "make", token_of(made))
    assert (again.text, token_of(again)) == (made.text, token_of(made))
    assert token_of(post(app, "write", token_of(made))) == token_of(made)
    assert workspaces(sqlite_url) == 1


def test_a_token_that_opens_nothing_is_replaced(app: ASGIApp) -> None:
    assert token_of(post(app, "make", UNKNOWN)) != UNKNOWN


@pytest.mark.parametrize("token", [None, UNKNOWN, "short"])
def test_without_a_workspace_there_is_nothing_to_change(
    app: ASGIApp, sqlite_url: str, token: str | None
) -> None:
    answer = post(app, "write", token)
    assert (answer.status, answer.header("set-cookie")) == (404, None)
    assert answer.body == get(app, "own", token).body
    assert workspaces(sqlite_url) == 0


@pytest.mark.parametrize(
    ("body", "status"), [(b"fail", 500), (b"refuse", 403), (b"answer", 422), (b"x=%ff", 422)]
)
def test_what_fails_or_is_refused_leaves_nothing_and_sets_no_cookie(
    app: ASGIApp, sqlite_url: str, body: bytes, status: int
) -> None:
    answer = post(app, "make", body=body)
    assert (answer.status, answer.header("set-cookie")) == (status, None)
    assert workspaces(sqlite_url) == 0


def test_a_page_that_fails_after_the_commit_loses_neither_the_save_nor_the_cookie(
    app: ASGIApp, sqlite_url: str
) -> None:
    answer = post(app, "make", body=b"late")
    assert answer.status == 500
    assert get(app, "who", token_of(answer)).text != "nobody"
    assert workspaces(sqlite_url) == 1


def test_a_failed_commit_is_no_success(app: ASGIApp, sqlite_url: str) -> None:
    answer = post(app, "make", body=b"commit")
    assert (answer.status, answer.header("set-cookie")) == (503, None)
    assert answer.header("retry-after") == "7"
    assert workspaces(sqlite_url) == 0


def test_the_next_write_goes_through_after_a_failure(app: ASGIApp) -> None:
    post(app, "make", body=b"fail")
    assert post(app, "make").status == 200


def test_the_public_address_decides_the_kind_of_cookie(build: BuildPages) -> None:
    pages = build(public_url="https://advisor.example")
    pages.include_router(probes.router)
    headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={UNKNOWN}")]
    answer = ask(finish(pages), "/probe/make", "POST", headers, host="advisor.example")
    cookie = answer.header("set-cookie") or ""
    assert cookie.startswith("__Host-ws-")
    assert "; Secure; " in cookie
