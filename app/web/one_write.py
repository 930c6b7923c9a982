"""Head and body of an answer leave in one piece: each piece costs a call of the system, and both
are there at the same moment.
"""

from __future__ import annotations

import asyncio
from typing import Any

BEGINS, ENDS = b"HTTP/1.1 ", b"\r\n\r\n"


class OneWrite:
    """A transport that keeps the head of an answer until something follows, or until nothing does.

    What follows comes within the same step of the event loop; at its end the head leaves alone.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""
        self._later: asyncio.Handle | None = None

    def write(self, data: bytes) -> None:
        """Sends it, after what was kept; the head of an answer is kept."""
        if self._head:
            self._send(self._head + data)
        elif data.startswith(BEGINS) and data.endswith(ENDS):
            self._head = data
            self._later = self._loop.call_soon(self._send_head)
        else:
            self._transport.write(data)

    def hold(self, head: bytes) -> None:
        """Keeps the head of an answer whose body is there, too, until that follows."""
        self._send_head()
        self._head = head

    def close(self) -> None:
        """Closes it once everything is sent."""
        self._send_head()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _send_head(self) -> None:
        if self._head:
            self._send(self._head)

    def _send(self, data: bytes) -> None:
        self._head = b""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._transport.write(data)
