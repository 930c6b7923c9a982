"""A real Chromium on the real site: wide or narrow, light or dark, with JavaScript or without.

Each test is a new visitor, since each page has a browser context, and so a cookie, of its own.
A test fails if a page it opened reported an error, broke the content security policy or asked
another site for something.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests import chromium
from tests.e2e.servers import served

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Without these, Chromium tries to reach its maker at every start.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
REFUSED_BY_US = tuple(f"status of {status}" for status in (403, 404, 409, 413, 422))

OpenPage = Callable[..., Page]

expect.set_options(timeout=30_000)  # as long as for a press: on a busy machine 5 s are too few


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser; without one, the test counts as not run."""
    path = chromium.find(sys.executable)
    if path is None:
        pytest.fail(f"not run: Chromium {chromium.MISSING}", pytrace=False)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": path, "args": [*ARGUMENTS, *as_root]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on a fresh database; all tests of the session visit it."""
    with served(tmp_path_factory.mktemp("site") / "advisor.db") as address:
        yield address


@pytest.fixture(scope="session")
def browser_context_args(site: str) -> dict[str, Any]:
    """What every page starts from; `open_page` may add to it."""
    return {"base_url": site}


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], site: str) -> Iterator[OpenPage]:
    """Opens a page of a new visitor, with options of a browser context; watches what it does.

    `only` is the site it may visit.
    """
    faults: list[str] = []

    def open_one(only: str = site, **options: Any) -> Page:
        context = new_context(**{"viewport": WIDE, **options})
        watch(context, only, faults)
        return context.new_page()

    yield open_one
    assert faults == []


def watch(context: BrowserContext, site: str, faults: list[str]) -> None:
    """Notes every error of the context's pages, and every request that leaves the site."""

    def note_message(message: ConsoleMessage) -> None:
        expected = any(status in message.text for status in REFUSED_BY_US)
        if message.type == "error" and not expected:
            faults.append(message.text)

    def note_request(request: Any) -> None:
        if not request.url.startswith((f"{site}/", "data:")):
            faults.append(f"request to {request.url}")

    context.on("console", note_message)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", note_request)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A wide window with JavaScript."""
    return open_page()


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A wide window without JavaScript."""
    return open_page(java_script_enabled=False)


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def either_page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """A wide window: the test runs once with JavaScript and once without."""
    return open_page(java_script_enabled=request.param)


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A telephone with JavaScript, 390 px wide."""
    return open_page(viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def dark_page(open_page: OpenPage) -> Page:
    """A wide window of someone who prefers dark colours."""
    return open_page(color_scheme="dark")


@pytest.fixture
def narrow_page(open_page: OpenPage) -> Page:
    """A window 320 px wide, as after zooming in four times."""
    return open_page(viewport={"width": 320, "height": 640})
