"""That whoever has only the documentation finds everything in it."""

<% if fastapi %>
from << at >>.main import app

DOCUMENT = app.openapi()


def test_every_operation_says_what_it_does_and_what_it_answers() -> None:
    operations = [one for path in DOCUMENT["paths"].values() for one in path.values()]
    assert operations
    for operation in operations:
        assert operation["description"]
        assert operation["tags"] == ["<< things >>"]
        assert operation["responses"]


def test_every_number_and_text_to_send_is_described_with_an_example() -> None:
    for name in ("Delivery",<% if level == "complex" %> "Parcel"<% endif %>):
        for field, schema in DOCUMENT["components"]["schemas"][name]["properties"].items():
            if schema.get("type") in ("integer", "string"):
                assert schema["description"], field
                assert schema["examples"], field
<% else %>
from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/apidoc/openapi.json").get_json()
    return document


def test_every_operation_says_what_it_does_and_what_it_answers(document: dict[str, Any]) -> None:
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert operations
    for operation in operations:
        assert operation["summary"]
        assert operation["tags"] == ["<< things >>"]
        assert operation["responses"]


def test_every_number_and_text_to_send_is_described_with_an_example(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]
    (delivery,) = (schema for name, schema in schemas.items() if name.startswith("Delivery"))
    assert delivery["properties"]
    for field, schema in delivery["properties"].items():
        if schema.get("type") in ("integer", "string"):
            assert schema["description"], field
            assert schema["examples"], field
<% endif %>
