"""A small HTTP/1.1 client on raw sockets, so that what it costs itself stays small and even.

It keeps its connections open, unless the server closes them after an answer, speaks only to this
machine, and never has more than one request under way on a connection: the next one leaves when the
answer to the last has come.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds without any answer
CHUNKED_END = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back and how long it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """The first value of the header, empty if there is none."""
        start = self.head.lower().find(f"\r\n{name}: ".encode())
        value = self.head[start + len(name) + 4 :].partition(b"\r\n")[0]
        return value.decode() if start >= 0 else ""


@dataclass(slots=True)
class _Connection:
    """One kept connection: when it asked, and what has come so far."""

    socket: socket.socket
    asked: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> Answer | None:
        """The answer, once all of it is there."""
        more = self.socket.recv(262_144)
        if not more:
            raise ConnectionError("The server closed the connection.")
        self.received += more
        head, end, body = bytes(self.received).partition(b"\r\n\r\n")
        if not end or not _whole(head, body):
            return None
        return Answer(int(head[9:12]), head, body, time.perf_counter() - self.asked)


def _whole(head: bytes, body: bytes) -> bool:
    lower = head.lower()
    if (start := lower.find(b"\r\ncontent-length: ")) >= 0 and head[9:12] != b"304":
        return len(body) >= int(lower[start + 18 :].partition(b"\r\n")[0])
    return body.endswith(CHUNKED_END) if b"\r\ntransfer-encoding: chunked" in lower else True


def get(path: str, **headers: str) -> bytes:
    """A request for a page."""
    return _request("GET", path, headers, b"")


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A form, sent as our own pages send it."""
    own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, own | headers, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, request: bytes) -> Answer:
    """The answer to one request, on a connection of its own."""
    (answer,) = exchange(port, [request], connections=1)
    return answer


def exchange(
    port: int, requests: Iterable[bytes], *, connections: int, seconds: float = PATIENCE
) -> list[Answer]:
    """The answers to the requests, in the order they came; no new ones leave after the seconds."""
    waiting, until = iter(requests), time.perf_counter() + seconds
    answers: list[Answer] = []
    with selectors.DefaultSelector() as selector:
        opened = [_Connection(_connected(port)) for _ in range(connections)]
        try:
            under_way = sum(_begin(each, waiting, selector) for each in opened)
            while under_way:
                for connection in _ready(selector):
                    if (answer := connection.answer()) is None:
                        continue
                    answers.append(answer)
                    request = next(waiting, None) if time.perf_counter() < until else None
                    if request is None:
                        under_way -= 1
                        _close(connection, selector)
                        continue
                    if answer.header("connection").casefold() == "close":
                        _reopen(connection, port, selector)
                    connection.ask(request)
        finally:
            for connection in opened:
                connection.socket.close()
    return answers


def _connected(port: int) -> socket.socket:
    made = socket.create_connection((HOST, port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _close(connection: _Connection, selector: selectors.BaseSelector) -> None:
    """At once: there are servers that wait for it before they go on."""
    selector.unregister(connection.socket)
    connection.socket.close()


def _reopen(connection: _Connection, port: int, selector: selectors.BaseSelector) -> None:
    """In place of a connection that the server closes after each answer."""
    _close(connection, selector)
    connection.socket = _connected(port)
    selector.register(connection.socket, selectors.EVENT_READ, connection)


def _begin(
    connection: _Connection, waiting: Iterator[bytes], selector: selectors.BaseSelector
) -> bool:
    """Whether there was anything left to ask on this connection."""
    request = next(waiting, None)
    if request is None:
        return False
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    connection.ask(request)
    return True


def _ready(selector: selectors.BaseSelector) -> list[_Connection]:
    events = selector.select(PATIENCE)
    if not events:
        raise TimeoutError(f"No answer within {PATIENCE:.0f} seconds.")
    return [key.data for key, _ in events]
