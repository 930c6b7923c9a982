"""C24: methods nobody offers do nothing, and none stands in for another."""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

OVERRIDES = [
    ("x-http-method-override", "DELETE"),
    ("x-http-method", "DELETE"),
    ("x-method-override", "DELETE"),
]


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Nothing here changes anything."""
    return shared_site


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "SHUTDOWN", "PUT", "PATCH", "DELETE", "get"])
def test_a_method_no_route_offers_is_refused_and_echoes_nothing(
    site: Site, rules: Library, method: str
) -> None:
    before = site.rows_of(site.world.workspace_id)
    canary = ("x-canary", "canary-of-trace")
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        headers = [FORM, SAME_SITE, canary]
        answer = site.ask(one.path, method, headers, one.body, token=site.world.ada)
        assert answer.status in (404, 405), one
        assert "canary-of-trace" not in answer.text + str(answer.headers), one
    assert site.rows_of(site.world.workspace_id) == before


def test_no_header_and_no_field_stands_in_for_a_method(site: Site) -> None:
    before = site.rows_of(site.world.workspace_id)
    path = f"/assessments/{site.world.assessment_id}"
    for way in ([], OVERRIDES):
        assert site.post(path, b"_method=DELETE", *way, token=site.world.ada).status in (404, 405)
        answer = site.ask(f"{path}?_method=DELETE", headers=way, token=site.world.ada)
        assert answer.status == 200
    assert site.rows_of(site.world.workspace_id) == before


def test_the_body_of_a_get_is_ignored(site: Site) -> None:
    plain = site.ask("/about", token=site.world.ada)
    with_body = site.ask("/about", headers=[FORM], body=b"a=%00&" * 1_000, token=site.world.ada)
    assert (with_body.status, with_body.body) == (200, plain.body)
