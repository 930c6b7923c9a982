"""The endpoint shown beside a result is real: both files run, and answer alike."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pytest
from fastapi.testclient import TestClient
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.rules.code_examples import EXAMPLES, coloured
from docs.colour_examples import colour
from tests.rounds import rounds

FILES = sorted(EXAMPLES.glob("*/*_endpoint.py"))
GOOD = {"room": "Attic", "people": 4, "equipment": ["screen"]}
JSON = "application/json"

Ask = Callable[[bytes, str], tuple[int, object]]


def load_app(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def asking(path: Path) -> Ask:
    """Posts a body to the example, and gives status and JSON of the answer."""
    app = load_app(path)
    if isinstance(app, flask.Flask):
        client = app.test_client()

        def ask_flask(body: bytes, kind: str) -> tuple[int, object]:
            response = client.post("/bookings", data=body, content_type=kind)
            return response.status_code, response.get_json()

        return ask_flask
    other = TestClient(app)

    def ask(body: bytes, kind: str) -> tuple[int, object]:
        response = other.post("/bookings", content=body, headers={"content-type": kind})
        return response.status_code, response.json()

    return ask


@pytest.fixture(scope="module")
def both() -> list[Ask]:
    return [asking(path) for path in FILES]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
rooms = st.text("Attic 1", min_size=1, max_size=41) | st.just("Attic\n") | anything
numbers = st.integers(-1, 22) | st.sampled_from([1.0, 20.0, "4", True]) | anything
tools = st.lists(st.sampled_from(["screen", "board"]) | anything, max_size=3) | anything
bookings = st.fixed_dictionaries(
    {},
    optional={"room": rooms, "people": numbers, "equipment": tools, "day": anything},
)
texts = (bookings | anything).map(json.dumps) | st.text(max_size=20)
kinds = st.sampled_from([JSON, "application/json; charset=utf-8", "application/x+json"])
other_kinds = st.sampled_from(["text/plain", "application/x-www-form-urlencoded", "json"])


@settings(max_examples=rounds(300), deadline=None)
@given(texts, kinds | other_kinds)
def test_the_two_are_the_same_endpoint(both: list[Ask], text: str, kind: str):
    body = text.encode(errors="surrogatepass")
    assume(_is_utf8(body))
    first, second = (ask(body, kind) for ask in both)
    assert first == second


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_there_is_an_example_for_each_side():
    assert [path.name for path in FILES] == ["fastapi_endpoint.py", "flask_endpoint.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_colours_are_those_of_the_code_as_it_is_now(path):
    assert coloured(path).read_text("utf-8") == colour(path)


def test_a_good_booking_is_echoed_as_created(both: list[Ask]):
    assert [ask(json.dumps(GOOD).encode(), JSON) for ask in both] == [(201, GOOD)] * 2


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"room": None}, ["room"]),
        ({"room": "Attic\n"}, ["room"]),
        ({"people": 0}, ["people"]),
        ({"people": 21}, ["people"]),
        ({"people": True, "room": ""}, ["people", "room"]),
        ({"equipment": ["piano"]}, ["equipment"]),
    ],
)
def test_a_senseless_booking_is_refused_and_both_name_the_same_fields(
    both: list[Ask], change: dict[str, object], wrong: list[str]
):
    body = json.dumps({**GOOD, **change}).encode()
    assert [ask(body, JSON) for ask in both] == [(422, {"wrong": wrong})] * 2
