"""One address can make only so many workspaces an hour."""

from __future__ import annotations

import pytest

from app.engine.errors import TooMany
from app.web.limits import NEWCOMERS, NewcomerLimit, client_of


def use_up(limit: NewcomerLimit, address: str) -> None:
    for _ in range(NEWCOMERS.amount):
        limit.count(address)


def test_after_so_many_there_is_a_wait_of_at_most_an_hour() -> None:
    limit = NewcomerLimit()
    use_up(limit, "203.0.113.7")
    with pytest.raises(TooMany) as refused:
        limit.count("203.0.113.7")
    assert 1 <= refused.value.retry_after <= 3_600
    assert refused.value.status == 429


def test_others_are_not_held_up() -> None:
    limit = NewcomerLimit()
    use_up(limit, "203.0.113.7")
    limit.count("203.0.113.8")


def test_addresses_of_one_ipv6_network_are_one() -> None:
    limit = NewcomerLimit()
    use_up(limit, "2001:db8:0:1::1")
    with pytest.raises(TooMany):
        limit.count("2001:db8:0:1:ffff::2")
    limit.count("2001:db8:0:2::1")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "testclient"])
def test_this_machine_is_not_limited(address: str) -> None:
    assert client_of(address) is None
    use_up(limit := NewcomerLimit(), address)
    limit.count(address)
