"""C04, C05, C06: exactly one well-formed cookie of the right name, or none at all."""

from __future__ import annotations

import pytest

from tests.cases.site import Site
from tests.cases.world import CANARY
from tests.web.asgi import Answer, cookie_of

OWN = cookie_of("https://advisor.example").encode()


def list_as(site: Site, *lines: bytes) -> Answer:
    return site.ask("/assessments", headers=[("cookie", line) for line in lines])


def start_as(site: Site, *lines: bytes) -> Answer:
    return site.post("/assessments", b"_key=k", *(("cookie", line) for line in lines))


@pytest.mark.parametrize("space", [b"\xa0", b"\x85", b"\x1c", b"\xc2\xa0", b"\t", b"\x0b"])
def test_c04_a_cookie_behind_an_odd_space_does_not_replace_ones_own(
    https_site: Site, space: bytes
) -> None:
    good, evil = https_site.world.ada.encode(), https_site.world.ben.encode()
    answer = list_as(https_site, OWN + b"=%s; %s" % (good, space) + OWN + b"=" + evil)
    assert (answer.status, CANARY in answer.text) == (200, True)
    assert start_as(https_site, space + OWN + b"=" + evil).header("location") is not None
    assert https_site.rows_of(https_site.world.workspace_id)["assessments"]


def bad_cookies(token: bytes) -> list[list[bytes]]:
    """Each under the name of old, and under that of the address."""
    old = bad_cookies_of_old(token)
    return [*old, *([line.replace(b"__Host-ws", OWN) for line in lines] for lines in old[:6])]


def bad_cookies_of_old(token: bytes) -> list[list[bytes]]:
    return [
        [b"__Host-ws=" + token, b"__Host-ws=" + token],
        [b"__Host-ws=%s; __Host-ws=%s" % (token, token)],
        [b'__Host-ws="%s"' % token],
        [b'__Host-ws="a\\073b"'],
        [b"__Host-ws=" + token + b"%20"],
        [b"__Host-ws=" + b"x" * 8_192],
        [b"x=" + b"y" * 8_192],
        [b"; ".join(b"c%d=v" % number for number in range(200))],
        [b"ws=" + token],
        [b"__host-ws=" + token],
    ]


def test_c05_c06_anything_else_is_no_cookie_and_reading_makes_nothing(https_site: Site) -> None:
    before = https_site.counts()
    for lines in bad_cookies(https_site.world.ada.encode()):
        answer = list_as(https_site, *lines)
        assert (answer.status, CANARY in answer.text) == (200, False), lines
        assert answer.header("set-cookie") is None
    assert https_site.counts() == before


def test_c05_c06_writing_with_one_begins_a_workspace_of_ones_own(https_site: Site) -> None:
    before = https_site.rows_of(https_site.world.workspace_id)
    for lines in bad_cookies(https_site.world.ada.encode()):
        cookie = start_as(https_site, *lines).header("set-cookie") or ""
        assert cookie.startswith(f"{OWN.decode()}=")
        assert https_site.world.ada not in cookie
    assert https_site.rows_of(https_site.world.workspace_id) == before


def test_many_other_cookies_do_not_hide_ones_own(https_site: Site) -> None:
    others = b"; ".join(b"c%d=v" % number for number in range(200))
    own = OWN + b"=" + https_site.world.ada.encode()
    assert CANARY in list_as(https_site, others + b"; " + own).text
