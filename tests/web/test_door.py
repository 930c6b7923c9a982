"""While too many wait to save, savers are refused at the door, cheaply; all else goes on."""

from __future__ import annotations

import gzip
import json
import logging
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from app.store.faults import busy
from app.web import door, refusals
from app.web.admission import Admission
from app.web.policies import policies_of, walk
from app.web.request_log import request_lines
from tests.web.asgi import FORM, SAME_SITE, Answer, ask

HTMX = [("hx-request", "true"), ("hx-request-type", "partial")]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Admission, "is_full", True)


class Parameters(dict[str, str]):
    """A rulebook that is there, and the name of every other parameter in its own place."""

    def __missing__(self, name: str) -> str:
        return "flask-fastapi" if name == "rulebook_id" else name


def routes(pages: FastAPI, policy: str, method: str) -> list[str]:
    """An address of each route with that policy."""
    return [
        route.path_format.format_map(Parameters())
        for route in walk(pages.routes)
        if isinstance(route, APIRoute) and policies_of(route) == (policy,)
        if method in route.methods
    ]


def post(app: ASGIApp, path: str, *headers: tuple[str, str]) -> Answer:
    return ask(app, path, "POST", [FORM, SAME_SITE, *headers], b"situation=new")


@pytest.mark.usefixtures("full")
def test_every_route_that_writes_refuses_with_one_page_and_says_when_to_come_back(
    pages: FastAPI, app: ASGIApp
) -> None:
    paths = routes(pages, "Writer", "POST")
    answers = [post(app, path, *headers) for path in paths for headers in ([], HTMX)]
    assert len(answers) > 30
    assert {(each.status, each.header("retry-after"), each.body) for each in answers} == {
        (503, str(busy().retry_after), answers[0].body)
    }
    assert busy().message in answers[0].text
    assert busy().remedy in answers[0].text


@pytest.mark.usefixtures("full")
def test_a_refusal_has_the_safety_headers_and_may_not_be_kept(app: ASGIApp) -> None:
    refused, other = post(app, "/questionnaire"), ask(app, "/nowhere")
    for name in ("content-security-policy", "x-content-type-options", "cache-control"):
        assert refused.header(name) == other.header(name)
    assert refused.header("content-type") == "text/html; charset=utf-8"
    assert refused.header("set-cookie") is None


@pytest.mark.usefixtures("full")
def test_whoever_takes_gzip_gets_the_same_page_packed(app: ASGIApp) -> None:
    plain = post(app, "/questionnaire")
    packed = post(app, "/questionnaire", ("accept-encoding", "gzip, deflate, br"))
    assert (plain.header("content-encoding"), packed.header("content-encoding")) == (None, "gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert {each.header("vary") for each in (plain, packed)} == {"Accept-Encoding"}
    assert [int(each.header("content-length") or 0) for each in (plain, packed)] == [
        len(plain.body),
        len(packed.body),
    ]


@pytest.mark.usefixtures("full")
def test_whoever_waited_in_vain_gets_the_same_page(
    app: ASGIApp, pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_door = post(app, "/questionnaire")
    monkeypatch.setattr(door.Door, "_writer", lambda *_: None)
    inside = post(app, "/questionnaire")
    assert (inside.status, inside.body) == (at_the_door.status, at_the_door.body)
    assert inside.header("retry-after") == at_the_door.header("retry-after")


@pytest.mark.usefixtures("full")
def test_whoever_reads_or_only_previews_is_served(pages: FastAPI, app: ASGIApp) -> None:
    for path in ("/", "/assessments", "/workspace", "/healthz"):
        assert ask(app, path).status == 200
    statuses = {post(app, path).status for path in routes(pages, "Anyone", "POST")}
    assert statuses == {303, 404}, "404 where the example names nothing; nobody is turned away"
    assert post(app, "/nowhere").status == 404


@pytest.mark.usefixtures("full")
def test_the_log_has_the_line_of_each_request_and_one_a_second_beside(
    app: ASGIApp, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    times, lines = iter((0.0, 0.0, 0.5, 0.9, 1.0, 1.0)), list[str]()
    caplog.set_level(logging.INFO, "advisor.requests")
    monkeypatch.setattr(request_lines, "add", lines.append)
    monkeypatch.setattr(refusals, "time", SimpleNamespace(monotonic=lambda: next(times)))
    for _ in range(4):
        post(app, f"/assessments/{'a' * 16}/note")
    told = [(record.message, vars(record)["fields"]) for record in caplog.records]
    assert told == [(busy().message, {"refused": 1}), (busy().message, {"refused": 3})]
    assert {(line["route"], line["status"]) for line in map(json.loads, lines)} == {
        ("/assessments/{assessment_id}/note", 503)
    }
    assert len(lines) == 4
