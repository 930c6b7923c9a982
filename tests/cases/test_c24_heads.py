"""C24: HEAD is GET without the body, on every page; it shows nothing, so it is no use of a link."""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from app.web.request_log import request_lines
from tests.cases.examples import example, of_ada
from tests.cases.site import Site


def unvaried(site: Site, path: str, method: str) -> tuple[int, list[tuple[str, str]], int]:
    """Status, headers and length of the answer."""
    answer = site.ask(path, method, token=site.world.ada)
    return answer.status, sorted(answer.headers), len(answer.body)


def test_every_page_has_the_headers_of_its_get_and_no_body(site: Site, rules: Library) -> None:
    asked = 0
    for route in site.routes():
        one = example(route, of_ada(site.world, rules))
        if one.method == "GET":
            status, headers, _ = unvaried(site, one.path, "GET")
            assert unvaried(site, one.path, "HEAD") == (status, headers, 0), one
            asked += 1
    assert asked > 30


def test_an_unknown_address_is_unknown_to_head(site: Site) -> None:
    assert unvaried(site, "/nowhere", "HEAD") == (*unvaried(site, "/nowhere", "GET")[:2], 0)


def test_what_only_takes_forms_leads_to_a_page_by_its_head_too(site: Site, rules: Library) -> None:
    gets = {one.path for one in site.routes() if "GET" in one.methods}
    for route in site.routes():
        if route.path not in gets:
            path = example(route, of_ada(site.world, rules)).path
            heads = [site.ask(path, method, token=site.world.ada) for method in ("HEAD", "GET")]
            assert heads[0].status == heads[1].status
            assert heads[0].status in (303, 404)
            assert heads[0].header("location") == heads[1].header("location")


@pytest.mark.parametrize("method, used", [("HEAD", 0), ("GET", 1)])
def test_a_link_is_used_by_whoever_sees_it(site: Site, method: str, used: int) -> None:
    site.ask(f"/s/{site.world.share_token}", method)
    with site.database.reader() as session:
        uses = "SELECT count(*) FROM shares WHERE used_at IS NOT NULL"
        assert session.exec_driver_sql(uses).scalar_one() == used


def test_the_log_names_the_route_and_the_method(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(request_lines, "add", lines.append)
    caplog.set_level("INFO", "advisor.requests")
    site.ask("/about", "HEAD")
    assert '"method": "HEAD", "route": "/about", "status": 200' in lines[0]
