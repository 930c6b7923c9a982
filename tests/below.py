"""All page tests once more with the advisor below a path: TEST_PREFIX=/advisor is the switch.

Every application that a test makes without saying where it is to be found lies below the path
then, and between it and the test stands what follows: it puts the path in front of what is asked
for, and takes it from every address in the answer. So a test sees what it always sees, and an
address without the path is a fault.
"""

from __future__ import annotations

import gzip
import os
import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import main
from app.settings import Settings
from app.web.rendering import STYLES

PREFIX = os.environ.get("TEST_PREFIX", "")
LEADING = (b"location", b"hx-redirect", b"hx-replace-url", b"hx-push-url")
ADDRESS = re.compile(
    rb"""(?P<before>\s(href|src|action|formaction|content|hx-[a-z]+|data-[a-z-]+)=["'])"""
    rb"""(?P<address>/[^"']*)"""
)
TEXTS = (b"text/", b"image/svg")


class Below:
    """What stands between a test and an application below a path; ASGI."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self._url = public_url.encode()
        self._origin = public_url.removesuffix(PREFIX).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Asks below the path, and answers as if there were none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = [
            (name, PREFIX.encode() + value if name == STYLES.lower().encode() else value)
            for name, value in scope["headers"]
        ]
        asked = {
            **scope,
            "path": PREFIX + scope["path"],
            "raw_path": PREFIX.encode() + scope["raw_path"],
            "headers": headers,
        }
        start: dict[str, Any] = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                for each in self._answer(start, body):
                    await send(each)

        await self.app(asked, receive, gather)
        scope.update({name: asked[name] for name in ("route", "path_params") if name in asked})

    def _answer(self, start: Message, body: bytes) -> tuple[Message, Message]:
        headers = dict(start["headers"])
        if headers.get(b"content-type", b"").startswith(TEXTS):
            packed = headers.get(b"content-encoding") == b"gzip" and body
            text = self._taken_off(gzip.decompress(body) if packed else body)
            text = gzip.compress(text) if packed else text
            length = b"%d" % len(text) if body else headers.get(b"content-length", b"0")
        else:
            text, length = body, headers.get(b"content-length", b"")
        told = [
            (name, length if name == b"content-length" else self._header(name, value))
            for name, value in start["headers"]
        ]
        return {**start, "headers": told}, {"type": "http.response.body", "body": text}

    def _header(self, name: bytes, value: bytes) -> bytes:
        if name in LEADING:
            own = urlsplit(value).path.startswith(PREFIX.encode() + b"/")
            assert own, f"{name.decode()}: {value.decode()} leads out of {PREFIX}"
            return value[len(PREFIX) :]
        return value.replace(self._url + b"/", b"'self'") if name.endswith(b"policy") else value

    def _taken_off(self, text: bytes) -> bytes:
        own = PREFIX.encode()

        def bare(found: re.Match[bytes]) -> bytes:
            assert found["address"].startswith(own), f"{found[0].decode()} leads out of {PREFIX}"
            return found["before"] + found["address"][len(own) :]

        text = text.replace(self._url, self._origin).replace(b": " + own + b"/", b": /")
        return ADDRESS.sub(bare, text)


def install() -> None:
    """Has everything that a test makes lie below the path, if there is one."""
    if not PREFIX:
        return
    field, finish = Settings.model_fields["public_url"], main.finish
    at_root: Any = field.default_factory

    def below(pages: FastAPI) -> ASGIApp:
        app, settings = finish(pages), pages.state.parts.settings
        return Below(app, settings.public_url) if settings.prefix == PREFIX else app

    field.default_factory = lambda values: at_root(values) + PREFIX
    Settings.model_rebuild(force=True)
    main.finish = below
