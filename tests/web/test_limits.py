"""One address can make only so many workspaces an hour, and try so many codes a minute."""

from __future__ import annotations

import pytest

from app.engine.errors import TooMany
from app.web.limits import CODES, NEWCOMERS, Limits, Rate, client_of, network_of


def use_up(limits: Limits, address: str, rate: Rate = NEWCOMERS) -> None:
    for _ in range(rate.item.amount):
        limits.count(rate, address)


def test_after_so_many_there_is_a_wait_of_at_most_an_hour() -> None:
    limits = Limits()
    use_up(limits, "203.0.113.7")
    with pytest.raises(TooMany) as refused:
        limits.count(NEWCOMERS, "203.0.113.7")
    assert 1 <= refused.value.retry_after <= 3_600
    assert refused.value.status == 429


def test_others_are_not_held_up() -> None:
    limits = Limits()
    use_up(limits, "203.0.113.7")
    limits.count(NEWCOMERS, "203.0.113.8")
    with pytest.raises(TooMany):
        limits.count(NEWCOMERS, "203.0.113.7")


def test_addresses_of_one_ipv6_network_are_one() -> None:
    limits = Limits()
    use_up(limits, "2001:db8:0:1::1")
    with pytest.raises(TooMany):
        limits.count(NEWCOMERS, "2001:db8:0:1:ffff::2")
    limits.count(NEWCOMERS, "2001:db8:0:2::1")


def test_ipv4_within_ipv6_is_ipv4() -> None:
    assert client_of("::ffff:203.0.113.7") == client_of("203.0.113.7")


@pytest.mark.parametrize(
    "address, network",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64"),
        ("testclient", None),
    ],
)
def test_connections_are_counted_for_what_one_customer_has(
    address: str, network: str | None
) -> None:
    assert network_of(address) == network


def test_one_rate_says_nothing_of_another() -> None:
    limits = Limits()
    use_up(limits, "203.0.113.7", CODES)
    limits.count(NEWCOMERS, "203.0.113.7")
    with pytest.raises(TooMany) as refused:
        limits.count(CODES, "203.0.113.7")
    assert 1 <= refused.value.retry_after <= 60


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "testclient"])
def test_this_machine_is_not_limited(address: str) -> None:
    assert client_of(address) is None
    use_up(limits := Limits(), address)
    limits.count(NEWCOMERS, address)
