"""The real application behind a real server, in a thread of the tests."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from app.cli.serve import bind, configure
from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from app.store.migrations import upgrade
from tests.factories import shipped


@contextmanager
def served(
    database: Path, library: Library | None = None, path: str = "", **others: float
) -> Iterator[str]:
    """The address of a site of its own, with these settings, on a free port, below that path."""
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    public_url = f"http://127.0.0.1:{port}{path}"
    settings = Settings(database=str(database), port=port, public_url=public_url, **others)
    upgrade(settings.database_url)
    server = uvicorn.Server(configure(create_app(settings, library=library or shipped()), settings))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        _wait_until_it_answers(settings.port)
        yield settings.public_url
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _wait_until_it_answers(port: int) -> None:
    """The kernel queues the request until the server listens; then the answer is awaited."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        connection.recv(1)
