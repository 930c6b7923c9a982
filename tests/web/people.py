"""The real application on an empty database, and two people who visit it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from tests.factories import shipped
from tests.web.visitor import Visitor


@pytest.fixture
def app(sqlite_url: str) -> Iterator[ASGIApp]:
    made = create_app(Settings(database=sqlite_url), library=shipped())
    with Visitor(made).client:
        yield made


@pytest.fixture
def ada(app: ASGIApp) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ben(app: ASGIApp) -> Visitor:
    return Visitor(app)
