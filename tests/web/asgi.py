"""Asks an ASGI application in raw bytes, as no HTTP client would."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from starlette.types import ASGIApp, Message

from app.settings import Settings
from app.web.cookies import cookie_profile

Header = tuple[str | bytes, str | bytes]
SAME_SITE = ("sec-fetch-site", "same-origin")
FORM = ("content-type", "application/x-www-form-urlencoded")


def cookie_of(public_url: str) -> str:
    """The name of the cookie of an advisor at that address."""
    return cookie_profile(Settings(public_url=public_url)).name.decode()


COOKIE = cookie_of(Settings().public_url)
"""Its name where nothing else is set."""


@dataclass(frozen=True)
class Answer:
    """What came back, headers in the order sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str | None:
        """The one value of the header; several are a fault."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} was sent {len(values)} times"
        return values[0] if values else None

    @property
    def text(self) -> str:
        """What can be read of it: in an archive all that is packed, in a picture nothing."""
        kind = self.header("content-type")
        if kind == "image/png":
            return ""
        if kind != "application/zip":
            return self.body.decode()
        packed = zipfile.ZipFile(io.BytesIO(self.body))
        return "".join(packed.read(name).decode() for name in packed.namelist())


def ask(
    app: ASGIApp,
    path: str = "/",
    method: str = "GET",
    headers: Iterable[Header] = (),
    body: bytes | Iterable[bytes] = b"",
    host: str | None = "127.0.0.1",
    loop: asyncio.AbstractEventLoop | None = None,
    *,
    gives_up: bool = False,
    client: str = "127.0.0.1",
) -> Answer:
    """Sends one request, its body in the given chunks, and gathers the answer.

    Who `gives_up` leaves when the last chunk is sent, and there should have been more. A
    loop that runs in another thread is quicker, for whoever asks thousands of times.
    """
    sent = [] if host is None else [("host", host)]
    raw = [(_bytes(name).lower(), _bytes(value)) for name, value in (*sent, *headers)]
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": raw,
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    chunks = [body] if isinstance(body, bytes) else list(body)
    if loop is not None:
        return asyncio.run_coroutine_threadsafe(
            _exchange(app, scope, chunks, gives_up), loop
        ).result()
    # In a thread of its own: while a browser test holds its page, this one has a running loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _exchange(app, scope, chunks, gives_up)).result()


async def _exchange(
    app: ASGIApp, scope: dict[str, object], chunks: list[bytes], gives_up: bool
) -> Answer:
    waiting = list(chunks)
    got: list[Message] = []

    async def receive() -> Message:
        if not waiting and gives_up:
            return {"type": "http.disconnect"}
        if not waiting:
            await asyncio.Event().wait()
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting) or gives_up}

    async def send(message: Message) -> None:
        got.append(message)

    await app(scope, receive, send)
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in got[0]["headers"]
    )
    return Answer(got[0]["status"], headers, b"".join(part.get("body", b"") for part in got[1:]))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
