"""C07: no form takes a field it does not have; the refusal names it, and nothing was changed."""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

FIELDS = ("workspace_id", "id", "created_at", "rulebook_version", "_workspace_id", "_method")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_its_own_making_is_refused_by_name_on_every_route(
    site: Site, rules: Library, field: str
) -> None:
    before = site.rows_of(site.world.workspace_id)
    refused = 0
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            continue
        body = b"&".join(filter(None, [one.body, f"{field}=1".encode()]))
        answer = site.ask(one.path, one.method, [FORM, SAME_SITE], body, token=site.world.ada)
        assert answer.status == 422, f"{one} took {field}"
        assert field in answer.text, f"{one} does not name {field}"
        refused += 1
    assert refused >= 12
    assert site.rows_of(site.world.workspace_id) == before


def test_json_is_no_form(site: Site, rules: Library) -> None:
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method != "GET":
            headers = [("content-type", "application/json"), SAME_SITE]
            answer = site.ask(one.path, one.method, headers, b'{"id": 1}', token=site.world.ada)
            assert answer.status == 422, one
