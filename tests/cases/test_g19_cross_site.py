"""G19, C16, C17: only our own pages may make a browser change something, on every address.

5 ways a browser names the site × 6 origins × every unsafe route × with and without a cookie.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from app.rulebooks.library import Library
from tests.cases.examples import Example, example, of_nobody
from tests.cases.site import Site
from tests.web.asgi import FORM, Header

OWN = "https://advisor.example"
SITES: dict[str, list[Header]] = {
    name: [("sec-fetch-site", name)] for name in ("cross-site", "same-site", "none", "same-origin")
} | {"junk": [("sec-fetch-site", "junk")]}
WITHOUT_SITE: dict[str, list[Header]] = {"absent": []}
ORIGINS: dict[str, list[Header]] = {
    "the public address": [("origin", OWN)],
    "another port": [("origin", f"{OWN}:8443")],
    "another scheme": [("origin", "http://advisor.example")],
    "null": [("origin", "null")],
    "two": [("origin", OWN), ("origin", OWN)],
    "absent": [],
}
METHODS = ("POST", "PUT", "PATCH", "DELETE", "SHUTDOWN")


def passes(site: str, origin: str) -> bool:
    if site == "absent":
        return origin == "the public address"
    return site in ("none", "same-origin")


def unsafe(site: Site, rules: Library) -> Iterator[Example]:
    """Every route that changes something, with ids that nobody has: what passes does no harm."""
    for route in site.routes():
        one = example(route, of_nobody(site.world, rules))
        if one.method not in ("GET", "HEAD"):
            yield one


def test_the_table_holds_on_every_unsafe_route(https_site: Site, rules: Library) -> None:
    asked = 0
    for one in unsafe(https_site, rules):
        for site, origin in product(SITES | WITHOUT_SITE, ORIGINS):
            headers = [*(SITES | WITHOUT_SITE)[site], *ORIGINS[origin]]
            token = https_site.world.ben if asked % 2 else None
            # No body: what comes through is told apart from what is refused, and does nothing.
            answer = https_site.ask(one.path, one.method, [FORM, *headers], token=token)
            assert (answer.status != 403) is passes(site, origin), f"{one}: {site}, {origin}"
            if answer.status == 403:
                assert answer.header("set-cookie") is None
                assert f"Open {OWN} and repeat" in answer.text
            asked += 1
    assert asked >= 36 * 12


def test_the_table_holds_for_every_method_and_address(https_site: Site) -> None:
    for path, method in product(("/", "/assessments", "/nowhere", "/static/app.css"), METHODS):
        for site, origin in product(SITES | WITHOUT_SITE, ORIGINS):
            headers = [*(SITES | WITHOUT_SITE)[site], *ORIGINS[origin]]
            answer = https_site.ask(path, method, headers)
            assert (answer.status != 403) is passes(site, origin), f"{method} {path}: {site}"


def test_a_cookie_changes_nothing_about_it(https_site: Site) -> None:
    for token in (None, https_site.world.ada):
        answer = https_site.ask(
            "/assessments", "POST", [FORM, *SITES["cross-site"]], b"_key=k", token=token
        )
        assert answer.status == 403
