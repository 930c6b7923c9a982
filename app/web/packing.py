"""Who takes gzip, and answers packed for them.

The framework packs for whoever names gzip at all, even with the quality 0, which refuses it
(RFC 9110, 12.5.3).
"""

from __future__ import annotations

import re

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from app.web.packed import RawHeaders

ACCEPT = b"accept-encoding"
TAKEN = re.compile(rb"(?:^|,)\s*(?:x-)?gzip\s*(?:$|,|;\s*[qQ]\s*=(?!\s*0(?:\.0*)?\s*(?:$|,)))")


def accepts_gzip(accepted: bytes) -> bool:
    """Whether gzip is among these codings, and not refused there."""
    return TAKEN.search(accepted) is not None


def takes_gzip(headers: RawHeaders) -> bool:
    """Whether who asks takes it; of several headers the first counts, as for the framework."""
    for name, value in headers:
        if name == ACCEPT:
            return accepts_gzip(value)
    return False


class Packing(GZipMiddleware):
    """Packs answers as the framework does, but not for who refuses that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; ASGI."""
        if scope["type"] == "http" and not takes_gzip(scope["headers"]):
            # In place: what the router notes in the scope is read further out.
            scope["headers"] = [each for each in scope["headers"] if each[0] != ACCEPT]
        await super().__call__(scope, receive, send)
