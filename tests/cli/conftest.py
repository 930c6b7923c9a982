"""Databases for commands, which run in the process of the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from app.engine.rules import Rulebook
from app.rulebooks import library
from app.rulebooks.library import SHIPPED
from app.rulebooks.loader import load_with_sources
from app.rulebooks.sources import Sources
from app.store.sqlite.backups import back_up_now
from tests.cli.replaced import decide


@cache
def read_once(path: Path) -> tuple[Rulebook, Sources | None]:
    """A shipped rulebook, which no test changes."""
    return load_with_sources(path)


@pytest.fixture(autouse=True)
def shipped_rulebooks_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command reads and checks them, which here would be most of what it takes."""

    def read(path: Path) -> tuple[Rulebook, Sources | None]:
        return read_once(path) if path.parent == SHIPPED else load_with_sources(path)

    monkeypatch.setattr(library, "load_with_sources", read)


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
