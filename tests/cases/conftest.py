"""Sites to attack: each on a copy of the same filled database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.main import build_pages
from app.rulebooks.library import Library, load_library
from app.settings import Settings
from tests.cases.site import Site
from tests.cases.world import fill, read_world

OpenSite = Callable[..., Site]


@pytest.fixture(scope="session")
def rules() -> Library:
    """The shipped rulebooks."""
    return load_library()


@pytest.fixture(scope="session")
def filled_file(migrated_file: Path, rules: Library) -> Path:
    """A file with the world of Ada and Ben, to copy."""
    path = migrated_file.with_name("world.db")
    shutil.copyfile(migrated_file, path)
    fill(str(path), rules).keep(path)
    return path


@pytest.fixture
def open_site(filled_file: Path, rules: Library, tmp_path: Path) -> Iterator[OpenSite]:
    """Opens a site on a fresh copy, with the given settings."""
    opened: list[FastAPI] = []

    def open_one(**settings: object) -> Site:
        path = tmp_path / f"site-{len(opened)}.db"
        shutil.copyfile(filled_file, path)
        opened.append(build_pages(Settings(database=str(path), **settings), library=rules))
        return Site(opened[-1], path, read_world(filled_file))

    yield open_one
    for pages in opened:
        pages.state.parts.database.close()


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """The site as served on this machine."""
    return open_site()


@pytest.fixture
def https_site(open_site: OpenSite) -> Site:
    """The site as served behind a proxy, by https."""
    return open_site(public_url="https://advisor.example")
