"""The real application under attack: every answer is looked over, whatever the case is about."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text
from starlette.types import ASGIApp

from app.main import finish
from app.settings import Settings
from app.store.database import Database
from app.store.sqlite.connection import driver
from app.store.tables import Row
from app.web.cookies import cookie_profile
from app.web.headers import DENIED_FEATURES
from app.web.policies import walk
from tests.cases.world import World
from tests.web.asgi import FORM, SAME_SITE, Answer, Header, ask

# Written out once more, so that none can be taken away unnoticed.
SAFETY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": f"{DENIED_FEATURES}, clipboard-write=(self)",
    "referrer-policy": "same-origin",
}
ELSEWHERE = {"cross-origin-resource-policy": "cross-origin"}
"""Of the picture for previews, which chat programs show on sites of their own."""
CACHING = ("no-store", "public, max-age=31536000, immutable")
SECRETS = ("Traceback (most recent call last)", "sqlalchemy.", "sqlalche.me", "/site-packages/")
COUNT = "SELECT " + ", ".join(f'(SELECT count(*) FROM "{name}")' for name in Row.metadata.tables)
TABLES = [name for name in Row.metadata.tables if name != "workspaces"]


class Site:
    """An application on a database of its own, with the people of its world."""

    def __init__(
        self, pages: FastAPI, path: Path, world: World, loop: AbstractEventLoop | None = None
    ) -> None:
        self.loop = loop
        self.pages = pages
        self.path = path
        self.world = world
        self.app: ASGIApp = finish(pages)
        self._counting: Any = None
        self.settings: Settings = pages.state.parts.settings
        self.host = self.settings.origin.partition("://")[2]

    @property
    def database(self) -> Database:
        opened: Database = self.pages.state.parts.database
        return opened

    @property
    def cookie_name(self) -> str:
        return cookie_profile(self.settings).name.decode()

    def routes(self) -> list[APIRoute]:
        """All routes, whichever are registered."""
        return [one for one in walk(self.pages.router.routes) if isinstance(one, APIRoute)]

    def ask(
        self,
        path: str = "/",
        method: str = "GET",
        headers: Iterable[Header] = (),
        body: bytes | Iterable[bytes] = b"",
        *,
        token: str | None = None,
        host: str | None = "",
    ) -> Answer:
        """One request as a server would hand it on; a refusal must have changed nothing."""
        address, mark, query = path.partition("?")
        sent = [*headers, *([("cookie", f"{self.cookie_name}={token}")] if token else [])]
        before = self.counts()
        answer = ask(
            self.app,
            unquote(address) + mark + query,
            method,
            sent,
            body,
            host=self.host if host == "" else host,
            loop=self.loop,
        )
        look_over(answer, self.settings)
        if answer.status >= 400:
            assert self.counts() == before, f"{method} {path} was refused and changed something"
        return answer

    def post(
        self, path: str, body: bytes = b"", *headers: Header, token: str | None = None
    ) -> Answer:
        """A form from one of our own pages."""
        return self.ask(path, "POST", [FORM, SAME_SITE, *headers], body, token=token)

    def counts(self) -> tuple[int, ...]:
        """How many rows each table has; asked twice for each request, so by the shortest way."""
        if not self.path.exists():
            with self.database.reader() as session:
                return tuple(session.execute(text(COUNT)).one())
        if self._counting is None:
            uri = f"{self.path.as_uri()}?mode=ro"
            self._counting = driver().connect(uri, uri=True, check_same_thread=False)
        return tuple(self._counting.execute(COUNT).fetchone())

    def close(self) -> None:
        """Close all connections."""
        if self._counting is not None:
            self._counting.close()
        self.database.close()

    def rows_of(self, workspace_id: int) -> dict[str, list[Any]]:
        """Everything a workspace holds, but when it was last looked at."""
        with self.database.reader() as session:
            found = {
                name: session.execute(
                    text(f'SELECT * FROM "{name}" WHERE workspace_id = :id ORDER BY 1, 2, 3'),
                    {"id": workspace_id},
                ).mappings()
                for name in TABLES
            }
            return {
                name: [
                    {key: value for key, value in row.items() if key not in ("seen_on", "used_at")}
                    for row in rows
                ]
                for name, rows in found.items()
            }


def look_over(answer: Answer, settings: Settings) -> None:
    """What holds for every answer of every status."""
    picture = answer.header("content-type") == "image/png" and answer.status == 200
    expected = SAFETY | (ELSEWHERE if picture else {})
    if settings.prefix:
        expected = {
            name: value.replace("'self'", f"{settings.public_url}/")
            for name, value in expected.items()
        }
    assert {key: answer.header(key) for key in SAFETY} == expected
    assert answer.header("cache-control") in CACHING
    assert answer.header("server") is None
    lasting = "max-age=31536000" if settings.https else None
    assert answer.header("strict-transport-security") == lasting
    assert not [one for one in SECRETS if one.encode() in answer.body]
