"""Headers that are ready: finished once, sent in one piece, and the same as those that are not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.settings import Settings
from app.web.guard import guarded
from app.web.headers import ResponseFinisher
from app.web.ready import ReadyHeaders, head_lines
from tests.web.asgi import ask

OWN = [(b"content-type", b"text/plain"), (b"content-length", b"2")]


def answering(
    headers: list[tuple[bytes, bytes]], status: int = 200, body: bytes = b"ok"
) -> ASGIApp:
    """An application that answers everything so, and fails behind the head without a body."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if not body and status == 200:
            raise RuntimeError("There is no body.")
        await send({"type": "http.response.body", "body": body})

    return ResponseFinisher(app, Settings())


@pytest.mark.parametrize("path", ["/about", "/s/some-link"])
def test_they_are_finished_as_others_are_but_once(path: str) -> None:
    ready = ReadyHeaders(OWN)
    first, second = (ask(answering(ready), path).headers for _ in range(2))
    assert first == second == ask(answering(OWN), path).headers
    assert ready == OWN
    found: list[object] = []

    async def note(message: Message) -> None:
        found.append(message.get("headers"))

    scope = {"type": "http", "path": path}
    asyncio.run(answering(ready)(scope, None, note))  # type: ignore[arg-type]
    assert found[0] is ready.finished


def test_they_are_one_line_each() -> None:
    for header in ((b"x", b"1\r\nset-cookie: a=b"), (b"x\n", b"1")):
        with pytest.raises(ValueError, match="one line"):
            _ = ReadyHeaders([header]).lines


class Wire:
    """A transport that notes what it is given."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, name: str, _default: object = None) -> object:
        return self if name == "socket" else None

    def __getattr__(self, _name: str) -> object:
        return lambda *_, **__: None


def spoken(app: ASGIApp, request: bytes, server: type[HttpToolsProtocol] | None = None) -> Wire:
    """What reaches the wire for that request through the guard, or through that server."""

    async def exchange() -> Wire:
        config = Config(app, http=server or guarded(Settings()), ws="none", lifespan="off")
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"today")]
        loop = asyncio.get_running_loop()
        guard = config.http_protocol_class(  # type: ignore[operator]
            config=config, server_state=state, app_state={}, _loop=loop
        )
        wire = Wire()
        guard.connection_made(wire)
        guard.data_received(request)
        while state.tasks:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        guard.connection_lost(None)
        return wire

    return asyncio.run(exchange())


def requests() -> Iterator[tuple[str, bytes]]:
    for method in ("GET", "HEAD"):
        for last in (b"", b"Connection: close\r\n"):
            request = b"%b / HTTP/1.1\r\nHost: 127.0.0.1\r\n%b\r\n" % (method.encode(), last)
            yield f"{method} {last.decode().strip()}", request
    yield "as of old", b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize("request_", [r for _, r in requests()], ids=[n for n, _ in requests()])
@pytest.mark.parametrize(
    ("status", "own", "body"),
    [(200, OWN, b"ok"), (304, [(b"etag", b'"1"')], b""), (200, [*OWN, (b"x", b"y")], b"ok")],
)
def test_the_wire_shows_no_difference(
    request_: bytes, status: int, own: list[tuple[bytes, bytes]], body: bytes
) -> None:
    usual = spoken(answering(own, status, body), request_)
    ready = spoken(answering(ReadyHeaders(own), status, body), request_)
    plain = spoken(answering(own, status, body), request_, HttpToolsProtocol)
    assert b"".join(ready.sent) == b"".join(usual.sent) == b"".join(plain.sent)
    assert ready.closed == usual.closed == plain.closed
    assert len(ready.sent) == 1


@pytest.mark.parametrize(
    "other",
    [
        (b"connection", b"close"),
        (b"transfer-encoding", b"chunked"),
        (b"Connection", b"close"),
        (b"x", b"1\r\nset-cookie: a=b"),
        (b"x\n", b"1"),
        (b"x", b"\x00"),
        (b"content-length", b"-1"),
    ],
)
def test_what_is_more_than_a_line_is_left_to_the_server(other: tuple[bytes, bytes]) -> None:
    assert head_lines([*OWN, (b"x", b"y\tz")]) == (
        b"content-type: text/plain\r\ncontent-length: 2\r\nx: y\tz\r\n\r\n",
        2,
    )
    assert head_lines([*OWN, other]) is None
    assert head_lines([(b"etag", b"1")]) is None


def test_a_head_without_its_body_ends_the_connection() -> None:
    wire = spoken(answering(ReadyHeaders(OWN), body=b""), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert wire.closed
    assert b"".join(wire.sent).endswith(b"\r\n\r\n")
