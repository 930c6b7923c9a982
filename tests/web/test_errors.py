"""Errors help, echo nothing, and tell nobody whether something exists elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.main import finish
from app.web import errors
from app.web.logs import JsonLines
from tests.web import probes
from tests.web.asgi import FORM, SAME_SITE, Answer, ask

POST = [FORM, SAME_SITE]
CANARY = "canary-81c2"


@pytest.fixture
def app(pages: FastAPI) -> ASGIApp:
    pages.include_router(probes.router)
    return finish(pages)


def post(app: ASGIApp, body: bytes | Iterator[bytes], *headers: tuple[str, str]) -> Answer:
    return ask(app, "/probe/make", "POST", [*(headers or POST)], body)


@pytest.mark.parametrize(
    "path", ["/nowhere", "//evil.example/", "/\\evil.example", "/nowhere/", "/%2f%2fevil"]
)
def test_an_unknown_address_is_the_same_page_and_no_redirect(app: ASGIApp, path: str) -> None:
    answer = ask(app, path)
    assert answer.status == 404
    assert answer.header("location") is None
    assert answer.body == ask(app, "/another/nowhere").body


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/assessments/?sort=title", "/assessments?sort=title"),
        ("/rulebooks/flask-fastapi/1.0.0/", "/rulebooks/flask-fastapi/1.0.0"),
        (f"/s/{'x' * 43}/", f"/s/{'x' * 43}"),
        ("/assessments//", None),
        ("/rulebooks/flask-fastapi/1.0.0%2f", None),
        ("/s/x/y/", None),
        ("/s//", None),
        ("/about.", "/about"),
        ("/about.?x=1", "/about?x=1"),
        ("/ABOUT", "/about"),
        ("/Rulebooks/Flask-FastAPI/", "/rulebooks/Flask-FastAPI"),
        (f"/S/{'xX' * 21}x", f"/s/{'xX' * 21}x"),
        ("/Nowhere.", None),
        ("/about ", "/about"),
        ("/about”.", "/about"),
        ("/ABOUT//", None),
        ("//about", None),
    ],
)
def test_a_sign_too_many_or_large_letters_lead_to_the_page_that_was_meant(
    app: ASGIApp, path: str, meant: str | None
) -> None:
    answer = ask(app, path)
    assert (answer.status, answer.header("location")) == ((303, meant) if meant else (404, None))


@pytest.mark.parametrize(
    "number", ["-1", "01", "1_000", "９", "1" * 20, "x", "\x00", " 1", "1 ", "1\n", "7.0"]
)
def test_a_number_has_one_spelling(app: ASGIApp, number: str) -> None:
    assert ask(app, f"/probe/number/{number}").status == 404
    assert ask(app, "/probe/number/17").text == "17"


@pytest.mark.parametrize("identifier", ["\x00", "a b", "é", "a\n", "x" * 65, "x" * 10_000, ".."])
def test_an_identifier_has_plain_characters(app: ASGIApp, identifier: str) -> None:
    assert ask(app, f"/probe/identifier/{identifier}").status == 404
    assert ask(app, "/probe/identifier/aB_9-").text == "aB_9-"


def test_a_wrong_method_is_named_as_such(app: ASGIApp) -> None:
    answer = ask(app, "/healthz", "DELETE", [SAME_SITE])
    assert (answer.status, answer.header("allow")) == (405, "GET")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "SHUTDOWN"])
def test_odd_methods_do_nothing(app: ASGIApp, method: str) -> None:
    assert ask(app, "/", method, [SAME_SITE]).status == 405


@pytest.mark.parametrize(
    "body", [CANARY.encode() + b"=%ED%A0%80", b"x=%FF" + CANARY.encode(), b"x=\xff"]
)
def test_an_unreadable_form_is_refused_without_echo(app: ASGIApp, body: bytes) -> None:
    answer = post(app, body)
    assert answer.status == 422
    assert CANARY not in answer.text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", CANARY, "%ED%A0%80"])
def test_an_unreadable_parameter_is_refused_without_echo(app: ASGIApp, value: str) -> None:
    answer = ask(app, f"/probe/typed?number={value}")
    assert answer.status == 422
    assert value not in answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=x; charset=undefined",
        "application/json",
        "text/plain",
        "",
    ],
)
def test_only_plain_forms_are_taken(app: ASGIApp, content_type: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1\r\n--x--\r\n'
    answer = post(app, part, ("content-type", content_type), SAME_SITE)
    assert answer.status == 422
    assert answer.header("set-cookie") is None


def test_a_form_has_a_largest_number_of_fields(app: ASGIApp) -> None:
    assert post(app, b"&".join([b"a=1"] * 1_001)).status == 422


def test_a_large_body_is_refused_whether_declared_or_not(app: ASGIApp) -> None:
    declared = post(app, b"", *POST, ("content-length", "10000000000"))
    chunked = post(app, iter([b"x=" + b"y" * 40_000] * 2))
    assert declared.status == chunked.status == 413
    assert declared.body == chunked.body
    assert 'id="main"' in declared.text


def test_a_body_sent_with_a_get_is_ignored(app: ASGIApp) -> None:
    assert ask(app, "/healthz", body=b"x" * 100).status == 200


def test_what_is_busy_says_when_to_come_back(app: ASGIApp) -> None:
    answer = ask(app, "/probe/busy")
    assert (answer.status, answer.header("retry-after")) == (503, "7")


def test_why_something_cannot_be_done_is_noted_and_not_shown(
    app: ASGIApp, caplog: pytest.LogCaptureFixture
) -> None:
    assert "the disk is full" not in ask(app, "/probe/full").text
    assert "the disk is full" in caplog.text


def test_a_refusal_and_a_database_that_is_away_are_one_short_line_each(
    app: ASGIApp, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, "/probe/busy")
    ask(app, "/probe/full")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert [json.loads(line)["event"] for line in lines] == ["Not now.", "It cannot be written."]
    assert [json.loads(line).get("cause") for line in lines][1] == "OSError: the disk is full"
    assert max(map(len, lines)) < 300


def test_who_gives_up_while_sending_is_no_fault(
    app: ASGIApp, caplog: pytest.LogCaptureFixture
) -> None:
    for body in (b"", b"a=1"):
        assert ask(app, "/probe/make", "POST", POST, body, gives_up=True).status == 499
    assert caplog.records == []


def test_a_fault_shows_a_page_and_is_noted(app: ASGIApp, caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(app, "/probe/fail")
    assert answer.status == 500
    assert 'id="main"' in answer.text
    assert probes.CANARY not in answer.text
    assert [record.message for record in caplog.records if record.exc_info] == ["fault"]


def test_a_failed_statement_is_noted_without_its_values(
    app: ASGIApp, caplog: pytest.LogCaptureFixture
) -> None:
    assert post(app, b"statement").status == 503
    assert "INSERT INTO drafts" in caplog.text
    assert probes.CANARY not in caplog.text


def test_a_fault_in_the_page_for_faults_is_answered(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "error_page", None)
    answer = ask(app, "/probe/fail")
    assert (answer.status, answer.text) == (500, errors.LAST_RESORT)


def test_fields_of_the_address_are_read_in_order(app: ASGIApp) -> None:
    assert ask(app, "/probe/query?b=1&a=%C3%A9&b=2").text == "(('b', '1'), ('a', 'é'), ('b', '2'))"
