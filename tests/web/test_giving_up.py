"""Whoever leaves before the answer, or in the midst of a form, is no error, and keeps nobody up."""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path

import pytest

from tests.e2e.servers import served

HOST = b"Host: 127.0.0.1\r\n"
FORM = HOST + b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LEFT = {
    "a page": b"GET / HTTP/1.1\r\n" + HOST + b"\r\n",
    "two pages": 2 * (b"GET /about HTTP/1.1\r\n" + HOST + b"\r\n"),
    "half a form": b"POST /questionnaire HTTP/1.1\r\n" + FORM + b"Content-Length: 9\r\n\r\na=1",
    "half a head": b"GET / HTTP/1.1\r\n" + HOST,
}
RESET = struct.pack("ii", 1, 0)  # what `SO_LINGER` takes to break off rather than to end


@pytest.mark.parametrize("breaks_off", [True, False])
def test_who_leaves_is_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, breaks_off: bool
) -> None:
    with served(tmp_path / "a.db") as url:
        port = int(url.rpartition(":")[2])
        for request in LEFT.values():
            with socket.create_connection(("127.0.0.1", port), timeout=30) as leaving:
                if breaks_off:
                    leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                leaving.sendall(request)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as staying:
            staying.sendall(b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
            assert staying.recv(15) == b"HTTP/1.1 200 OK"
    worse = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert worse == []
