"""Says once if somebody forwards requests whom no setting names: limits do not work then."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

FORWARDED = b"x-forwarded-for"
MESSAGE = (
    "X-Forwarded-For is not believed: ADVISOR_PROXY_ADDRESS does not name who sent it. If that is "
    "a proxy, all its visitors count as one, and on this machine's own address none is limited"
)

log = logging.getLogger("advisor.errors")


class UnnamedProxy:
    """Passes on everything, and looks out for a proxy that is not named, or by another address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; ASGI."""
        if not self._told and scope["type"] == "http":
            self._look(scope)
        await self.app(scope, receive, send)

    def _look(self, scope: Scope) -> None:
        """Where a proxy is believed, a forwarded address stands in place of its own."""
        forwarded = [value for name, value in scope["headers"] if name == FORWARDED]
        sender = scope["client"][0] if scope["client"] else ""
        if forwarded and sender.encode() not in b",".join(forwarded):
            self._told = True
            log.warning(MESSAGE, extra={"fields": {"sender": sender}})
