"""What an operator should know about how the advisor is set up, though it works."""

from __future__ import annotations

from collections.abc import Iterator

from app.settings import Settings
from app.store.location import file_path
from app.store.sqlite.file import network_file_system


def warnings(settings: Settings) -> Iterator[str]:
    """Each in one line."""
    if settings.is_open:
        yield (
            f"It listens on {settings.host} without TLS in front: whoever shares the network can "
            "read everything, cookies included. Put a proxy there; docs/deployment.md has two."
        )
    elif settings.plain_http:
        yield "Plain http: whoever shares the network can read everything, cookies included."
    if settings.https and settings.proxy_address is None:
        yield (
            "People come by https, so through a proxy, but ADVISOR_PROXY_ADDRESS does not name it: "
            "limits count all of them as one, or nobody if it is on this machine."
        )
    path = file_path(settings.database_url)
    kind = network_file_system(path) if path else None
    if kind:
        yield (
            f"{path} is on a network file system ({kind}), where locks may not hold and SQLite "
            "can lose data: use a disk of this machine, or PostgreSQL."
        )
