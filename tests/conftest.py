"""Fixtures for all tests: databases built by the migrations, a frozen clock, the cast."""

from __future__ import annotations

import gc
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, Template

from app.results import firmness, outlook
from app.rulebooks.library import Library
from app.store.database import Database
from app.store.migrations import upgrade
from app.store.session import write_lock
from app.store.sqlite import connection as sqlite
from tests import below
from tests.cast import Person
from tests.factories import FrozenClock, Pretend, Pretender, toy_library
from tests.postgresql import NotRun, execute, made_database, running_server

below.install()  # before a test takes the application from its module

pytest_plugins = ["tests.api.office"]  # its fixtures

SHOWS = (
    (Environment, "get_template"),
    (Template, "render"),
    (firmness, "firmness_view"),
    (firmness, "_analysis"),
    (outlook, "outlook_view"),
    (outlook, "_outlook_view"),
)
"""What makes pages, and the analysis they show."""


class ShownUnderLock(BaseException):
    """Something is shown while others wait; no `except Exception` may take it for its own."""


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command that serves sends all log lines of its process to standard error, also here."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture(autouse=True, scope="session")
def nothing_is_shown_under_the_write_lock() -> Iterator[None]:
    """Others wait while one writes, so rendering and analysis must not be done there."""

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if write_lock.held:
                raise ShownUnderLock(f"{function.__qualname__} was called under the write lock")
            return function(*args, **kwargs)

        for name in {"cache_clear"} & set(dir(function)):
            setattr(call, name, getattr(function, name))
        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in SHOWS:
            patch.setattr(owner, name, guarded(getattr(owner, name)))
        yield


@pytest.fixture
def clock() -> FrozenClock:
    """22 November 2026, half past nine, until a test moves it."""
    return FrozenClock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(str(path))
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The path of an SQLite database of this test's own."""
    return shutil.copyfile(migrated_file, tmp_path / "advisor.db").as_posix()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A running PostgreSQL; what cannot run without one counts as failed, never as skipped."""
    try:
        with running_server() as address:
            yield address
    except NotRun as reason:
        pytest.fail(f"not run: {reason}", pytrace=False)


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: str) -> Iterator[str]:
    """A migrated PostgreSQL database that the tests share, one after the other."""
    with made_database(postgresql_server) as address:
        upgrade(address)
        yield address


@pytest.fixture
def postgresql_url(migrated_database: str) -> Iterator[str]:
    """The address of a PostgreSQL database that is empty before each test."""
    yield migrated_database
    execute(migrated_database, "DELETE FROM workspaces")


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database that was never migrated."""
    with made_database(postgresql_server) as address:
        yield address


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Marks what needs a browser or a PostgreSQL server, so that it can be left out."""
    for item in items:
        if {"browser", "fox"} & {*item.fixturenames}:
            item.add_marker("browser")
        if "postgresql_server" in item.fixturenames:
            item.add_marker("postgresql")


def pytest_collection_finish() -> None:
    """What is imported and collected by now lasts as long as the run: no search for garbage
    need go through it once more, which was a sixth of the time of a test of pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; a test that uses it runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def own_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database whose schema a test may change, on either engine."""
    if request.param == "sqlite":
        file: str = request.getfixturevalue("sqlite_url")
        return file
    server: str = request.getfixturevalue("empty_postgresql_url")
    upgrade(server)
    return server


@pytest.fixture
def database(database_url: str, clock: FrozenClock) -> Iterator[Database]:
    """That database, opened with the frozen clock."""
    opened = Database(database_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def ada(database: Database) -> Person:
    """The first visitor."""
    return Person(database)


@pytest.fixture
def ben(database: Database) -> Person:
    """Another visitor, who must never see what is Ada's."""
    return Person(database)


@pytest.fixture
def sqlite_ada(sqlite_url: str, clock: FrozenClock) -> Iterator[Person]:
    """Ada, for what only SQLite can tell."""
    opened = Database(sqlite_url, clock=clock)
    yield Person(opened)
    opened.close()


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """Makes the SQLite library say that it has that version."""

    def to_be(version: tuple[int, int, int]) -> None:
        pretender = Pretender(version)
        monkeypatch.setattr(sqlite, "driver", lambda: pretender)

    return to_be


@pytest.fixture
def library() -> Library:
    """The toy rulebooks."""
    return toy_library()
