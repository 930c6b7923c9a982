"""How often one address may make a new workspace; counted in this process only."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.engine.errors import TooMany

NEWCOMERS = RateLimitItemPerHour(300)
WHOLE_NETWORK = 64  # what one customer has of IPv6


class NewcomerLimit:
    """Keeps an address from filling the database with workspaces that nobody comes back to.

    This machine's own address is not limited: behind a proxy that ADVISOR_PROXY_ADDRESS does not
    name it would stand for everyone, and hard limits are the proxy's.
    """

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Count one more of that address; TooMany if there were too many this hour."""
        client = client_of(address)
        if client is None or self._limiter.hit(NEWCOMERS, client):
            return
        until = self._limiter.get_window_stats(NEWCOMERS, client).reset_time
        raise TooMany(
            "Too many people have begun here from your network within an hour.",
            retry_after=max(1, round(until - time.time())),
        )


def client_of(address: str) -> str | None:
    """Whom the address stands for; None for this machine and for what is no address."""
    try:
        client = ip_address(address)
    except ValueError:
        return None
    if client.is_loopback:
        return None
    if isinstance(client, IPv6Address):
        return str(ip_network((client, WHOLE_NETWORK), strict=False))
    return str(client)
