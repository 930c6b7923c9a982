"""The document as people read it: lines that can be copied, fields that say what they take."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.curl_lines import Request, curl_line
from app.api.laid_out import WIDTH, coloured, laid_out
from app.api.reference import Operation, Reader
from app.api.schema_fields import Field, Schemas
from tests.rounds import rounds

ID = "2rk9c8h4v0m1q"
NAMED = {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}
MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
TEXT = {"type": "string", "minLength": 1}
EVERY = {"400": {"description": "Never."}}
DOCUMENT = {
    "tags": [{"name": "things", "description": "What is kept."}],
    "paths": {
        "/api/v1/things/{thing_id}": {
            "put": {
                "operationId": "replace_thing",
                "summary": "Replace a thing",
                "tags": ["things"],
                "security": [{"key": ["write"]}],
                "parameters": [{**NAMED, "example": ID}, MATCH],
                "requestBody": {
                    "content": {"application/json": {"example": {"of": ID, "title": "Ann's"}}}
                },
                "responses": {"204": {"description": "Done."}, "404": {"description": "No."}}
                | EVERY,
            }
        },
        "/api/v1/things": {
            "get": {
                "operationId": "list_things",
                "summary": "List things",
                "tags": ["things"],
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "Some."}} | EVERY,
            }
        },
    },
    "components": {"schemas": {"Problem": {"examples": [{"status": 400}]}}},
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def operation(name: str) -> Operation:
    reference = Reader(DOCUMENT, "https://advisor.example").reference()
    (found,) = (one for group in reference.groups for one in group.operations if one.id == name)
    return found


def words_of(line: str, **variables: str) -> list[str]:
    """What a shell makes of a line, word by word."""
    shell = ["sh", "-c", line.replace("curl ", "printf '%s\\0' ", 1)]
    done = subprocess.run(shell, env=variables, capture_output=True, text=True, check=True)
    return done.stdout.split("\0")[:-1]


@given(VALUES)
@settings(max_examples=rounds(30), deadline=None)
def test_json_laid_out_and_coloured_is_the_same_value(value: object) -> None:
    text = laid_out(value)
    assert json.loads(text) == value
    assert "".join(piece for _, piece in coloured(text)) == text


def test_what_fits_into_a_line_stands_on_one_and_nothing_else() -> None:
    short, long = {"id": "x", "n": [1, 2]}, {"name": ["word" * 5] * 3}
    assert laid_out(short) == '{"id": "x", "n": [1, 2]}'
    assert all(len(line) <= WIDTH for line in laid_out({"all": [short, long]}).splitlines())


def test_names_texts_numbers_and_words_have_their_colours() -> None:
    found = coloured('{"a": ["b", -1.5, null]}')
    assert [(css, text) for css, text in found if css] == [
        ("name", '"a"'),
        ("string", '"b"'),
        ("number", "-1.5"),
        ("keyword", "null"),
    ]


def test_a_line_sends_what_is_ones_own_from_variables_of_the_shell() -> None:
    words = words_of(
        operation("replace_thing").curl, THING_ID="mine", ETAG='"3"', ADVISOR_KEY="fwadv_x"
    )
    assert words[:2] == ["-X", "PUT"]
    assert words[2] == "https://advisor.example/api/v1/things/mine"
    headers = [word for flag, word in zip(words[3::2], words[4::2], strict=True) if flag == "-H"]
    assert headers == [
        "Authorization: Bearer fwadv_x",
        'If-Match: "3"',
        "Content-Type: application/json",
    ]
    assert json.loads(words[-1]) == {"of": "mine", "title": "Ann's"}


@given(st.dictionaries(st.text(), st.text().filter(lambda text: "\0" not in text)))
@settings(max_examples=rounds(20), deadline=None)
def test_whatever_a_body_holds_the_shell_passes_it_on(body: dict[str, str]) -> None:
    asked = Request("POST", "http://127.0.0.1/", (), with_key=False, body=body, own={})
    words = words_of(curl_line(asked))
    assert json.loads(words[-1]) == body


def test_what_need_not_be_sent_is_not_in_the_line() -> None:
    assert operation("list_things").curl == "curl 'https://advisor.example/api/v1/things'"


def test_what_everything_may_answer_is_told_once() -> None:
    reference = Reader(DOCUMENT, "").reference()
    assert [answer.status for answer in reference.everywhere] == [400]
    assert [answer.status for answer in operation("replace_thing").problems] == [404]
    assert operation("list_things").problems == ()


def test_an_operation_says_which_key_it_needs() -> None:
    assert operation("replace_thing").scope == "write"
    assert operation("list_things").scope is None


@pytest.mark.parametrize(
    "schema, takes, bounds",
    [
        ({"type": "string", "maxLength": 9}, "string", "at most 9 characters"),
        ({"type": "integer", "minimum": 1.0, "maximum": 12}, "integer", "1 to 12"),
        ({"type": "integer", "minimum": 1, "default": 3}, "integer", "at least 1, 3 if absent"),
        ({"enum": ["read", "write"]}, '"read" or "write"', ""),
        ({"const": None}, "null", ""),
        ({"anyOf": [TEXT, {"type": "null"}]}, "string or null", "not empty"),
        ({"type": "array", "items": TEXT, "maxItems": 3}, "array of string", "at most 3 items"),
        ({"type": "string", "format": "date-time"}, "string (date-time)", ""),
        ({"type": ["string", "null"]}, "string or null", ""),
        ({}, "anything", ""),
    ],
)
def test_a_field_says_what_it_takes(schema: dict[str, Any], takes: str, bounds: str) -> None:
    field = Schemas({}).field("one", schema, required=True)
    assert field == Field("one", takes, bounds, True, "")


def test_fields_inside_fields_are_told_with_their_path_and_what_holds_itself_ends() -> None:
    leaf = {"type": "object", "properties": {"n": {"type": "integer", "description": "How many."}}}
    tree = {
        "type": "object",
        "required": ["leaves"],
        "properties": {
            "leaves": {"type": "array", "items": {"$ref": "#/defs/Leaf"}},
            "branch": {"anyOf": [{"$ref": "#/defs/Tree"}, {"type": "null"}]},
            "names": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    schemas = Schemas({"defs": {"Leaf": leaf, "Tree": tree}})
    found = schemas.fields({"$ref": "#/defs/Tree"})
    assert [(field.path, field.required) for field in found] == [
        ("leaves", True),
        ("leaves[].n", False),
        ("branch", False),
        ("names", False),
        ("names.*", False),
    ]
    assert found[1].says == "How many."


def test_what_is_too_deep_for_a_row_is_named_by_the_field_that_holds_it() -> None:
    number = {"type": "integer"}
    rule = {"type": "object", "properties": {"id": number, "points": number}}
    reason = {"type": "object", "properties": {"rules": {"type": "array", "items": rule}}}
    verdict = {"type": "object", "properties": {"reason": reason}}
    found = Schemas({}).fields(verdict)
    assert [(field.path, field.holds) for field in found] == [
        ("reason", ()),
        ("reason.rules", ("id", "points")),
    ]
