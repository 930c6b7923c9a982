"""Programs that use the API of the real application.

`api` has no key and an application that it shares with others, for what changes nothing; what
changes something has `app`, of a database of its own: in it `owner` has a workspace, which
`program` may change by a key and `reader` may read; `stranger` may change another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from app.store.database import Database
from tests.api.client import ApiClient
from tests.cast import Person
from tests.factories import shipped
from tests.web.people import app

__all__ = ["api", "app", "owner", "program", "reader", "stranger"]


@pytest.fixture
def owner(sqlite_url: str) -> Iterator[Person]:
    database = Database(sqlite_url)
    yield Person(database)
    database.close()


@pytest.fixture
def program(app: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(app, owner.key())


@pytest.fixture
def reader(app: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(app, owner.key("read"))


@pytest.fixture
def stranger(app: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(app, Person(owner.database).key())


@pytest.fixture(scope="session")
def api(migrated_file: Path) -> Iterator[ApiClient]:
    pages = build_pages(Settings(database=str(migrated_file)), library=shipped())
    yield ApiClient(finish(pages))
    pages.state.parts.database.close()
