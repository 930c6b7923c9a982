"""The guard: what a proxy bounds, a server without one has to bound itself, before the application.

A request has to arrive in time and be of a modest size, its answer has to be taken in time, and one
address may hold only so many connections; the settings say how much of each. It is the server's own
protocol with clocks and counters around it, so it leans on the inside of a pinned uvicorn: on what,
says decision 25. Who is refused gets one plain line, or a program problem details, and the log one
line a second at most.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any, cast

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from app.settings import Settings
from app.web.headers import NO_STORE, safety_headers
from app.web.hosts import PROBES
from app.web.limits import network_of
from app.web.one_write import OneWrite
from app.web.ready import ReadyHeaders, head_lines
from app.web.refusals import Refusals
from app.web.uploads import ADDRESSES, LARGEST_UPLOAD

MOST_BODY = 1_048_576  # bytes on the wire, chunks and trailers included; the pages take far less
MOST_UPLOAD = LARGEST_UPLOAD + MOST_BODY  # where a file may come
UPLOAD_TIMES = 12  # as long as another body a file may take: by default two minutes, or 220 KB/s
MOST_PIPELINED = 16  # requests that wait for the answer to an earlier one
MOST_UNREAD = 131_072  # bytes that the kernel keeps for a reader who is slow; by itself up to 4 MB
HOSTLESS = tuple(path.encode() for path in PROBES)

log = logging.getLogger("advisor.guard")


class Part(Enum):
    """What is awaited of a request."""

    HEAD = "head"
    BODY = "body"


class Refusal(Enum):
    """Why a connection is closed: the name stands in the log, status and words in the answer."""

    UNREADABLE = 400, "This is no request that can be read."
    WRONG_HOST = 400, "A request names exactly one Host."
    SLOW_HEAD = 408, "The head of the request took too long."
    SLOW_BODY = 408, "The body of the request took too long."
    LARGE_BODY = 413, "The body of the request is too large."
    LARGE_HEAD = 431, "The head of the request is too large."
    TOO_MANY_CONNECTIONS = 429, "Too many connections are open from your network."
    TOO_MANY_PIPELINED = 429, "Too many requests were sent before their answers."


@dataclass(frozen=True, slots=True)
class Programs:
    """How a program is refused: what begins with one of the addresses, by a content of that kind.

    `told` makes the content of a status and the words of the refusal.
    """

    addresses: tuple[bytes, ...]
    kind: bytes
    told: Callable[[int, str], bytes]

    def ask_for(self, url: bytes) -> bool:
        """Whether the address, as far as it has come, is one of theirs."""
        return url.startswith(self.addresses)


class Cycle(RequestResponseCycle):
    """One request and its answer; a head that is ready, or of usual headers, is quickly there."""

    transport: OneWrite  # type: ignore[assignment]

    async def send(self, message: Any) -> None:
        """Sends a part of the answer; ASGI."""
        headers = message.get("headers")
        if headers is None or not self._goes_on:
            await super().send(message)
        elif isinstance(headers, ReadyHeaders):
            self._begin(headers.length)
            self.transport.hold(self._head(message["status"], headers.lines))
        elif (found := head_lines(headers)) is not None:
            lines, length = found
            self._begin(length)
            self.transport.write(self._head(message["status"], lines))
        else:
            await super().send(message)

    def _begin(self, length: int) -> None:
        self.response_started, self.waiting_for_100_continue = True, False
        self.chunked_encoding, self.expected_content_length = False, length

    def _head(self, status: int, lines: bytes) -> bytes:
        usual = [b"%b: %b\r\n" % header for header in self.default_headers]
        return b"".join([STATUS_LINE[status], *usual, lines])

    @property
    def _goes_on(self) -> bool:
        """Whether a body follows at once, and the connection stays as it is."""
        held_up = self.response_started or self.disconnected or self.flow.write_paused
        return self.keep_alive and self.scope["method"] != "HEAD" and not held_up


class Guard(HttpToolsProtocol):
    """One connection; `guarded` adds what all connections of a server share."""

    settings: Settings
    crowd: Counter[str]
    refusals: Refusals
    programs: Programs | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.network = ""
        self.awaited: Part | None = None
        self.received = 0  # bytes, since that part is awaited
        self.clock: asyncio.TimerHandle | None = None
        self.patience: asyncio.TimerHandle | None = None
        self.refusal = Refusal.UNREADABLE

    # The connection.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Counts it for its address, and starts the clock."""
        super().connection_made(cast("asyncio.Transport", OneWrite(transport, self.loop)))
        taken = transport.get_extra_info("socket")
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNREAD)
        transport.set_write_buffer_limits(high=0)  # `pause_writing` tells of every byte that waits
        self.network = network_of(self.client[0] if self.client else "") or ""
        self.crowd[self.network] += 1
        if self.crowd[self.network] > self.settings.connections:
            self.refuse(Refusal.TOO_MANY_CONNECTIONS)
        else:
            self._await(Part.HEAD)
            self._wind()

    def connection_lost(self, exc: Exception | None) -> None:
        """Takes it from the count."""
        super().connection_lost(exc)
        self._await(None)
        self._be_patient(False)
        self.crowd[self.network] -= 1
        if not self.crowd[self.network]:
            del self.crowd[self.network]

    def data_received(self, data: bytes) -> None:
        """Reads on, as far as the bounds allow."""
        self._unset_keepalive_if_required()
        if self.awaited is None:
            self._await(Part.HEAD)
        self.received += len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:
            pass  # there is nothing to upgrade to; the request is answered as it is
        except HttpParserError:
            self.refuse(self.refusal)
            return
        if self.awaited is Part.HEAD and self.received > self.settings.head_bytes:
            self.refuse(Refusal.LARGE_HEAD)
        elif self.awaited is Part.BODY and self.received > self._most_body:
            self.refuse(Refusal.LARGE_BODY)
        else:
            self._wind()

    def pause_writing(self) -> None:
        """Bytes wait because nobody reads them."""
        super().pause_writing()
        self._be_patient(True)

    def resume_writing(self) -> None:
        """All bytes are gone."""
        super().resume_writing()
        self._be_patient(False)

    # The parser tells what it has read.

    def on_message_begin(self) -> None:
        """The first byte of a head."""
        super().on_message_begin()
        if self.awaited is not Part.HEAD:  # it follows another one in the same bytes
            self._await(Part.HEAD)

    def on_headers_complete(self) -> None:
        """Only a head within the bounds reaches the application."""
        self._check_head()
        super().on_headers_complete()
        self.cycle.__class__ = Cycle
        self.headers = []  # for trailers, which are no headers
        self._await(Part.BODY)

    def on_message_complete(self) -> None:
        """Nothing is awaited until more bytes come."""
        super().on_message_complete()
        self._await(None)

    def _check_head(self) -> None:
        hosts, size = 0, len(self.url)
        for name, value in self.headers:
            size += len(name) + len(value) + len(": \r\n")
            hosts += name == b"host"
        if size > self.settings.head_bytes or len(self.headers) > self.settings.headers:
            self._stop(Refusal.LARGE_HEAD)
        if hosts != 1 and (hosts or self.url.partition(b"?")[0] not in HOSTLESS):
            self._stop(Refusal.WRONG_HOST)
        if len(self.pipeline) >= MOST_PIPELINED:
            self._stop(Refusal.TOO_MANY_PIPELINED)

    def _stop(self, refusal: Refusal) -> None:
        self.refusal = refusal
        raise HttpParserError(refusal.name)

    @property
    def _is_upload(self) -> bool:
        """Whether a file may come, by the address of the request."""
        path = self.url.partition(b"?")[0].decode("latin-1")
        return path.removeprefix(self.settings.prefix) in ADDRESSES

    @property
    def _most_body(self) -> int:
        return MOST_UPLOAD if self._is_upload else MOST_BODY

    # The clocks.

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await(self, part: Part | None) -> None:
        self.awaited, self.received = part, 0
        if self.clock is not None:
            self.clock.cancel()
            self.clock = None

    def _wind(self) -> None:
        """Starts the clock if it is the other side's turn and none runs; it is never put back."""
        if self.awaited is Part.BODY and self.clock is None:
            seconds = self.settings.body_seconds * (UPLOAD_TIMES if self._is_upload else 1)
            self.clock = self.loop.call_later(seconds, self._expire)
        elif self.awaited is Part.HEAD and self.clock is None and not self._is_answering:
            self.clock = self.loop.call_later(self.settings.head_seconds, self._expire)
        elif self.awaited is None and not self._is_answering and not self.timeout_keep_alive_task:
            # The body ended after the answer, and took away the clock that the answer had set.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _expire(self) -> None:
        if self.awaited is Part.HEAD and not self.received:
            self.transport.close()  # browsers connect ahead of need
        else:
            in_body = self.awaited is Part.BODY
            self.refuse(Refusal.SLOW_BODY if in_body else Refusal.SLOW_HEAD)

    def _be_patient(self, wait: bool) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None
        if wait:
            self.patience = self.loop.call_later(self.settings.answer_seconds, self._lose_patience)

    def _lose_patience(self) -> None:
        self.refusals.count("slow_reader")
        self.transport.abort()

    # The refusal.

    def refuse(self, refusal: Refusal) -> None:
        """Closes the connection, and says why where no other answer is under way."""
        self.refusals.count(refusal.name.lower())
        if self.awaited is Part.BODY:
            free = not (self.pipeline or self.cycle.response_started)
            self.cycle.disconnected = True
        else:
            free = not self._is_answering
        if free:
            self.transport.write(self._answer(*refusal.value))
        self.transport.close()

    def _answer(self, status: int, words: str) -> bytes:
        kind, body = b"text/plain; charset=utf-8", _line(status, words)
        if self.programs and self.programs.ask_for(getattr(self, "url", b"")):
            kind, body = self.programs.kind, self.programs.told(status, words)
        headers = [
            *self.server_state.default_headers,
            *safety_headers(self.settings),
            NO_STORE,
            (b"content-type", kind),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        lines = [b"%s: %s\r\n" % header for header in headers]
        return b"".join([STATUS_LINE[status], *lines, b"\r\n", body])


def _line(status: int, words: str) -> bytes:
    return f"{HTTPStatus(status).phrase}. {words}\n".encode()


def guarded(settings: Settings, programs: Programs | None = None) -> type[Guard]:
    """The protocol of one server, with these bounds and counters of its own.

    Without `programs`, all are refused alike.
    """

    class Guarded(Guard):
        pass

    Guarded.settings, Guarded.crowd, Guarded.programs = settings, Counter(), programs
    Guarded.refusals = Refusals(log, "refused before it was read")
    return Guarded
