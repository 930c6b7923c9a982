"""What an operator should know about how the advisor is set up, though it works."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from app.settings import Settings
from app.settings_addresses import in_url, is_here, is_wildcard, of_this_machine
from app.store.location import file_path
from app.store.sqlite.file import network_file_system


def warnings(settings: Settings) -> Iterator[str]:
    """Each in one line."""
    if is_wildcard(settings.host) and is_here(urlsplit(settings.public_url).hostname or ""):
        yield _answers_nobody_else(settings)
    elif settings.is_open:
        yield (
            f"It listens on {settings.host} without TLS in front: whoever shares the network can "
            "read everything, cookies included. Put a proxy there; docs/deployment.md has two."
        )
    elif settings.plain_http:
        yield "Plain http: whoever shares the network can read everything, cookies included."
    if settings.https and not settings.proxy_address:
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


def _answers_nobody_else(settings: Settings) -> str:
    """All can knock, and only who types a name of this machine is let in."""
    found = of_this_machine(ipv6=":" in settings.host)
    example = f", such as http://{in_url(found)}:{settings.port}" if found else ""
    return (
        f"It listens on {settings.host}, so other machines reach the port, but it answers only who "
        f"asks for this machine by {settings.public_url} and the like. For others let "
        f"ADVISOR_PUBLIC_URL name what they type{example}; for nobody else listen on 127.0.0.1."
    )
