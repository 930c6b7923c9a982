"""The door: while too many wait to save, whoever comes to save is refused before anything is read.

A refusal has to cost far less than a save, or refusing those who are too many takes the time of all
others, and in the end nobody is served. So the page is kept ready, plain and packed, and the log
gets the line of the request, besides one a second that says how many it were.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable, Sequence

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.store.faults import busy
from app.web.csrf import SAFE_METHODS
from app.web.packed import VARY, RawHeaders
from app.web.packing import takes_gzip
from app.web.policies import policies_of, walk
from app.web.refusals import Refusals
from app.web.rendering import kept_error_page
from app.web.state import Parts

log = logging.getLogger("advisor.errors")

MakeAnswer = Callable[[Parts, bool], tuple[RawHeaders, bytes]]
"""Makes headers and body of a refusal; whether the body may be packed."""


class Door:
    """Refuses requests to routes that write while admission is full, and passes on all others.

    Those are the routes with that policy; `make` makes the answer that is kept ready.
    """

    def __init__(
        self, app: ASGIApp, policy: str = "Writer", make: MakeAnswer | None = None
    ) -> None:
        self.app = app
        self.policy = policy
        self.make = make or page_answer
        self._refusals = Refusals(log, busy().message)
        self._routes: Sequence[APIRoute] | None = None
        self._kept: dict[bool, tuple[RawHeaders, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request, or passes it on; ASGI."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            parts: Parts = scope["app"].state.parts
            if parts.admission.is_full and (route := self._writer(scope)) is not None:
                scope["route"] = route  # for the log
                self._refusals.count("refused")
                await self._refuse(parts, scope, send)
                return
        await self.app(scope, receive, send)

    def _writer(self, scope: Scope) -> APIRoute | None:
        """The route that answers, as the router would find it, if it is one that writes."""
        if self._routes is None:
            self._routes = _changing(scope["app"])
        method, path = scope["method"], scope["path"]
        answering = (
            route
            for route in self._routes
            if method in (route.methods or ()) and route.path_regex.match(path)
        )
        route = next(answering, None)
        return route if route is not None and policies_of(route) == (self.policy,) else None

    async def _refuse(self, parts: Parts, scope: Scope, send: Send) -> None:
        packed = takes_gzip(scope["headers"])
        if packed not in self._kept:
            self._kept[packed] = self.make(parts, packed)
        headers, body = self._kept[packed]
        await send({"type": "http.response.start", "status": busy().status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _changing(app: FastAPI) -> list[APIRoute]:
    """The routes that may change something, in the order in which the router asks them."""
    routes = [route for route in walk(app.routes) if isinstance(route, APIRoute)]
    return [route for route in routes if not (route.methods or set()) <= SAFE_METHODS]


def page_answer(parts: Parts, packed: bool) -> tuple[RawHeaders, bytes]:
    """Headers and body of the refusal, the same page that everybody gets who waited in vain."""
    error = busy()
    body = kept_error_page(parts.templates, error).encode()
    if packed:
        body = gzip.compress(body, compresslevel=9, mtime=0)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"%d" % error.retry_after),
        VARY,
    ]
    return [*headers, *([(b"content-encoding", b"gzip")] if packed else [])], body
