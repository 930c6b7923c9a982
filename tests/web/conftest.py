"""The real application on a fresh, migrated database; each test has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from tests.factories import shipped
from tests.web.asgi import SAME_SITE

BuildPages = Callable[..., FastAPI]


@pytest.fixture
def build(sqlite_url: str) -> Iterator[BuildPages]:
    """Builds pages with the given settings; closes their databases after the test."""
    built: list[FastAPI] = []

    def build_one(**settings: object) -> FastAPI:
        built.append(build_pages(Settings(database=sqlite_url, **settings), library=shipped()))
        return built[-1]

    yield build_one
    for pages in built:
        pages.state.parts.database.close()


@pytest.fixture
def pages(build: BuildPages) -> FastAPI:
    """The pages as served on this machine."""
    return build()


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    return finish(pages)


@pytest.fixture
def client(app: ASGIApp) -> Iterator[TestClient]:
    """A browser on our own pages, which keeps its cookie and follows no redirect by itself."""
    with TestClient(
        app,
        base_url="http://127.0.0.1",
        headers=dict([SAME_SITE]),
        follow_redirects=False,
    ) as browser:
        yield browser
