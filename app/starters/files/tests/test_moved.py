"""That callers cannot tell the moved endpoint from what it was, until it refuses something."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from legacy import app as legacy_app

GOOD: dict[str, Any] = << good_python >>
ALSO_GOOD: list[dict[str, Any]] = [
    GOOD,
    {**GOOD, "distance_km": 1},
    {**GOOD, "distance_km": 1_000},
<% if level == "complex" %>
    {**GOOD, "parcels": [{"weight_kg": 30}] * 4, "speed": "express"},
<% elif level == "some" %>
    {**GOOD, "speed": "express"},
<% else %>
    {**GOOD, "weight_kg": 100},
<% endif %>
]


@pytest.mark.parametrize("sent", ALSO_GOOD)
def test_old_and_new_answer_the_same(client: TestClient, sent: dict[str, Any]) -> None:
    old = legacy_app.test_client().post("<< prefix >>/<< things >>", json=sent)
    new = client.post("<< prefix >>/<< things >>", json=sent)
    assert (old.status_code, new.status_code) == (201, 201)
    assert old.get_json()["<< figure >>"] == new.json()["<< figure >>"]


def test_both_refuse_what_makes_no_sense_the_new_one_with_another_status(
    client: TestClient,
) -> None:
    sent = {**GOOD, "distance_km": "far"}
    assert legacy_app.test_client().post("<< prefix >>/<< things >>", json=sent).status_code == 400
    assert client.post("<< prefix >>/<< things >>", json=sent).status_code == 422


def test_the_rest_is_still_answered_by_flask(client: TestClient) -> None:
    assert client.get("/depots").json() == legacy_app.test_client().get("/depots").get_json()
<% if pages %>
    assert "12 Dock Road" in client.get("/").text
<% else %>
    assert client.get("/").json() == {"service": "<< title >>"}
<% endif %>
    assert client.get("/nothing-here").status_code == 404
<% if sqlite %>


def test_both_use_the_same_database(client: TestClient) -> None:
    old = legacy_app.test_client().post("<< prefix >>/<< things >>", json=GOOD).get_json()
    assert client.get(f"<< prefix >>/<< things >>/{old['id']}").json()["<< figure >>"] == << expected >>
<% endif %>
