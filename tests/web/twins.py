"""Two applications on one database: one keeps pages, the other makes each anew."""

from __future__ import annotations

import gzip
import re
from asyncio import AbstractEventLoop
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import FastAPI

from app.main import build_pages, finish
from app.settings import Settings
from app.store.session import Clock
from app.web import rendering
from tests.web.asgi import COOKIE, Answer, Header, ask
from tests.web.visitor import Visitor

GZIP = ("accept-encoding", "gzip")
KEY = re.compile(rb'name="_key" value="([^"]*)"')
KEPT = ("show_assessment", "show_revision", "show_shared")


class Twins:
    """The two, and a browser of Ada's, which uses the one that keeps pages."""

    def __init__(self, url: str, clock: Clock, loop: AbstractEventLoop | None = None) -> None:
        self.loop = loop
        self.pages, self.pages_anew = (_build(url, clock, megabytes) for megabytes in (16, 0))
        self.kept, self.anew = finish(self.pages), finish(self.pages_anew)
        self.ada = Visitor(self.kept)

    def get(self, path: str, *headers: Header, visitor: Visitor | None = None) -> Answer:
        """The answer of the one that keeps pages."""
        return self._get(self.kept, path, headers, visitor)

    def get_anew(self, path: str, *headers: Header, visitor: Visitor | None = None) -> Answer:
        """The answer of the other."""
        return self._get(self.anew, path, headers, visitor)

    def close(self) -> None:
        for pages in (self.pages, self.pages_anew):
            pages.state.parts.database.close()

    def _get(
        self, app: Any, path: str, headers: Iterable[Header], visitor: Visitor | None
    ) -> Answer:
        return ask(app, path, headers=[*headers, *cookie_of(visitor or self.ada)], loop=self.loop)


def cookie_of(visitor: Visitor) -> list[Header]:
    """The header by which that visitor is known, if there is anything to know."""
    token = visitor.client.cookies.get(COOKIE)
    return [("cookie", f"{COOKIE}={token}")] if token else []


def told(answer: Answer) -> tuple[object, ...]:
    """All that a visitor sees of an answer, but for the form key; of a packed one, unpacked."""
    headers = {pair for pair in answer.headers if pair[0] != "content-length"}
    return answer.status, headers, KEY.sub(b"", text_of(answer))


def text_of(answer: Answer) -> bytes:
    packed = answer.header("content-encoding") == "gzip"
    return gzip.decompress(answer.body) if packed else answer.body


def keys_of(answer: Answer) -> list[bytes]:
    return KEY.findall(text_of(answer))


def count_renderings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are rendered from now on."""
    rendered: list[str] = []
    render = rendering.render

    def noting(visit: Any, template: str, context: object) -> str:
        rendered.append(template)
        return render(visit, template, context)

    monkeypatch.setattr(rendering, "render", noting)
    return rendered


def _build(url: str, clock: Clock, megabytes: int) -> FastAPI:
    return build_pages(Settings(database=url, kept_megabytes=megabytes), clock=clock)
