"""The real application, and a way to have it render every part of a page anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI

from app.main import build_pages, finish
from app.settings import Settings
from app.web.fragments import Fragments
from tests.web.visitor import Visitor

KEY = re.compile(r'name="_(?:key|page)" value="([^"]*)"')


@pytest.fixture
def pages(sqlite_url: str) -> FastAPI:
    return build_pages(Settings(database=sqlite_url))


@pytest.fixture
def ada(pages: FastAPI) -> Iterator[Visitor]:
    visitor = Visitor(finish(pages))
    with visitor.client:
        yield visitor


@contextmanager
def nothing_kept(pages: FastAPI) -> Iterator[None]:
    """As if every part of a page were shown for the first time."""
    parts, nothing = pages.state.parts, Fragments(0)
    provided = parts.templates.globals
    pages.state.parts = replace(parts, fragments=nothing)
    provided["kept"] = nothing
    yield
    pages.state.parts = parts
    provided["kept"] = parts.fragments


def without_keys(text: str) -> str:
    """The page but for the keys of its forms."""
    return KEY.sub("", text)
