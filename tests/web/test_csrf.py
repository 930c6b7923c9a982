"""Only our own pages may make a browser change something."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from tests.web import probes
from tests.web.asgi import FORM, Header, ask
from tests.web.conftest import BuildPages

OWN = "https://advisor.example"
COOKIE = ("cookie", "__Host-ws=" + "x" * 43)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "SHUTDOWN")
SITES = {
    "same-origin": True,
    "none": True,
    "cross-site": False,
    "same-site": False,
    "junk": False,
    "": False,
    "Same-Origin": False,
    "same-origin, cross-site": False,
}
ORIGINS = {
    OWN: True,
    f"{OWN}:8443": False,
    "http://advisor.example": False,
    "https://other.advisor.example": False,
    "https://advisor.example.evil.example": False,
    f"{OWN}/": False,
    "null": False,
    "": False,
}


@pytest.fixture
def app(build: BuildPages) -> ASGIApp:
    pages: FastAPI = build(public_url=OWN)
    pages.include_router(probes.router)
    return finish(pages)


def status(app: ASGIApp, method: str, *headers: Header) -> int:
    return ask(app, "/probe/make", method, [FORM, *headers], host="advisor.example").status


@pytest.mark.parametrize("cookie", [(), (COOKIE,)], ids=["no cookie", "cookie"])
@pytest.mark.parametrize(("site", "passes"), SITES.items())
def test_what_the_browser_says_of_the_site_decides(
    app: ASGIApp, site: str, passes: bool, cookie: tuple[Header, ...]
) -> None:
    for origin in (OWN, "https://evil.example"):
        headers = [("sec-fetch-site", site), ("origin", origin), *cookie]
        assert status(app, "POST", *headers) == (200 if passes else 403)


@pytest.mark.parametrize("cookie", [(), (COOKIE,)], ids=["no cookie", "cookie"])
@pytest.mark.parametrize(("origin", "passes"), ORIGINS.items())
def test_else_the_origin_has_to_be_the_public_address(
    app: ASGIApp, origin: str, passes: bool, cookie: tuple[Header, ...]
) -> None:
    assert status(app, "POST", ("origin", origin), *cookie) == (200 if passes else 403)


def test_with_neither_nothing_passes(app: ASGIApp) -> None:
    assert status(app, "POST") == 403
    assert status(app, "POST", COOKIE, ("referer", OWN)) == 403


def test_doubled_headers_do_not_pass(app: ASGIApp) -> None:
    assert status(app, "POST", ("origin", OWN), ("origin", OWN)) == 403
    assert status(app, "POST", *[("sec-fetch-site", "same-origin")] * 2) == 403


@pytest.mark.parametrize("method", UNSAFE)
def test_every_unsafe_method_is_guarded(app: ASGIApp, method: str) -> None:
    assert status(app, method, ("sec-fetch-site", "cross-site")) == 403


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/static/app.css"])
def test_every_address_is_guarded(app: ASGIApp, path: str) -> None:
    assert ask(app, path, "POST", host="advisor.example").status == 403


def test_reading_is_free(app: ASGIApp) -> None:
    headers = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]
    assert ask(app, "/healthz", headers=headers, host="advisor.example").status == 200


def test_the_refusal_says_what_to_do_and_makes_nothing(app: ASGIApp) -> None:
    headers = [FORM, ("sec-fetch-site", "cross-site")]
    answer = ask(app, "/probe/make", "POST", headers, host="advisor.example")
    assert f"Open {OWN} and repeat" in answer.text
    assert answer.header("set-cookie") is None


def test_a_method_override_is_ignored(app: ASGIApp) -> None:
    headers = [FORM, ("origin", OWN), ("x-http-method-override", "DELETE")]
    answer = ask(app, "/probe/make", "POST", headers, b"_method=DELETE", host="advisor.example")
    assert answer.status == 200
