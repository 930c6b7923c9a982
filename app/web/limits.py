"""How often one address may do what others pay for; counted in this process only, in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.engine.errors import TooMany
from app.settings import SAVES_PER_ADDRESS

WHOLE_NETWORK = 64  # what one customer has of IPv6


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done, and what is said to whoever does it more often."""

    item: RateLimitItem
    refusal: str
    remedy: str | None = None


NEWCOMERS = Rate(
    RateLimitItemPerHour(300, namespace="newcomers"),
    "Too many new workspaces were made from your network within an hour.",
)
CODES = Rate(
    RateLimitItemPerMinute(20, namespace="codes"),
    "Too many codes were tried from your network within a minute.",
)


WRONG_LINKS = Rate(
    RateLimitItemPerMinute(60, namespace="wrong links"),
    "Too many links that do not work were opened from your network within a minute.",
    "A link that works opens all the same. Wait a minute before you try others.",
)
"""Only links that do not work count, so nobody else's guesses close one that does."""


WRONG_KEYS = Rate(
    RateLimitItemPerMinute(60, namespace="wrong keys"),
    "Too many keys that open nothing were sent from your network within a minute.",
    "A key that opens something is taken all the same. Wait a minute before you try others.",
)
"""The same for the keys of programs."""


class Limits:
    """The counters of one application; `saves` is how often an address may save within an hour.

    This machine's own address is not limited: behind a proxy that ADVISOR_PROXY_ADDRESS does not
    name it would stand for everyone, and hard limits are the proxy's.
    """

    def __init__(self, saves: int = SAVES_PER_ADDRESS) -> None:
        self.saves = Rate(
            RateLimitItemPerHour(saves, namespace="saves"),
            f"Your network made {saves:,} changes within an hour, and no more are taken now.",
            "Nothing was saved. Wait a while and send it again. What is saved can be read and "
            "deleted meanwhile. Whoever runs this site can allow more by "
            "ADVISOR_SAVES_PER_ADDRESS.",
        )
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, rate: Rate, address: str) -> None:
        """Count it once more for that address; TooMany if that is too often."""
        client = client_of(address)
        if client is None or self._limiter.hit(rate.item, client):
            return
        until = self._limiter.get_window_stats(rate.item, client).reset_time
        raise TooMany(
            rate.refusal, remedy=rate.remedy, retry_after=max(1, round(until - time.time()))
        )


def limited(rate: Rate) -> Callable[[Request], Coroutine[Any, Any, None]]:
    """Dependency: counts the request, and refuses it if there were too many."""

    async def check(request: Request) -> None:
        request.app.state.parts.limits.count(rate, host_of(request))

    return check


def host_of(request: Request) -> str:
    """The address of whoever asks, as the server knows it."""
    return request.client.host if request.client else ""


@lru_cache(4_096)
def client_of(address: str) -> str | None:
    """Whom the address stands for; None for this machine and for what is no address."""
    client = _without_mapping(address)
    return None if client is None or client.is_loopback else network_of(address)


def network_of(address: str) -> str | None:
    """What one customer has: the address, of IPv6 all its network; None for what is no address."""
    client = _without_mapping(address)
    if isinstance(client, IPv6Address):
        return str(ip_network((client, WHOLE_NETWORK), strict=False))
    return None if client is None else str(client)


def _without_mapping(address: str) -> IPv4Address | IPv6Address | None:
    try:
        client = ip_address(address)
    except ValueError:
        return None
    return getattr(client, "ipv4_mapped", None) or client
