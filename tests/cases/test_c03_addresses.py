"""C03: one spelling for each address; every other is not found, and nothing ever breaks."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from app.rulebooks.library import Library
from tests.cases.examples import example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

NO_IDS = {
    *("0", "-1", "1_000", "%EF%BC%99", "%00", "..%2f1", "..", ".", "%2e%2e", "a" * 10_000),
    *("a" * 15, "a" * 17, "0" * 16, "%20", "a%0a", "a;b", "a%3fb", "%F0%9F%98%80", "%ff"),
}
NO_NUMBERS = {"0", "-1", "01", "1_0", "%EF%BC%91", "1.0", "1e0", "+1", " 1", "1%20", "1%0a"} | {
    str(10**20),
    str(2**31),
    str(2**63),
}


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Nothing here changes anything."""
    return shared_site


def other_spellings(identifier: str) -> set[str]:
    return {
        identifier.upper(),
        identifier.capitalize() if identifier[0].isalpha() else f"0{identifier}",
        f"{identifier[:8]}-{identifier[8:]}",
        f"0{identifier}",
        f"{identifier}%20",
        f"{identifier}%00",
        f"{identifier}.",
        f"{identifier}%0a",
    }


def routes_with(site: Site, name: str) -> list[APIRoute]:
    found = [one for one in site.routes() if f"{{{name}}}" in one.path_format]
    assert found
    return found


@pytest.mark.parametrize("name", ["assessment_id", "share_id", "browser_id"])
def test_an_id_has_one_spelling_on_every_route(site: Site, rules: Library, name: str) -> None:
    hers = of_ada(site.world, rules)
    wrong = NO_IDS | other_spellings(hers[name]) - {hers[name]}
    for route in routes_with(site, name):
        for value in wrong:
            one = example(route, hers | {name: value})
            answer = site.ask(
                one.path, one.method, [FORM, SAME_SITE], one.body, token=site.world.ada
            )
            assert answer.status in (404, 405), f"{one}: {value[:40]}"
            assert answer.header("location") is None


def test_a_number_has_one_spelling_on_every_route(site: Site, rules: Library) -> None:
    hers = of_ada(site.world, rules)
    for route in routes_with(site, "n"):
        for value in NO_NUMBERS | {"3"}:
            one = example(route, hers | {"n": value})
            answer = site.ask(one.path, one.method, [FORM, SAME_SITE], token=site.world.ada)
            assert answer.status == 404, f"{one}: {value}"


@pytest.mark.parametrize("token", ["0", "-1", "%00", "a" * 10_000, "..%2f1", "%ff"])
def test_a_token_that_is_none_is_the_page_of_a_link_that_does_not_work(
    site: Site, token: str
) -> None:
    for rest in ("", "/preview.png"):
        assert site.ask(f"/s/{token}{rest}").status == 404
    assert site.post(f"/s/{token}/copy", b"_key=k").status in (404, 405)


@pytest.mark.parametrize(
    "path",
    [
        *("flask-fastapi/1.0", "flask-fastapi/9.9.9", "flask-fastapi/01.0.0", "none/1.0.0"),
        *("Flask-FastAPI/1.0.0", "flask-fastapi/%00", "..%2f..%2fetc/passwd"),
        "flask-fastapi/1.0.0%2f%2f",
    ],
)
def test_an_unknown_rulebook_or_version_is_not_found(site: Site, path: str) -> None:
    for rest in ("", "/questionnaire.css"):
        assert site.ask(f"/rulebooks/{path}{rest}").status == 404
