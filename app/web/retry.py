"""One more try for a request whose transaction the database server ended."""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.forms import parse_fields

TRIED = "advisor.tried"
KEY = "_key"


class SecondTry:
    """The answer to an interrupted request: what its route answers when it is asked again."""

    def __init__(self, route: ASGIApp, body: bytes) -> None:
        self.route = route
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        whole: list[Message] = [{"type": "http.request", "body": self.body, "more_body": False}]

        async def receive_again() -> Message:
            return whole.pop() if whole else await receive()

        await self.route(scope, receive_again, send)


async def second_try(request: Request) -> SecondTry | None:
    """The second try, if there was none yet and doing it twice cannot do more than doing it once.

    Whether a commit on a lost connection took place is unknown, so what changes something has to
    bear the key by which the store knows it again.
    """
    if TRIED in request.scope:
        return None
    harmless = request.method == "GET" or KEY in parse_fields(await request.body())
    return await try_again(request) if harmless else None


async def try_again(request: Request) -> SecondTry | None:
    """The second try of what is known to be harmless, if there was none yet."""
    if TRIED in request.scope:
        return None
    request.scope[TRIED] = True
    return SecondTry(request.scope["route"].app, await request.body())
