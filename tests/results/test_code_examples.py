"""The endpoint shown beside a result is real: both files run, and answer alike."""

import importlib.util
import json
from pathlib import Path

import flask
import pytest
from fastapi.testclient import TestClient

from app.results.code_examples import EXAMPLES, coloured
from docs.colour_examples import colour

FILES = sorted(EXAMPLES.glob("*/*_endpoint.py"))
GOOD = {"room": "Attic", "day": "2026-11-22", "people": 4}
BAD = {
    "no room": {**GOOD, "room": None},
    "no such day": {**GOOD, "day": "2026-13-01"},
    "nobody": {**GOOD, "people": 0},
    "too many": {**GOOD, "people": 21},
    "people in words": {**GOOD, "people": "four"},
    "people yes": {**GOOD, "people": True},
    "empty": {},
    "a list": [],
}


def load_app(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def answer_of(path: Path, body: object) -> tuple[int, object]:
    app = load_app(path)
    if isinstance(app, flask.Flask):
        response = app.test_client().post("/bookings", json=body)
        return response.status_code, response.get_json()
    response = TestClient(app).post("/bookings", json=body)
    return response.status_code, response.json()


def test_there_is_an_example_for_each_side():
    assert [path.name for path in FILES] == ["fastapi_endpoint.py", "flask_endpoint.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_colours_are_those_of_the_code_as_it_is_now(path):
    assert coloured(path).read_text("utf-8") == colour(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_good_booking_is_echoed_as_created(path):
    assert answer_of(path, GOOD) == (201, GOOD)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_a_senseless_booking_is_refused(path, body):
    status, answer = answer_of(path, body)
    assert status == 422
    assert json.dumps(answer) != "{}"
