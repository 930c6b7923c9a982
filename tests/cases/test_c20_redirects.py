"""C20, C21: nothing anyone sends decides where an answer leads."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE, Answer

ELSEWHERE = "evil.example"
TARGETS = (
    *(f"http://{ELSEWHERE}/", f"//{ELSEWHERE}/", f"/\t/{ELSEWHERE}", f"\x08//{ELSEWHERE}"),
    *(f"http:///{ELSEWHERE}", f"/\\{ELSEWHERE}", f"javascript:alert('{ELSEWHERE}')"),
)
NAMES = ("next", "return_to", "url", "redirect", "continue", "_list", "_next")
HEADERS = ("hx-current-url", "referer", "x-original-url", "x-rewrite-url", "x-forwarded-prefix")


def leads_away(answer: Answer) -> bool:
    leading = [
        value
        for name, value in answer.headers
        if name in ("location", "refresh", "link") or name.startswith("hx-")
    ]
    places = [value.partition("?")[0] for value in leading]  # a query leads nowhere
    return any(ELSEWHERE in place or not place.startswith("/") for place in places)


@pytest.mark.parametrize(
    "path",
    [
        *("/assessments//", "/s/", "/nowhere/", "//", "//evil.example/", "/.//evil.example"),
        *("/%2f%2fevil.example", "/\\evil.example", "/static//evil.example"),
        "/http://evil.example/",
    ],
)
def test_c20_an_address_with_a_slash_too_many_is_not_found(site: Site, path: str) -> None:
    answer = site.ask(path, token=site.world.ada)
    assert (answer.status, answer.header("location")) == (404, None)


def test_c21_no_route_goes_where_it_was_told_to(site: Site, rules: Library) -> None:
    told = urlencode(list(zip(NAMES, TARGETS, strict=True)))
    headers = [FORM, SAME_SITE, *((name, target) for name in HEADERS for target in TARGETS)]
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        mark = "&" if "?" in one.path else "?"
        for path in (f"{one.path}{mark}{told}", one.path):
            answer = site.ask(path, one.method, headers, one.body, token=site.world.ada)
            assert answer.status < 500, one
            assert not leads_away(answer), one


@pytest.mark.parametrize("target", TARGETS)
def test_c21_after_deleting_one_is_back_at_ones_own_list(site: Site, target: str) -> None:
    sent = urlencode({"_key": "k", "_list": target, "r": f"{site.world.assessment_id}.2"})
    answer = site.post("/deletion", sent.encode(), token=site.world.ada)
    assert not leads_away(answer)
    assert (answer.header("location") or "/").startswith("/")
