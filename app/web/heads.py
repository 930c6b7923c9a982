"""HEAD wherever GET is: the same status and headers, and no body."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = "advisor.head"
FOR_THE_LOG = ("route", "path_params")


class Heads:
    """Has a HEAD answered as a GET, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request; ASGI."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server itself looks at the method, to know whether a body has to follow.
        asked = {**scope, "method": "GET", HEAD: True}
        try:
            await self.app(asked, receive, send_head)
        finally:
            scope.update({name: asked[name] for name in FOR_THE_LOG if name in asked})
