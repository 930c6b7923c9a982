"""How long links and keys may work, and whether one of them still does."""

from __future__ import annotations

from datetime import datetime, timedelta

LIFETIMES: dict[str, timedelta | None] = {
    **{str(days): timedelta(days=days) for days in (7, 30, 90, 365)},
    "never": None,
}
"""The choices; what has no lifetime works until it is revoked or ended."""
DEFAULT_LIFETIME = "90"
LIFETIME_TEXTS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "A year"}
"""The choices in words, but for the last one: that depends on what it is."""
CLOCK_SLACK = timedelta(hours=1)


def is_within(created_at: datetime, expires_at: datetime | None, now: datetime) -> bool:
    """Whether what was made then works now.

    A clock that was or is wrong errs to expired: what has an expiry does not work long before it
    was made either (decision 0006). The slack is for replicas whose clocks differ a little.
    """
    return expires_at is None or created_at - CLOCK_SLACK <= now < expires_at
