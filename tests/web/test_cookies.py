"""The cookie reader takes exactly one well-formed cookie of the profile's own name."""

from __future__ import annotations

import re

import pytest

from app.settings import Settings
from app.web.cookies import MOST_OTHERS, CookieProfile, cookie_profile


def profile(public_url: str) -> CookieProfile:
    return cookie_profile(Settings(public_url=public_url))


HTTPS, HTTP = profile("https://advisor.example"), profile("http://127.0.0.1:8000")
OWN = HTTPS.name
GOOD = "G" * 43
EVIL = "E" * 43


def headers(*lines: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"x"), *((b"cookie", line) for line in lines)]


def read(*lines: bytes) -> str | None:
    """What is read of the lines, and of the same lines with the old name."""
    told = HTTPS.read(headers(*lines))
    assert told == HTTPS.read(headers(*(line.replace(OWN, b"__Host-ws") for line in lines)))
    return told


def test_the_one_cookie_is_read() -> None:
    assert read(b"a=b; " + OWN + b"=" + GOOD.encode() + b"; c") == GOOD


@pytest.mark.parametrize("space", [b"\xa0", b"\x85", b"\x1c", b"\t", b"\x0b", b"\xc2\xa0"])
def test_a_name_behind_an_odd_space_is_another_name(space: bytes) -> None:
    assert read(OWN + b"=%s; %s" % (GOOD.encode(), space) + OWN + b"=" + EVIL.encode()) == GOOD


@pytest.mark.parametrize(
    "lines",
    [
        [f"__Host-ws={GOOD}; __Host-ws={EVIL}"],
        [f"__Host-ws={GOOD}", f"__Host-ws={GOOD}"],
        [f"__Host-ws={GOOD}; __Host-ws="],
        [f'__Host-ws="{GOOD}"'],
        ['__Host-ws="a\\073b"'],
        [f"__Host-ws={GOOD}x"],
        [f"__Host-ws={GOOD[1:]}"],
        [f"__Host-ws={GOOD[1:]}é"],
        [f"__Host-ws={GOOD}\n"],
        [f"__host-ws={GOOD}"],
        [f"ws={GOOD}"],
        ["__Host-ws"],
        ["; ;=;"],
        ["x=" + "y" * 8_192],
        [],
    ],
)
def test_anything_else_is_no_cookie(lines: list[str]) -> None:
    sent = [line.encode("latin-1").replace(b"__Host-ws", OWN) for line in lines]
    assert read(*sent) is None


def test_many_other_cookies_do_not_matter() -> None:
    others = "; ".join(f"c{number}=v" for number in range(200))
    assert read(f"{others}; {OWN.decode()}={GOOD}".encode()) == GOOD


def test_plain_http_uses_a_name_of_its_own() -> None:
    both = f"{OWN.decode()}={EVIL}; {HTTP.name.decode()}={GOOD}".encode()
    assert HTTP.read(headers(both)) == GOOD
    assert HTTP.read(headers(both.replace(HTTP.name, b"ws"))) == GOOD


def test_https_cookies_are_secure_and_bound_to_the_host() -> None:
    assert HTTPS.write(GOOD).decode() == (
        f"{OWN.decode()}={GOOD}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000"
    )


def test_http_cookies_differ_only_in_name_and_secure() -> None:
    assert HTTP.write(GOOD).decode() == (
        f"{HTTP.name.decode()}={GOOD}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"
    )


ADDRESSES = [
    "https://advisor.example",
    "https://advisor.example:8443",
    "https://advisor.example/a",
    "https://other.example",
    "http://127.0.0.1:8000",
    "http://127.0.0.1:8001",
]


def test_each_address_has_a_name_of_its_own() -> None:
    names = {profile(address).name for address in ADDRESSES}
    assert len(names) == len(ADDRESSES)
    assert all(re.fullmatch(rb"(__Host-)?ws-[0-9a-f]{6}", name) for name in names)


def test_ones_own_name_alone_counts_where_anything_bears_it() -> None:
    for own, told in ((GOOD, (GOOD,)), ("garbage", ())):
        line = f"__Host-ws={EVIL}; {OWN.decode()}={own}; __Host-ws-000000={EVIL}"
        assert HTTPS.tokens(headers(line.encode())) == told


def test_else_the_old_name_comes_first_and_few_others_follow() -> None:
    others = "; ".join(f"__Host-ws-00000{number}={str(number) * 43}" for number in range(9))
    line = f"{others}; __Host-ws={GOOD}; __Host-ws-ABCDEF={EVIL}; __Host-wsx={EVIL}"
    tokens = HTTPS.tokens(headers(line.encode()))
    assert tokens == (GOOD, *(str(number) * 43 for number in range(MOST_OTHERS - 1)))


def test_forgetting_erases_that_very_token_and_nothing_of_others() -> None:
    line = f"__Host-ws={GOOD}; __Host-ws-000000={EVIL}; {OWN.decode()}={GOOD}; other={GOOD}"
    erased = [one.partition(b"=")[0] for one in HTTPS.erase(headers(line.encode()), GOOD)]
    assert erased == [OWN, b"__Host-ws"]
