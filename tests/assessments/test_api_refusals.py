"""What a program sends that cannot be used is refused by its place, and nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import JSON, ApiClient
from tests.api.office import ANSWERS, REASON, Rows, at, made

LONG = "x" * 201
OWN = "/adjustments/own_reasons"

ANSWERS_AT_FAULT: list[tuple[dict[str, Any], list[str]]] = [
    ({"answers": {"kind": "public_apis"}}, ["/answers/kind"]),
    ({"answers": {"kind": "public\0api"}}, ["/answers/kind"]),
    ({"answers": {"kind": "PUBLIC_API"}}, ["/answers/kind"]),
    ({"answers": {"kind": ["public_api", "internal_tool"]}}, ["/answers/kind"]),
    ({"answers": {"kind": []}}, ["/answers/kind"]),
    ({"answers": {"kind": 7}}, ["/answers/kind"]),
    ({"answers": {"kind": {"public_api": True}}}, ["/answers/kind"]),
    ({"answers": {"kind": ["public_api", 7]}}, ["/answers/kind"]),
    ({"answers": {"kinds": "public_api"}}, ["/answers/kinds"]),
    ({"answers": {"": None, "a/b": None}}, ["/answers/", "/answers/a~1b"]),
    ({"answers": {"__proto__": None}}, ["/answers/__proto__"]),
    ({"answers": {"situation": "new", "limits": "some"}}, ["/answers/limits"]),
    ({"answers": []}, ["/answers"]),
    ({"answers": "situation=new"}, ["/answers"]),
    ({"adjustments": {"rules_off": ["no-rule"]}}, ["/adjustments/rules_off"]),
    ({"adjustments": {"gates_off": "no-gate"}}, ["/adjustments/gates_off"]),
    ({"adjustments": {"own_reasons": [REASON | {"side": "django"}]}}, [f"{OWN}/0/side"]),
    ({"adjustments": {"own_reasons": [REASON | {"weight": 10}]}}, [f"{OWN}/0/weight"]),
    ({"adjustments": {"own_reasons": [REASON | {"text": LONG}]}}, [f"{OWN}/0/text"]),
    ({"adjustments": {"own_reasons": [REASON | {"text": " \0\u200b"}]}}, [f"{OWN}/0/text"]),
    ({"adjustments": {"own_reasons": [{"text": "x", "side": "flask"}]}}, [f"{OWN}/0/weight"]),
    ({"adjustments": {"own_reasons": [REASON] * 11}}, [OWN]),
    ({"adjustments": {"copied": True}}, ["/adjustments/copied"]),
    ({"extra_answers": {"output": "nothing"}}, ["/extra_answers/output"]),
    ({"extra_answers": {"situation": "new"}}, ["/extra_answers/situation"]),
    ({"answer": {}}, ["/answer"]),
]
"""Of a new assessment and of the next version alike."""

ONLY_NEW: list[tuple[dict[str, Any], list[str]]] = [
    ({"rulebook": {"id": "flask"}}, ["/rulebook/id"]),
    ({"rulebook": {"id": "flask-fastapi\0"}}, ["/rulebook/id"]),
    ({"rulebook": {"id": "field-evidence"}}, ["/rulebook/id"]),
    ({"rulebook": {"id": "flask-fastapi", "version": "1.0"}}, ["/rulebook/version"]),
    ({"rulebook": {"id": "flask-fastapi", "version": 1.0}}, ["/rulebook/version"]),
    ({"rulebook": "flask-fastapi"}, ["/rulebook"]),
    ({"title": LONG}, ["/title"]),
    ({"title": 7}, ["/title"]),
    ({"note": "Not here"}, ["/note"]),
    ({"answers": {"kind": "x"}, "title": LONG}, ["/answers/kind", "/title"]),
]


@pytest.mark.parametrize("body, pointers", [*ANSWERS_AT_FAULT, *ONLY_NEW])
def test_a_new_assessment_is_refused_by_the_place_of_what_is_wrong(
    program: ApiClient, rows: Rows, body: dict[str, Any], pointers: list[str]
) -> None:
    before = rows()
    told = program.post("/assessments", {"answers": ANSWERS} | body)
    assert (told.status, told.pointers) == (422, pointers)
    assert all(len(one["detail"]) < 300 for one in told.value["errors"])
    assert rows() == before


def test_so_are_the_next_version_and_the_draft(program: ApiClient, rows: Rows) -> None:
    told = made(program)
    before, any_state = rows(), ("if-match", "*")
    for body, pointers in ANSWERS_AT_FAULT:
        refused = program.post(at(told, "versions"), body, any_state)
        assert (refused.status, refused.pointers) == (422, pointers), body
        if "limits" not in body.get("answers", ()):  # which a draft keeps, as that of a page does
            refused = program.patch(at(told, "draft"), body, any_state)
            assert (refused.status, refused.pointers) == (422, pointers), body
    for body, pointers in [({"rulebook_version": "1"}, ["/rulebook_version"])]:
        assert program.post(at(told, "versions"), body, any_state).pointers == pointers
    assert rows() == before
    assert program.get(at(told)).value == told.value


@pytest.mark.parametrize(
    "body, pointers",
    [
        ({}, [""]),
        ({"title": None, "note": None}, [""]),
        ({"title": ""}, ["/title"]),
        ({"title": " \0\u200b\t"}, ["/title"]),
        ({"title": LONG}, ["/title"]),
        ({"title": "x", "note": "x" * 5_001}, ["/note"]),
        ({"title": ["x"]}, ["/title"]),
        ({"name": "x"}, ["/name"]),
    ],
)
def test_a_change_of_texts_is_refused_as_a_whole(
    program: ApiClient, body: dict[str, Any], pointers: list[str]
) -> None:
    told = made(program)
    refused = program.patch(at(told), body, ("if-match", "*"))
    assert (refused.status, refused.pointers) == (422, pointers)
    assert program.get(at(told)).value == told.value


@pytest.mark.parametrize(
    "raw, status",
    [
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'{"answers": {"kind": "public_api"}', 422),
        (b'{"answers": {"kind": "\\ud800"}}', 422),
        (b'{"title": "\\udfff", "answers": {}}', 422),
        (b'{"answers": {"kind": null, "kind": null}}', 422),
        (b'{"answers": {"kind": NaN}}', 422),
        ('{"answers": {}}'.encode("utf-16"), 422),
        (b'{"answers": {"kind": "\xff"}}', 422),
        (b'{"answers": ' + b"[" * 200 + b"]" * 200 + b"}", 422),
        (b'{"answers": {"kind": [' + b"0," * 1_000_000 + b"0]}}", 413),
        (b'{"answers": {"kind": [' + b"0," * 20_000 + b"0]}}", 422),
    ],
)
def test_what_is_no_json_of_ours_is_refused_whole(
    program: ApiClient, rows: Rows, raw: bytes, status: int
) -> None:
    before = rows()
    told = program.send("POST", "/assessments", raw=raw, headers=[JSON])
    assert told.status == status
    assert len(told.answer.body) < 5_000
    assert rows() == before


def test_a_key_for_reading_changes_nothing(
    program: ApiClient, reader: ApiClient, rows: Rows
) -> None:
    told = made(program)
    before, any_state = rows(), ("if-match", "*")
    assert reader.get(at(told)).value == told.value
    for method, path, body in [
        ("POST", "/assessments", {"answers": ANSWERS}),
        ("PATCH", at(told), {"title": "x"}),
        ("PATCH", at(told, "draft"), {"answers": {}}),
        ("PUT", at(told, "adjustments"), {"own_reasons": [REASON]}),
        ("POST", at(told, "versions"), {"answers": {}}),
        ("POST", at(told, "duplicate"), {}),
        ("DELETE", at(told), {}),
    ]:
        refused = reader.send(method, path, body, headers=[any_state])
        assert (refused.status, refused.kind) == (403, "key-may-only-read"), path
    assert rows() == before


def test_a_list_narrowed_by_a_misspelt_name_is_refused_and_not_told_whole(
    program: ApiClient,
) -> None:
    told = program.get("/assessments?stat=saved&limit=1")
    assert (told.status, told.pointers) == (422, ["stat"])
    assert "state" in told.value["errors"][0]["detail"]
    told = program.get("/assessments?q=api&limit=1&q=page")
    assert (told.status, told.pointers) == (422, ["q"])
    assert told.value["errors"][0]["detail"] == "This is there more than once."
