"""The server answers only to its own names, and forwarded headers change nothing."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from tests.web import probes
from tests.web.asgi import FORM, SAME_SITE, ask
from tests.web.conftest import BuildPages

FORWARDED = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-for", "10.0.0.1"),
    ("x-forwarded-for", ", ".join(["10.0.0.2"] * 500)),
]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9", "[::1]:8000", "LOCALHOST"])
def test_its_own_names_are_answered(app: ASGIApp, host: str) -> None:
    assert ask(app, "/healthz", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "a/?x=", "localhost@evil.example", "", None, "[::1", "h" * 300),
        *("localhost.evil.example", "127.0.0.1.evil.example", "localhost:x", "localhost evil"),
    ],
)
def test_other_names_are_refused_and_not_echoed(app: ASGIApp, host: str | None) -> None:
    answer = ask(app, "/", host=host)
    assert answer.status == 400
    assert "evil" not in answer.text
    assert 'id="main"' in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", [None, "10.0.0.7", "10.0.0.7:8000", "[fd00::7]", "[fd00::7]:80"])
def test_a_probe_needs_no_name_of_ours(app: ASGIApp, path: str, host: str | None) -> None:
    assert ask(app, path, host=host).status == ask(app, path, "HEAD", host=host).status == 200


@pytest.mark.parametrize(
    "path", ["/healthz/", "/healthz/x", "/readyzz", "/about", "/static/app.css"]
)
@pytest.mark.parametrize("host", [None, "10.0.0.7", "[fd00::7]"])
def test_nothing_but_probes_is_answered_without_a_name(
    app: ASGIApp, path: str, host: str | None
) -> None:
    assert ask(app, path, host=host).status == 400


@pytest.mark.parametrize("host", ["", "evil.example", "[::1", "7", "10.0.0", "10.0.0.7:x", "[x]"])
def test_a_probe_by_a_name_needs_ours(app: ASGIApp, host: str) -> None:
    assert ask(app, "/healthz", host=host).status == 400


def test_the_public_name_is_answered(build: BuildPages) -> None:
    app = finish(build(public_url="https://advisor.example"))
    assert ask(app, "/healthz", host="advisor.example").status == 200
    assert ask(app, "/healthz", host="www.advisor.example").status == 400


def test_forwarded_headers_change_nothing(pages: FastAPI) -> None:
    pages.include_router(probes.router)
    app = finish(pages)
    answer = ask(app, "/probe/make", "POST", [FORM, SAME_SITE, *FORWARDED])
    assert (answer.header("set-cookie") or "").startswith("ws-")
    assert answer.header("strict-transport-security") is None
