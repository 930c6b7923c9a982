"""One application for all tests of a module, and in it for each test a workspace of its own.

`owner` has the workspace, `program` may change it by a key, `reader` read it by another, `visitor`
is her browser; `stranger` is a program with another one. `rows` counts what lies in the database,
to see that nothing came to it. They are there for every test, by `tests/conftest.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from app.store.database import Database
from tests.api.client import ApiAnswer, ApiClient
from tests.cast import Person
from tests.factories import shipped
from tests.web.asgi import COOKIE, Header
from tests.web.visitor import Visitor

TABLES = ("assessments", "drafts", "revisions", "second_opinions", "shares", "intents")
COUNT = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in TABLES)

Rows = Callable[[], tuple[int, ...]]
ANSWERS: dict[str, Any] = {"situation": "new", "kind": "public_api"}
OTHERWISE: dict[str, Any] = {"situation": "new", "kind": "internal_tool"}
REASON = {"text": "Two of us know Flask", "side": "flask", "weight": "bottom_line"}


@pytest.fixture(scope="module")
def building(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    path = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("office") / "advisor.db")
    pages = build_pages(Settings(database=path.as_posix()), library=shipped())
    yield pages
    pages.state.parts.database.close()


@pytest.fixture(scope="module")
def office(building: FastAPI) -> ASGIApp:
    return finish(building)


@pytest.fixture(scope="module")
def house(building: FastAPI) -> Database:
    database: Database = building.state.parts.database
    return database


@pytest.fixture
def owner(house: Database) -> Person:
    return Person(house)


@pytest.fixture
def program(office: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(office, owner.key())


@pytest.fixture
def reader(office: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(office, owner.key("read"))


@pytest.fixture
def stranger(office: ASGIApp, house: Database) -> ApiClient:
    return ApiClient(office, Person(house).key())


@pytest.fixture
def visitor(office: ASGIApp, owner: Person) -> Visitor:
    made = Visitor(office)
    made.client.cookies.set(COOKIE, owner.token, domain="127.0.0.1", path="/")
    return made


@pytest.fixture
def rows(house: Database) -> Rows:
    def counted() -> tuple[int, ...]:
        with house.reader() as session:
            return tuple(session.execute(text(COUNT)).one())

    return counted


def made(program: ApiClient, **more: Any) -> ApiAnswer:
    """A new assessment, saved with answers."""
    told = program.post("/assessments", {"answers": ANSWERS} | more)
    assert told.status == 201, told.value
    return told


def at(told: ApiAnswer, *more: str) -> str:
    """Where it is, below the prefix."""
    return "/".join(["/assessments", told.value.get("assessment_id") or told.value["id"], *more])


def if_match(told: ApiAnswer) -> Header:
    """The state of it that was told."""
    return "if-match", told.header("etag") or ""


def key(name: str) -> Header:
    """A key of a request that may be sent again."""
    return "idempotency-key", name
