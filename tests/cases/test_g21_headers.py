"""G21: the same headers on every answer of every status, on every route, static file and fragment.

`Site.ask` looks over each answer of every case; here every route and every status is visited.
"""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from tests.cases.conftest import OpenSite
from tests.cases.examples import example, of_ada, of_nobody
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SHUTDOWN")
PUBLIC = ({}, {"public_url": "https://advisor.example"})


@pytest.mark.parametrize("settings", PUBLIC, ids=["http", "https"])
def test_every_route_by_every_method(
    open_site: OpenSite, rules: Library, settings: dict[str, str]
) -> None:
    site = open_site(**settings)
    seen = set()
    for route in site.routes():
        path = example(route, of_nobody(site.world, rules)).path
        for method in METHODS:
            seen.add(site.ask(path, method, [FORM, SAME_SITE]).status)
    assert seen >= {200, 404, 405, 422}


def test_every_page_of_ada_and_its_fragment(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            asked = ([], [("hx-request-type", "partial")], [("accept-encoding", "gzip")])
            answers = [site.ask(one.path, headers=each, token=site.world.ada) for each in asked]
            assert len({answer.status for answer in answers}) == 1, one


def test_static_files_whole_in_part_unchanged_and_missing(site: Site) -> None:
    whole = site.ask("/static/app.css")
    etag = ("if-none-match", whole.header("etag") or "")
    for path, headers, status in [
        ("/static/app.css", [etag], 304),
        ("/static/app.css", [("range", "bytes=0-9")], 206),
        ("/static/app.css", [("range", "bytes=99999999-")], 416),
        ("/static/none.css", [], 404),
        ("/static/", [], 404),
    ]:
        assert site.ask(path, headers=headers).status == status


def test_refusals_before_any_route(site: Site) -> None:
    assert site.ask("/", host="evil.example").status == 400
    assert site.post("/assessments", b"x" * 70_000).status == 413
    assert site.ask("/assessments", "POST").status == 403


def test_what_a_page_says_of_its_kind_is_exact(site: Site) -> None:
    assert site.ask("/").header("content-type") == "text/html; charset=utf-8"
    assert site.ask("/nowhere").header("content-type") == "text/html; charset=utf-8"
    assert site.ask("/healthz").header("content-type") == "text/plain; charset=utf-8"
