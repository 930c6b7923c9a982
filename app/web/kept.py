"""Kept pages: rendered once, packed once, and answered from memory in front of the router.

What is kept never says who may see it. Before each answer the database is asked, by the `Look` of
the page, for everything it was made of, beginning with the browser or the link that asks. Only if
the row is the very one that the page was made of, it is answered; in all other cases the usual way
decides. What the clock alone changes bounds how long a page is used.

The form key of the rendering is cut out, and each answer gets a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple

from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.store.ids import ID, hash_token
from app.store.looks import Look, Row
from app.store.session import Session
from app.web.cookies import TOKEN, cookie_profile
from app.web.packed import VARY, Packed, Plain
from app.web.packing import takes_gzip
from app.web.ready import ReadyHeaders
from app.web.shelf import Address, KeptPage
from app.web.state import Parts

ASKED = "advisor.asked"
KEY_BYTES = 16
DAY = timedelta(days=1)
SHAPES = {"assessment_id": ID.pattern, "n": "[1-9][0-9]{0,8}", "token": TOKEN.pattern.decode()}
"""What parts of addresses look like; whatever looks otherwise goes the usual way."""


class Keepable(NamedTuple):
    """A page that may be kept: its handler, by name, and what is asked before it is shown.

    The look is given what the address names, and as `hash` that of the token: of the one in the
    address, if there is one, else of the cookie.
    """

    handler: str
    look: Look


def form_key() -> str:
    """A new key for the forms of a page."""
    return token_urlsafe(KEY_BYTES)


class Asked:
    """A request for a page that may be kept, and the page, once its handler has made one."""

    def __init__(self, door: _Door, params: dict[str, str], token: str, packed: bool) -> None:
        self.door = door
        self.params = params
        self.packed = packed
        self.given: dict[str, object] = {
            name: int(value) if name == "n" else value
            for name, value in params.items()
            if name != "token"
        }
        # All browsers of a workspace see the same page; of a link nothing else is named.
        own = list(self.given.values()) if door.by_cookie else [hash_token(token)]
        self.address: Address = (door.route.path, packed, *own)
        self.given["hash"] = hash_token(token)
        self.page: KeptPage | None = None
        self._state: Row | None = None
        self._at: datetime | None = None

    def see(self, session: Session) -> None:
        """Note what a page is made of that is made of what this transaction sees."""
        self._at = session.clock()
        self._state = self.door.look.within(session, self.given)

    def keep(self, answer: HTMLResponse, key: str, turns: Iterable[datetime]) -> None:
        """Have the answer kept, whose form key that is and which is another after each turn.

        It is packed here and now, if it is to be, so that nobody packs it once more.
        """
        if self._state is None or self._at is None:
            return
        since, until = _around(self._at, turns)
        text, cut_at = bytes(answer.body), key.encode()
        body = Packed(text, cut_at) if self.packed else Plain(text, cut_at)
        if self.packed:
            answer.body = body.with_key(cut_at)
            answer.headers["content-length"] = str(body.length)
            answer.raw_headers += [VARY, (b"content-encoding", b"gzip")]
        headers = answer.raw_headers if self.packed else [*answer.raw_headers, VARY]
        self.page = KeptPage(self._state, since, until, ReadyHeaders(headers), body)


class KeptPages:
    """Answers from memory what is kept and still right, and passes on everything else."""

    def __init__(
        self, app: ASGIApp, parts: Parts, routes: Iterable[BaseRoute], pages: Sequence[Keepable]
    ) -> None:
        self.app = app
        self._parts = parts
        self._cookie = cookie_profile(parts.settings)
        self._shelf = parts.shelf
        by_name = {route.name: route for route in routes if isinstance(route, APIRoute)}
        self._doors = [_door(by_name[handler], look) for handler, look in pages]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        asked = self._asked(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        page = self._shelf.get(asked.address)
        if page is not None and page.is_right(await self._look(asked), self._parts.clock()):
            self._shelf.note_use(asked.address)
            scope["route"], scope["path_params"] = asked.door.route, asked.params  # for the log
            body = page.body.with_key(form_key().encode())
            await send({"type": "http.response.start", "status": 200, "headers": page.headers})
            await send({"type": "http.response.body", "body": body})
            return
        scope[ASKED] = asked
        await self.app(scope, receive, send)
        if asked.page is not None:
            self._shelf.put(asked.address, asked.page)

    def _asked(self, scope: Scope) -> Asked | None:
        """What is asked for, if that may be kept."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return None
        for door in self._doors:
            if match := door.pattern.fullmatch(scope["path"]):
                params = match.groupdict()
                token = params.get("token") or self._cookie.read(scope["headers"])
                return Asked(door, params, token, takes_gzip(scope["headers"])) if token else None
        return None

    async def _look(self, asked: Asked) -> Row | None:
        database = self._parts.database
        if database.looks_at_once:
            return database.look(asked.door.look, asked.given)
        return await run_in_threadpool(database.look, asked.door.look, asked.given)


class _Door(NamedTuple):
    """A route to a page that may be kept, and how one gets in."""

    route: APIRoute
    pattern: re.Pattern[str]
    look: Look
    by_cookie: bool


def _door(route: APIRoute, look: Look) -> _Door:
    shapes = {name: f"(?P<{name}>{shape})" for name, shape in SHAPES.items()}
    pattern = re.compile(route.path_format.format(**shapes))
    return _Door(route, pattern, look, by_cookie="token" not in pattern.groupindex)


def _around(now: datetime, turns: Iterable[datetime]) -> tuple[datetime, datetime]:
    """The last turn before now and the first one after it; each midnight is one, too."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    every = [midnight, midnight + DAY, *turns]
    return max(turn for turn in every if turn <= now), min(turn for turn in every if turn > now)
