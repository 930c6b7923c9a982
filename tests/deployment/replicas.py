"""Stands for a replica behind a proxy: answers every request with a status that a test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Replica(ThreadingHTTPServer):
    """On a port of its own; `asked` is how many requests came."""

    daemon_threads = True
    status = 200
    asked = 0

    def handle_error(self, request: object, client_address: object) -> None:
        """A proxy that gives up is no fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Replica

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def replica(status: int = 200) -> Iterator[Replica]:
    """One that answers; gone afterwards."""
    with Replica(("127.0.0.1", 0), _Handler) as server:
        server.status = status
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
