"""Programs that use the API of the real application.

`api` has no key and an application that it shares with others, for what changes nothing; what
changes something has `app`, of an empty database, or the workspaces of `tests.api.office`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import build_pages, finish
from app.settings import Settings
from tests.api.client import ApiClient
from tests.factories import shipped
from tests.web.people import app

__all__ = ["api", "app"]


@pytest.fixture(scope="session")
def api(migrated_file: Path) -> Iterator[ApiClient]:
    pages = build_pages(Settings(database=str(migrated_file)), library=shipped())
    yield ApiClient(finish(pages))
    pages.state.parts.database.close()
