"""Where the database is: the path of an SQLite file, or the address of a PostgreSQL server."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.store.faults import UnusableDatabase

SQLITE = "sqlite:///"


def file_path(url: str) -> Path | None:
    """The path of the SQLite file, with all links followed; None for a server's address.

    SQLite follows them, too: its log lies beside the file itself, wherever a link to it lies.
    """
    if url.startswith(SQLITE):
        url = url.removeprefix(SQLITE)
    return None if "://" in url else Path(os.path.realpath(url))


def server_address(url: str) -> URL:
    """The address of the PostgreSQL server, with the driver we use."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.get_backend_name() != "postgresql":
        raise UnusableDatabase(
            "The database has to be the path of a file or a postgresql:// address.",
            remedy="Correct the setting ADVISOR_DATABASE.",
        )
    return address.set(drivername="postgresql+psycopg")


def without_secrets(address: URL) -> str:
    """The address for people to read, without user and password."""
    return address.set(
        username=None, password=None, query={}, drivername="postgresql"
    ).render_as_string()
