"""Databases for commands, which run in the process of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.sqlite.backups import back_up_now
from tests.cli.replaced import decide


@pytest.fixture
def decided(sqlite_url: str) -> Path:
    """A database with one saved result."""
    decide(Path(sqlite_url))
    return Path(sqlite_url)


@pytest.fixture
def backup(decided: Path, tmp_path: Path) -> Path:
    """A backup of it, after which a second result was saved."""
    made = back_up_now(decided, keep=1).path.replace(tmp_path / "-the backup.db")
    decide(decided)
    return made
