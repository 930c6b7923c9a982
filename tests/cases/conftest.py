"""Sites to attack: each on a copy of the same filled database."""

from __future__ import annotations

import logging
import shutil
from asyncio import AbstractEventLoop, new_event_loop
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from app.main import build_pages
from app.rulebooks.library import Library
from app.settings import Settings
from app.web.logs import JsonLines
from app.web.request_log import request_lines
from tests.cases.site import Site
from tests.cases.world import fill, read_world
from tests.factories import shipped

OpenSite = Callable[..., Site]


@pytest.fixture(scope="session")
def rules() -> Library:
    """The shipped rulebooks."""
    return shipped()


@pytest.fixture(scope="session")
def filled_file(migrated_file: Path, rules: Library) -> Path:
    """A file with the world of Ada and Ben, to copy."""
    path = migrated_file.with_name("world.db")
    shutil.copyfile(migrated_file, path)
    fill(str(path), rules).keep(path)
    return path


@pytest.fixture(scope="session")
def loop() -> Iterator[AbstractEventLoop]:
    """An event loop that runs in a thread of its own as long as the tests."""
    made = new_event_loop()
    running = Thread(target=made.run_forever)
    running.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    running.join()
    made.close()


@pytest.fixture
def open_site(
    filled_file: Path, rules: Library, tmp_path: Path, loop: AbstractEventLoop
) -> Iterator[OpenSite]:
    """Opens a site on a fresh copy, with the given settings."""
    opened: list[Site] = []

    def open_one(**settings: object) -> Site:
        path = tmp_path / f"site-{len(opened)}.db"
        opened.append(copied(filled_file, path, rules, loop, **settings))
        return opened[-1]

    yield open_one
    for site in opened:
        site.close()


def copied(
    filled_file: Path, path: Path, rules: Library, loop: AbstractEventLoop, **settings: object
) -> Site:
    """A site on a copy of the filled database."""
    shutil.copyfile(filled_file, path)
    pages = build_pages(Settings(database=str(path), **settings), library=rules)
    return Site(pages, path, read_world(filled_file), loop)


@pytest.fixture(scope="session")
def shared_site(
    filled_file: Path,
    rules: Library,
    loop: AbstractEventLoop,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """One site for all cases that change nothing, as every refusal has to."""
    site = copied(filled_file, tmp_path_factory.mktemp("shared") / "site.db", rules, loop)
    before = site.rows_of(site.world.workspace_id)
    yield site
    assert site.rows_of(site.world.workspace_id) == before
    site.close()


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """The site as served on this machine."""
    return open_site()


@pytest.fixture
def https_site(open_site: OpenSite) -> Site:
    """The site as served behind a proxy, by https."""
    return open_site(public_url="https://advisor.example")


@pytest.fixture
def log_lines(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """Every line the application logs in this process, as it would be written."""
    lines: list[str] = []
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(request_lines, "add", lines.append)

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    handler = Keep()
    logging.getLogger("advisor").addHandler(handler)
    yield lines
    logging.getLogger("advisor").removeHandler(handler)
