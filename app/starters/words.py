"""What the templates of a project say, worked out from its shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.starters.kinds import Kind
from app.starters.shape import Shape
from app.starters.tree import PACKAGE, RECORD, module, routes_file, things

FOLDERS = {
    Kind.FASTAPI: "fastapi-starter",
    Kind.FLASK: "flask-starter",
    Kind.MOVE: "move-to-fastapi",
    Kind.KEEP: "flask-with-openapi",
}
"""The folder in the archive, which is also the name of the project."""

INTROS = {
    Kind.FASTAPI: "A FastAPI service to start from: it runs, it is tested, and all of it is meant "
    "to be changed.",
    Kind.FLASK: "A Flask app to start from: it runs, it is tested, and all of it is meant to be "
    "changed.",
    Kind.MOVE: "FastAPI in front of a Flask app that goes on working: one endpoint is moved, the "
    "rest follows one by one, or stays.",
    Kind.KEEP: "A Flask app that stays what it is, with a library that checks its input and "
    "writes its OpenAPI document, view by view.",
}

MEASURES = {
    "throughput": "Requests a second and the slowest twentieth, with as many at once as in your "
    "busiest hour (`--at-once`), and what the processor does meanwhile.",
    "async": "How many requests can wait at once before the others wait, too: raise `--at-once` "
    "while the other service is slow, and watch the slowest twentieth.",
    "validation": "How many answers are errors of the server (500) and how much bad input is "
    "found in the database: count both in the logs of a week.",
    "docs": "How often somebody asks what an address takes or answers, and how long it takes "
    "until the documentation says what the code does.",
    "other": "The limit that you have in mind: find one number for it first.",
}
USUAL_MEASURES = ("throughput", "validation")


def words(shape: Shape) -> dict[str, Any]:
    """The names that templates may use; see the templates for what each is for."""
    has_model, thing = shape.has_model, things(shape).removesuffix("s")
    figure = "minutes" if has_model else "price_cents"
    traffic = ", traffic" if shape.is_slow else ""
    good = _good(shape.option("validation"))
    is_fastapi = shape.kind.is_fastapi
    return {
        **_switches(shape),
        "at": PACKAGE,
        "name": FOLDERS[shape.kind],
        "title": "Delivery times" if has_model else "Delivery prices",
        "description": _description(shape),
        "tag_words": "How long deliveries take." if has_model else "What deliveries cost.",
        "thing": thing,
        "things": things(shape),
        "module": module(shape),
        "Out": thing.capitalize(),
        "Row": f"{thing.capitalize()}Row",
        "figure": figure,
        "figure_words": "How many minutes it takes" if has_model else "The price in cents",
        "figure_example": 162 if has_model else 2260,
        "expected": 162 if has_model else 2260,
        "amount": f"model.minutes(delivery{traffic})"
        if has_model
        else f"price_cents(delivery{traffic})",
        "shown": f"'%.2f' % ({thing}.price_cents / 100)",
        "prefix": "/v1" if shape.option("kind") == "public_api" else "",
        "good": good,
        "good_python": _literal(good),
        "sent_python": _literal(_sent(shape.option("validation"))),
        "Client": "TestClient" if is_fastapi else "FlaskClient",
        "json": ".json()" if is_fastapi else ".get_json()",
        "intro": INTROS[shape.kind],
        "measures": _measures(shape),
        "record_path": RECORD,
        "routes_file": routes_file(shape),
        "serve": f".venv/bin/uvicorn {PACKAGE}.main:app --reload"
        if is_fastapi
        else f".venv/bin/flask --app {PACKAGE} run --debug --port 8000",
    }


def _switches(shape: Shape) -> dict[str, Any]:
    return {
        "fastapi": shape.kind.is_fastapi,
        "move": shape.kind is Kind.MOVE,
        "keep": shape.kind is Kind.KEEP,
        "model": shape.has_model,
        "pages": shape.has_pages,
        "slow": shape.is_slow,
        "sqlite": shape.sqlite,
        "size": shape.size,
        "docs": shape.option("docs"),
        "docs_library": shape.has_docs_library,
        "level": shape.option("validation"),
    }


def _measures(shape: Shape) -> list[str]:
    """What to measure for the limits that were ticked; own reasons move an app that has none."""
    named = shape.limits & MEASURES.keys() or USUAL_MEASURES
    return [MEASURES[measure] for measure in MEASURES if measure in named]


def _description(shape: Shape) -> str:
    what = "how long a delivery takes" if shape.has_model else "what a delivery costs"
    return f"Tells {what}."


def _good(level: str) -> dict[str, Any]:
    """A request that is answered."""
    if level == "little":
        return {"distance_km": 120, "weight_kg": 12}
    if level == "some":
        return {"reference": "A-17", "distance_km": 120, "weight_kg": 12}
    parcels = [{"weight_kg": 5}, {"weight_kg": 7, "fragile": True}]
    return {"reference": "A-17", "distance_km": 120, "parcels": parcels}


def _sent(level: str) -> dict[str, Any]:
    """The same as the fields of a form."""
    if level == "little":
        return {"distance_km": "120", "weight_kg": "12"}
    usual = {"reference": "A-17", "distance_km": "120", "speed": "standard"}
    if level == "some":
        return {**usual, "weight_kg": "12"}
    return {**usual, "weight_kg": ["5", "7", ""], "fragile": ["1"]}


def _literal(value: Mapping[str, Any]) -> str:
    """The same as code, in the format that ruff gives it."""
    one_line = _code(value)
    if len(one_line) <= LONGEST_LITERAL:
        return one_line
    lines = [f"    {_code(key)}: {_code(part)},\n" for key, part in value.items()]
    return "{\n" + "".join(lines) + "}"


LONGEST_LITERAL = 70


def _code(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_code(key)}: {_code(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_code, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
