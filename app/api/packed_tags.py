"""The tag of an answer that was packed on its way out: it is another one (RFC 9110, 8.8.3)."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.conditional import packed_tag

TAG, ENCODING = b"etag", b"content-encoding"


class PackedTags:
    """Stands in front of what packs answers; ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back with the tag that it has as it is; ASGI."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if TAG in headers and ENCODING in headers:
                    headers[TAG] = packed_tag(headers[TAG].decode()).encode()
                    message["headers"] = list(headers.items())
            await send(message)

        await self.app(scope, receive, marked)
