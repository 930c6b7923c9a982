"""A program evaluates and explains answers without a key; nothing is stored."""

from __future__ import annotations

from asyncio import get_running_loop, run, to_thread
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.analysis.explanation import as_record, explain
from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from app.main import finish
from app.results.api import EVALUATIONS, EXPLANATIONS, crowded
from app.web.admission import Admission
from app.web.errors import GAVE_UP
from app.web.limits import Rate
from tests.api.client import JSON, ApiAnswer, ApiClient
from tests.api.people import api, app
from tests.factories import shipped
from tests.web.asgi import ask
from tests.web.conftest import BuildPages, build

NEW_API = {"situation": "new", "kind": "public_api"}
RULES = {"id": "flask-fastapi"}
OWN = {"text": "We know it", "side": "flask", "weight": "bottom_line"}


def test_the_result_is_the_record_that_the_command_line_prints(api: ApiClient) -> None:
    told = api.post("/evaluate", {"answers": NEW_API})
    rulebook = shipped().default
    expected = evaluate(rulebook, read_answers(rulebook, NEW_API)[0]).record()
    beside = {"adjustments": None, "adjusted": None, "second_opinion": None}
    assert (told.status, told.value) == (200, {"result": expected} | beside)


def test_an_explanation_is_what_the_command_line_prints_beside_it(api: ApiClient) -> None:
    told = api.post("/explain", {"answers": NEW_API})
    rulebook = shipped().default
    answers, _ = read_answers(rulebook, NEW_API)
    result = evaluate(rulebook, answers)
    assert told.value["result"] == result.record()
    assert told.value["explanation"] == as_record(rulebook, explain(rulebook, answers, result))


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
def test_another_version_is_applied_where_it_is_named(api: ApiClient, path: str) -> None:
    for wanted, version in [
        ({"id": "flask-fastapi", "version": "1.0.0"}, "1.0.0"),
        ({"id": "flask-fastapi"}, "1.0.1"),
    ]:
        told = api.post(path, {"answers": NEW_API, "rulebook": wanted})
        assert told.value["result"]["rulebook"]["version"] == version


def test_with_own_reasons_a_second_result_stands_beside_that_of_the_rules(api: ApiClient) -> None:
    changed = {"rules_off": ["new-api"], "own_reasons": [OWN]}
    told = api.post("/evaluate", {"answers": NEW_API, "adjustments": changed})
    assert told.value["result"]["leader"] == "fastapi"
    assert told.value["adjusted"]["leader"] == "flask"
    assert told.value["adjustments"] == changed | {"gates_off": []}


def test_a_second_opinion_takes_answers_to_its_own_questions(api: ApiClient) -> None:
    asked = {"answers": NEW_API, "extra_answers": {"output": "api"}, "second_opinion": True}
    opinion = api.post("/evaluate", asked).value["second_opinion"]
    assert opinion["rulebook"]["id"] == "field-evidence"
    assert opinion["extra_answers"] == {"output": "api"}
    refused = api.post("/evaluate", asked | {"second_opinion": False})
    assert (refused.status, refused.pointers) == (422, ["/extra_answers"])
    assert "second_opinion" in refused.value["errors"][0]["detail"]


def test_many_different_answers_are_told_as_the_document_promises(api: ApiClient) -> None:
    """The client holds each against the document."""
    rulebook = shipped().default
    one_each = [
        {question.id: option}
        for question in rulebook.questions
        if not question.ask_when
        for option in question.option_ids
    ]
    for answers in one_each:
        assert api.post("/evaluate", {"answers": answers}).status == 200, answers
    known = {next(iter(answers)) for answers in one_each}
    assert api.post("/explain", {"answers": dict.fromkeys(known)}).status == 200


WRONG: list[tuple[Any, list[str]]] = [
    ({}, ["/answers"]),
    ([], [""]),
    (None, [""]),
    ({"answers": []}, ["/answers"]),
    ({"answers": {"kind": "website", "none": "x"}}, ["/answers/none"]),
    ({"answers": {"kind": "nothing"}}, ["/answers/kind"]),
    ({"answers": {"kind": 1}}, ["/answers/kind"]),
    ({"answers": {"kind": [["website"]]}}, ["/answers/kind"]),
    ({"answers": {"kind": ["website", "public_api"]}}, ["/answers/kind"]),
    ({"answers": {"kind": {"website": True}}}, ["/answers/kind"]),
    ({"answers": {"kind": 1, "load": 2}}, ["/answers/kind", "/answers/load"]),
    ({"answers": {"a/b~c": 1}}, ["/answers/a~1b~0c"]),
    ({"answers": {"limits": ["throughput"]}}, ["/answers/limits"]),
    ({"answers": {}, "extra": 1}, ["/extra"]),
    ({"answers": {}, "second_opinion": "true"}, ["/second_opinion"]),
    ({"answers": {}, "second_opinion": 1}, ["/second_opinion"]),
    ({"answers": {}, "rulebook": "flask-fastapi"}, ["/rulebook"]),
    ({"answers": {}, "rulebook": {}}, ["/rulebook/id"]),
    ({"answers": {}, "rulebook": {"id": 7}}, ["/rulebook/id"]),
    ({"answers": {}, "rulebook": {"id": "none"}}, ["/rulebook/id"]),
    ({"answers": {}, "rulebook": {"id": "field-evidence"}}, ["/rulebook/id"]),
    ({"answers": {}, "rulebook": RULES | {"version": "9.9.9"}}, ["/rulebook/version"]),
    ({"answers": {}, "rulebook": RULES | {"version": 1}}, ["/rulebook/version"]),
    ({"answers": {}, "adjustments": {"rules_off": ["none"]}}, ["/adjustments/rules_off"]),
    ({"answers": {}, "adjustments": {"rules_off": [1]}}, ["/adjustments/rules_off/0"]),
    ({"answers": {}, "adjustments": {"copied": True}}, ["/adjustments/copied"]),
    (
        {"answers": {}, "adjustments": {"own_reasons": [OWN, OWN | {"side": "django"}]}},
        ["/adjustments/own_reasons/1/side"],
    ),
    (
        {"answers": {}, "adjustments": {"own_reasons": [OWN | {"text": "", "weight": "x"}]}},
        ["/adjustments/own_reasons/0/text", "/adjustments/own_reasons/0/weight"],
    ),
    ({"answers": {}, "adjustments": {"own_reasons": [OWN] * 11}}, ["/adjustments/own_reasons"]),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
@pytest.mark.parametrize(("sent", "pointers"), WRONG)
def test_what_is_wrong_is_named_field_by_field(
    api: ApiClient, path: str, sent: Any, pointers: list[str]
) -> None:
    told = api.post(path, sent)
    assert (told.status, told.kind, told.pointers) == (422, "invalid", pointers)
    assert "Pydantic" not in told.answer.text
    assert "dict" not in told.answer.text


UNREADABLE: dict[str, tuple[bytes, str | None, str]] = {
    "nothing": (b"", None, "Nothing came in"),
    "blank": (b" \n", None, "Nothing came in"),
    "no JSON": (b"answers=1", None, "This is not JSON"),
    "cut off": (b'{"answers": {"kind": "web', None, "This is not JSON"),
    "two values": (b"{} {}", None, "This is not JSON"),
    "NaN": (b'{"answers": {"kind": NaN}}', "/answers/kind", "NaN is not a JSON number"),
    "infinite": (b'{"answers": {"kind": -Infinity}}', "/answers/kind", "-Infinity is not"),
    "too large a number": (b'{"answers": {"kind": 1e999}}', "/answers/kind", "too large"),
    "too many digits": (b'{"answers": {"kind": ' + b"9" * 9_000 + b"}}", None, "too many digits"),
    "half a character": (rb'{"answers": {"kind": "\ud800"}}', "/answers/kind", "half a character"),
    "half a character as a key": (rb'{"answers": {"\udfff": 1}}', "/answers", "half a character"),
    "doubled": (b'{"answers": {"kind": "website", "kind": 1}}', "/answers/kind", "there twice"),
    "doubled at the top": (b'{"answers": {}, "answers": {}}', "/answers", "there twice"),
    "UTF-16": ('{"answers": {}}'.encode("utf-16"), None, "not UTF-8"),
    "UTF-16 without a mark": ('{"answers": {}}'.encode("utf-16-le"), None, "UTF-16"),
    "a byte order mark": (b'\xef\xbb\xbf{"answers": {}}', None, "byte order mark"),
    "deep": (b'{"answers": ' + b"[" * 30_000, None, "nested more than 32 deep"),
    "deep and whole": (b'{"answers": ' + b"[" * 40 + b"]" * 40 + b"}", None, "nested more than 32"),
    "packed": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", None, "not UTF-8"),
}


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_json_is_refused_with_its_place(api: ApiClient, path: str, name: str) -> None:
    raw, pointer, words = UNREADABLE[name]
    told = api.send("POST", path, raw=raw, headers=[JSON])
    assert (told.status, told.kind) == (422, "invalid")
    assert told.pointers == ([pointer] if pointer else [])
    assert words in told.value["detail"]


KINDS: list[list[tuple[str, str]]] = [
    [],
    [("content-type", "text/json")],
    [("content-type", "application/x-www-form-urlencoded")],
    [("content-type", "application/json; charset=latin-1")],
    [("content-type", "application/json"), ("content-type", "text/plain")],
    [("content-type", "application/json"), ("content-encoding", "gzip")],
]


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
@pytest.mark.parametrize("headers", KINDS)
def test_only_json_is_taken(api: ApiClient, path: str, headers: list[tuple[str, str]]) -> None:
    told = api.send("POST", path, raw=b'{"answers": {}}', headers=headers)
    assert (told.status, told.kind) == (415, "unsupported-media-type")


def test_json_in_utf_8_may_say_so(api: ApiClient) -> None:
    for kind in ("application/json; charset=utf-8", "Application/JSON;charset=UTF-8"):
        told = api.send(
            "POST", "/evaluate", raw=b'{"answers": {}}', headers=[("content-type", kind)]
        )
        assert told.status == 200


def endless() -> Iterator[bytes]:
    yield b'{"answers": {'
    for _ in range(200):
        yield b" " * 1_000


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: ApiClient, path: str) -> None:
    said = ("content-length", "70000")
    for headers, raw in [([JSON, said], b"x"), ([JSON], b" " * 70_000), ([JSON], endless())]:
        told = api.send("POST", path, raw=raw, headers=headers)
        assert (told.status, told.kind) == (413, "too-large")


@pytest.mark.parametrize("path", ["/evaluate", "/explain"])
def test_who_leaves_half_way_is_no_fault(api: ApiClient, path: str) -> None:
    sent = ask(api.app, f"/api/v1{path}", "POST", [JSON], b'{"ans', gives_up=True)
    assert (sent.status, sent.body) == (GAVE_UP, b"")


@pytest.mark.parametrize(("path", "rate"), [("/evaluate", EVALUATIONS), ("/explain", EXPLANATIONS)])
def test_a_network_that_asks_too_often_is_told_when_to_come_back(
    build: BuildPages, path: str, rate: Rate
) -> None:
    pages = build()
    client, address = ApiClient(finish(pages)), "203.0.113.7"
    for _ in range(rate.item.amount - 1):
        pages.state.parts.limits.count(rate, address)
    asked = [
        client.send("POST", path, {"answers": NEW_API}, client=one)
        for one in (address, address, "203.0.113.8")
    ]
    assert [one.status for one in asked] == [200, 429, 200]
    assert asked[1].kind == "too-many-requests"
    assert 1 <= int(asked[1].header("retry-after") or 0) <= 60
    assert "assess --batch" in asked[1].value["remedy"]


def test_one_explanation_at_a_time_and_a_crowd_is_refused(build: BuildPages) -> None:
    pages = build()
    explaining = Admission(places=1, seconds=0.01, refusal=crowded)
    pages.state.api.state.parts = replace(pages.state.parts, explaining=explaining)
    app = finish(pages)

    async def while_one_is_worked_out() -> ApiAnswer:
        client = ApiClient(app, loop=get_running_loop())
        async with explaining.place():
            return await to_thread(client.post, "/explain", {"answers": NEW_API})

    told = run(while_one_is_worked_out())
    assert (told.status, told.kind) == (503, "unavailable")
    assert told.header("retry-after") == "2"
    assert ApiClient(app).post("/explain", {"answers": NEW_API}).status == 200
