"""What never gets as far as a handler: a program is told so in problem details all the same."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from app.api import quick
from app.api.early import KINDS, early_problem, programs
from app.api.models import Problem
from app.settings import Settings
from app.store.faults import busy
from app.web.admission import Admission
from app.web.guard import Refusal
from app.web.policies import policies_of
from tests.api.client import JSON, ApiClient
from tests.api.people import api, app
from tests.e2e.servers import served
from tests.web.conftest import build, pages

SOON = 0.4  # seconds
LONGEST = 20  # seconds
POST = b"POST /api/v1/evaluate HTTP/1.1\r\n"
HOST = b"Host: 127.0.0.1\r\n"
KIND = b"Content-Type: application/json\r\n"
REFUSED = {
    "half a head": (408, POST + HOST),
    "half a body": (408, POST + HOST + KIND + b"Content-Length: 9\r\n\r\nhalf"),
    "two hosts": (400, POST + HOST + b"Host: evil.example\r\n\r\n"),
    "no host": (400, POST + b"\r\n"),
    "65 headers": (431, POST + HOST + b"X: y\r\n" * 64 + b"\r\n"),
    "a long address": (431, b"GET /api/v1/" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n"),
    "an endless body": (
        413,
        POST + HOST + KIND + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 400_000,
    ),
    "unknown coding": (400, POST + HOST + b"Transfer-Encoding: x\r\n\r\n0\r\n\r\n"),
}


@pytest.fixture(scope="module")
def port(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    database = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("early") / "a.db")
    with served(database, head_seconds=SOON, body_seconds=SOON) as url:
        yield int(url.rpartition(":")[2])


@pytest.mark.parametrize("name", REFUSED)
def test_the_guard_refuses_a_program_by_problem_details(port: int, name: str) -> None:
    status, sent = REFUSED[name]
    head, _, body = exchanged(port, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head.lower()
    assert b"no-store" in head
    problem = Problem.model_validate_json(body, strict=True)
    assert (problem.status, problem.type.rpartition(":")[2]) == (status, KINDS[status])
    assert problem.remedy


def exchanged(port: int, sent: bytes) -> bytes:
    """All that comes back until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), LONGEST) as connection:
        got = b""
        try:
            connection.sendall(sent)
            while more := connection.recv(65_536):
                got += more
        except (BrokenPipeError, ConnectionResetError):  # it was closed while we still sent
            pass
        return got


def test_every_refusal_of_the_guard_has_its_problem() -> None:
    for refusal in Refusal:
        told = Problem.model_validate_json(early_problem(*refusal.value), strict=True)
        assert told.detail == refusal.value[1]


def test_the_guard_knows_a_program_with_the_prefix_and_without() -> None:
    asked = programs(Settings(public_url="http://127.0.0.1:8000/advisor"))
    assert asked.ask_for(b"/api/v1/evaluate")
    assert asked.ask_for(b"/advisor/api/v1/evaluate?x")
    assert not asked.ask_for(b"/advisor/assessments")
    assert not asked.ask_for(b"")


def test_while_too_many_wait_to_save_every_program_that_writes_is_refused_at_the_door(
    pages: FastAPI, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Admission, "is_full", True)
    writing = [
        route
        for route in pages.state.api.routes
        if isinstance(route, APIRoute) and policies_of(route) == ("KeyWriter",)
    ]
    assert len(writing) >= 10
    client = ApiClient(app)
    for route in writing:
        (method,) = route.methods
        told = client.send(method, route.path_format, raw=b"{", headers=[JSON])
        assert (told.status, told.kind) == (503, "unavailable"), route.path
        assert told.header("retry-after") == str(busy().retry_after)
    assert client.post("/evaluate", {"answers": {}}).status == 200


def test_a_fault_is_told_without_a_word_of_its_inside(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(quick, "valid", fail)
    told = api.post("/evaluate", {"answers": {}})
    assert (told.status, told.kind) == (500, "failed")
    assert "secret" not in told.answer.text
    assert "log" in told.value["detail"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin", "none"])
def test_another_sites_page_may_send_and_can_read_nothing(api: ApiClient, site: str) -> None:
    """No cookie is read, so it cannot lend the browser's; the client asserts that no header lets
    a page read the answer."""
    headers = [("sec-fetch-site", site), ("origin", "https://evil.example"), ("cookie", "a=b")]
    told = api.post("/evaluate", {"answers": {}}, *headers)
    assert told.status == 200
