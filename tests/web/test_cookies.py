"""The cookie reader takes exactly one well-formed cookie of the profile's own name."""

from __future__ import annotations

import pytest

from app.web.cookies import HTTP, HTTPS

GOOD = "G" * 43
EVIL = "E" * 43


def read(*lines: bytes) -> str | None:
    return HTTPS.read([(b"host", b"x"), *((b"cookie", line) for line in lines)])


def test_the_one_cookie_is_read() -> None:
    assert read(b"a=b; __Host-ws=" + GOOD.encode() + b"; c") == GOOD


@pytest.mark.parametrize("space", [b"\xa0", b"\x85", b"\x1c", b"\t", b"\x0b", b"\xc2\xa0"])
def test_a_name_behind_an_odd_space_is_another_name(space: bytes) -> None:
    assert read(b"__Host-ws=%s; %s__Host-ws=%s" % (GOOD.encode(), space, EVIL.encode())) == GOOD


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
    assert read(*(line.encode("latin-1") for line in lines)) is None


def test_many_other_cookies_do_not_matter() -> None:
    others = "; ".join(f"c{number}=v" for number in range(200))
    assert read(f"{others}; __Host-ws={GOOD}".encode()) == GOOD


def test_plain_http_uses_a_name_of_its_own() -> None:
    headers = [(b"cookie", f"__Host-ws={EVIL}; ws={GOOD}".encode())]
    assert HTTP.read(headers) == GOOD


def test_https_cookies_are_secure_and_bound_to_the_host() -> None:
    assert HTTPS.write(GOOD).decode() == (
        f"__Host-ws={GOOD}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000"
    )


def test_http_cookies_differ_only_in_name_and_secure() -> None:
    assert HTTP.write(GOOD).decode() == (
        f"ws={GOOD}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"
    )
