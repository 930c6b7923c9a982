"""What the page shows."""

<% if fastapi %>
from fastapi.testclient import TestClient
<% else %>
from flask.testing import FlaskClient
<% endif %>

SENT = << sent_python >>


def test_there_is_a_form(client: << Client >>) -> None:
    assert '<form method="post"' in client.get("/").text


def test_what_is_sent_is_answered(client: << Client >>) -> None:
    answer = client.post("/", data=SENT, follow_redirects=True)
    assert answer.status_code == 200
    assert "<strong>22.60</strong>" in answer.text
<% if sqlite %>


def test_what_was_kept_can_be_deleted(client: << Client >>) -> None:
    client.post("/", data=SENT)
    answer = client.post("/delete/1", follow_redirects=True)
    assert "None yet" in answer.text
<% endif %>


def test_what_makes_no_sense_is_shown_again_with_the_problem(client: << Client >>) -> None:
    answer = client.post("/", data={**SENT, "distance_km": "far"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="far"' in answer.text
