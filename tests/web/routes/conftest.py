"""The real application on an empty database, and two people who visit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from app.store.migrations import upgrade
from tests.web.visitor import Visitor


@pytest.fixture
def app(tmp_path: Path) -> Iterator[ASGIApp]:
    settings = Settings(database=str(tmp_path / "advisor.db"))
    upgrade(settings.database_url)
    made = create_app(settings)
    with Visitor(made).client:
        yield made


@pytest.fixture
def ada(app: ASGIApp) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ben(app: ASGIApp) -> Visitor:
    return Visitor(app)
