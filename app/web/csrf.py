"""Refuses unsafe requests that another site made a browser send."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from app.web.rendering import error_page
from app.web.visit import visit_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CrossSiteGuard:
    """An unsafe request has to come from our own pages, by what only a browser can write."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.origin = settings.origin
        self.home = settings.public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request, or refuses it; ASGI."""
        if scope["type"] != "http" or self._allows(scope["method"], Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        answer = error_page(
            visit_of(Request(scope)),
            403,
            "That did not come from this site",
            "The form was sent by another page or by an old browser, so nothing was changed.",
            f"Open {self.home} and repeat what you did there.",
        )
        await answer(scope, receive, send)

    def _allows(self, method: str, headers: Headers) -> bool:
        if method in SAFE_METHODS:
            return True
        if sites := headers.getlist("sec-fetch-site"):
            return sites in (["same-origin"], ["none"])
        return headers.getlist("origin") == [self.origin]
