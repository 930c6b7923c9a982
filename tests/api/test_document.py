"""The OpenAPI document says of each operation what is true of it, in our words."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from app.api.openapi import TAGS, operations
from tests.api.client import ApiClient
from tests.api.people import api, app


@pytest.fixture
def document(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").value
    return found


def test_every_refusal_is_a_problem_and_none_is_of_the_framework(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in json.dumps(document)
    assert "Successful Response" not in json.dumps(document)
    for operation in operations(document):
        for status, answer in operation["responses"].items():
            kinds = set(answer.get("content", ()))
            assert ("application/problem+json" in kinds) == (int(status) >= 400), operation


def test_every_operation_belongs_to_a_group_that_says_what_it_is(document: dict[str, Any]) -> None:
    assert {tag for one in operations(document) for tag in one["tags"]} <= TAGS.keys()


def test_every_operation_says_which_scope_its_key_needs(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            scopes = [one for needed in operation.get("security", ()) for one in needed.values()]
            assert scopes in ([], [["read"]], [["write"]]), (method, path)
            if method in ("put", "patch", "delete"):
                assert scopes == [["write"]], (method, path)


def test_what_an_operation_says_of_keys_is_what_can_happen(document: dict[str, Any]) -> None:
    for operation in operations(document):
        scopes = [one for needed in operation.get("security", ()) for one in needed.values()]
        answers = operation["responses"]
        refusals = {"401": bool(scopes), "403": ["write"] in scopes}
        assert {status: status in answers for status in refusals} == refusals, operation
        for status in {"401", "403"} & answers.keys():
            assert "WWW-Authenticate" in answers[status]["headers"]


def test_what_is_made_and_what_is_unchanged_say_where_and_which_it_is(
    document: dict[str, Any],
) -> None:
    for operation in operations(document):
        for status, header in (("201", "Location"), ("304", "ETag")):
            answer = operation["responses"].get(status, {"headers": [header]})
            assert header in answer["headers"], operation["operationId"]


def test_every_body_and_every_answer_has_an_example(document: dict[str, Any]) -> None:
    for operation in operations(document):
        sent = operation.get("requestBody", {}).get("content", {})
        told = [
            content
            for status, answer in operation["responses"].items()
            for content in answer.get("content", {}).values()
            if int(status) < 400
        ]
        for content in (*sent.values(), *told):
            assert {"example", "examples"} & content.keys(), operation["operationId"]


def test_every_example_is_what_its_schema_says(document: dict[str, Any]) -> None:
    checked = 0
    for operation in operations(document):
        answers = operation["responses"].values()
        for one in (operation.get("requestBody", {}), *answers):
            for content in one.get("content", {}).values():
                if "example" in content:
                    whole = content["schema"] | {"components": document["components"]}
                    jsonschema_rs.validate(whole, content["example"])
                    checked += 1
    assert checked > 20


def test_the_example_of_a_draft_tells_what_the_example_of_a_change_sent(
    document: dict[str, Any],
) -> None:
    (change,) = (one for one in operations(document) if one["operationId"] == "change_draft")
    sent, told = (
        one["content"]["application/json"]["example"]
        for one in (change["requestBody"], change["responses"]["200"])
    )
    assert told["answers"] == sent["answers"]


def test_every_parameter_is_described_and_what_an_address_names_has_an_example(
    document: dict[str, Any],
) -> None:
    for operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] != "path" or "example" in parameter, operation["operationId"]
            assert parameter["description"], (operation["operationId"], parameter["name"])
