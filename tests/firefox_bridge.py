"""Between Playwright and a Firefox that lacks one command: it says yes to that one in its place.

Playwright speaks WebDriver BiDi to an ordinary Firefox, and sets colours and motion in each new
window, which Firefox ESR 153 does not know. No test asks for them. It is started in place of
Firefox, by its path and with its arguments; with a Firefox that knows the command it can go.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import subprocess
import sys
from threading import Lock, Thread
from typing import NamedTuple

UNKNOWN = b'"emulation.setMediaFeaturesOverride"'
LISTENS = re.compile(r"(WebDriver BiDi listening on ws://127\.0\.0\.1:)(\d+)")
HOST = re.compile(rb"(Host: 127\.0\.0\.1:)\d+")
TEXT, MASKED = 1, 0x80


class Frame(NamedTuple):
    """One frame of a WebSocket: as it came, and what is in it."""

    raw: bytes
    kind: int
    text: bytes


def exactly(source: socket.socket, length: int) -> bytes:
    """So many bytes; EOFError at the end of the connection."""
    parts = []
    while length:
        part = source.recv(min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def read_frame(source: socket.socket) -> Frame:
    """The next frame."""
    head = exactly(source, 2)
    length = head[1] & 0x7F
    if length > 125:
        more = exactly(source, 2 if length == 126 else 8)
        head, length = head + more, int.from_bytes(more, "big")
    mask = exactly(source, 4) if head[1] & MASKED else b""
    body = exactly(source, length)
    text = body
    if mask:
        whole = int.from_bytes(mask * (length // 4 + 1), "big") >> (32 - 8 * (length % 4))
        text = (int.from_bytes(body, "big") ^ whole).to_bytes(length, "big")
    return Frame(head + mask + body, head[0] & 0x0F, text)


def as_frame(text: bytes) -> bytes:
    """A short text as a server sends it."""
    assert len(text) < 126
    return struct.pack("!BB", 0x80 | TEXT, len(text)) + text


def read_head(source: socket.socket) -> bytes:
    """The lines with which a WebSocket begins, either way."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += exactly(source, 1)
    return head


def bridge(client: socket.socket, port: int) -> None:
    """Passes everything on in both directions, but the command that is answered here."""
    firefox = socket.create_connection(("127.0.0.1", port))
    turn = Lock()
    # Firefox answers only who asks for its own port.
    firefox.sendall(HOST.sub(b"\\g<1>%d" % port, read_head(client)))
    client.sendall(read_head(firefox))

    def back() -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                frame = read_frame(firefox)
                with turn:
                    client.sendall(frame.raw)
        client.close()

    backwards = Thread(target=back, daemon=True)
    backwards.start()
    with contextlib.suppress(EOFError, OSError):
        while True:
            frame = read_frame(client)
            if frame.kind == TEXT and UNKNOWN in frame.text[:200]:
                asked = json.loads(frame.text)["id"]
                answer = json.dumps({"type": "success", "id": asked, "result": {}})
                with turn:
                    client.sendall(as_frame(answer.encode()))
            else:
                firefox.sendall(frame.raw)
    with contextlib.suppress(OSError):
        firefox.shutdown(socket.SHUT_RDWR)
    backwards.join()
    firefox.close()


def listen(port: int) -> int:
    """The port of the bridge to the port of Firefox."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            client, _ = listener.accept()
            Thread(target=bridge, args=(client, port), daemon=True).start()

    Thread(target=accept, daemon=True).start()
    return int(listener.getsockname()[1])


def main(command: list[str]) -> int:
    """Runs Firefox until it ends; says where the bridge listens in the words of Firefox."""
    firefox = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert firefox.stderr
    for line in firefox.stderr:
        told = LISTENS.sub(lambda found: f"{found[1]}{listen(int(found[2]))}", line)
        print(told, end="", file=sys.stderr, flush=True)
    return firefox.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
