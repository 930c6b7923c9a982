"""Every answer of every status bears the same safety headers."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from app.web.headers import CONTENT_SECURITY_POLICY, SAFETY_HEADERS
from tests.web import probes
from tests.web.asgi import FORM, SAME_SITE, Answer, ask
from tests.web.conftest import BuildPages

HTTPS = {"public_url": "https://advisor.example"}


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    pages.include_router(probes.router)
    return finish(pages)


def answers(app: ASGIApp) -> dict[str, Answer]:
    def post(path: str, body: bytes) -> Answer:
        return ask(app, path, "POST", [FORM, SAME_SITE], body)

    return {
        "200": ask(app, "/"),
        "fragment": ask(app, "/", headers=[("hx-request-type", "partial")]),
        "static": ask(app, "/static/app.css"),
        "304": ask(app, "/static/app.css", headers=[("if-none-match", _etag(app))]),
        "400": ask(app, "/", host="evil.example"),
        "403": ask(app, "/probe/make", "POST"),
        "404": ask(app, "/nowhere"),
        "404 static": ask(app, "/static/nowhere"),
        "405": ask(app, "/healthz", "DELETE", [SAME_SITE]),
        "409": ask(app, "/probe/conflict"),
        "413": post("/probe/make", b"x" * 70_000),
        "422": post("/probe/make", b"x=%ED%A0%80"),
        "500": ask(app, "/probe/fail"),
        "503": ask(app, "/probe/busy"),
    }


def _etag(app: ASGIApp) -> str:
    return ask(app, "/static/app.css").header("etag") or ""


def test_every_answer_has_the_safety_headers(app: ASGIApp) -> None:
    for name, answer in answers(app).items():
        assert name[:3] in (str(answer.status), "fra", "sta"), name
        assert {key: answer.header(key) for key in SAFETY_HEADERS} == SAFETY_HEADERS, name
        assert answer.header("cache-control") == "no-store", name
        assert answer.header("server") is None, name
        assert answer.header("strict-transport-security") is None, name


def test_a_handler_cannot_weaken_them(app: ASGIApp) -> None:
    answer = ask(app, "/probe/leaky")
    assert answer.header("content-security-policy") == CONTENT_SECURITY_POLICY
    assert answer.header("cache-control") == "no-store"
    assert answer.header("server") is None


def test_https_is_made_to_last(build: BuildPages) -> None:
    answer = ask(finish(build(**HTTPS)), "/nowhere", host="advisor.example")
    assert answer.header("strict-transport-security") == "max-age=31536000"


def test_for_subdomains_only_if_their_operator_wants_it(build: BuildPages) -> None:
    answer = ask(finish(build(**HTTPS, hsts_subdomains=True)), "/", host="advisor.example")
    assert answer.header("strict-transport-security") == "max-age=31536000; includeSubDomains"
    answer = ask(finish(build(hsts_subdomains=True)), "/")
    assert answer.header("strict-transport-security") is None


def test_the_policy_leaves_nothing_inline() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; ")


def test_pages_are_compressed_for_who_asks(app: ASGIApp) -> None:
    answer = ask(app, "/", headers=[("accept-encoding", "gzip")])
    assert answer.header("content-encoding") == "gzip"
