"""What the API answers."""

from typing import Any

import pytest
<% if fastapi %>
from fastapi.testclient import TestClient
<% else %>
from flask.testing import FlaskClient
<% endif %>

GOOD: dict[str, Any] = << good_python >>
WRONG: list[dict[str, Any]] = [
    {},
    {**GOOD, "distance_km": 0},
    {**GOOD, "distance_km": "far"},
    {**GOOD, "colour": "red"},
<% if level != "little" %>
    {**GOOD, "reference": "no spaces"},
    {**GOOD, "speed": "fast"},
<% endif %>
<% if level == "complex" %>
    {**GOOD, "parcels": []},
    {**GOOD, "parcels": [{"weight_kg": 0}]},
    {**GOOD, "parcels": [{"weight_kg": 100}] * 3},
    {**GOOD, "speed": "express"},
<% endif %>
]


def test_it_runs(client: << Client >>) -> None:
    assert client.get("/health")<< json >> == {"status": "ok"}


def test_a_delivery_<< "takes its time" | replace(" ", "_") if model else "has_its_price" >>(client: << Client >>) -> None:
    answer = client.post("<< prefix >>/<< things >>", json=GOOD)
    assert answer.status_code == 201
    assert answer<< json >>["<< figure >>"] == << expected >>


@pytest.mark.parametrize("wrong", WRONG)
def test_what_makes_no_sense_is_refused(client: << Client >>, wrong: dict[str, Any]) -> None:
    assert client.post("<< prefix >>/<< things >>", json=wrong).status_code == 422


<% if fastapi %>
@pytest.mark.parametrize("body", ['{"distance_km": NaN}', '{"\\ud800": 1}', "{", "[1]", ""])
def test_what_is_no_json_object_is_refused(client: TestClient, body: str) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post("<< prefix >>/<< things >>", content=body, headers=headers)
    assert answer.status_code == 422
<% else %>
@pytest.mark.parametrize("body", ['{"distance_km": NaN}', '{"\\ud800": 1}', "{", "[1]", ""])
def test_what_is_no_json_object_is_refused(client: FlaskClient, body: str) -> None:
    answer = client.post("<< prefix >>/<< things >>", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_a_form_is_no_json(client: FlaskClient) -> None:
    assert client.post("<< prefix >>/<< things >>", data={"distance_km": "1"}).status_code == 415
<% endif %>
<% if sqlite %>


def test_what_was_made_is_kept_until_it_is_deleted(client: << Client >>) -> None:
    first, second = (client.post("<< prefix >>/<< things >>", json=GOOD)<< json >> for _ in range(2))
    assert client.get("<< prefix >>/<< things >>")<< json >> == [second, first]
    address = f"<< prefix >>/<< things >>/{first['id']}"
    assert client.get(address)<< json >> == first
    assert client.delete(address).status_code == 204
    assert client.get("<< prefix >>/<< things >>")<< json >> == [second]


@pytest.mark.parametrize("number", [7, 10**30])
def test_what_is_not_there_is_not_found(client: << Client >>, number: int) -> None:
    assert client.get(f"<< prefix >>/<< things >>/{number}").status_code == 404
    assert client.delete(f"<< prefix >>/<< things >>/{number}").status_code == 404
<% endif %>
<% if fastapi and docs == "nobody" %>


def test_nothing_is_documented_in_public(client: TestClient) -> None:
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/docs").status_code == 404
<% endif %>
