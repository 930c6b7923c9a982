"""The article's endpoint in Flask: a record is checked by hand and answered."""

from __future__ import annotations

import time

from flask import Flask, request

from benchmarks.endpoint.terms import WAIT

Answer = tuple[dict[str, str], int] | dict[str, int]

app = Flask(__name__)


@app.get("/healthz")
def health() -> str:
    return "alive"


@app.post("/users")
def create_user() -> Answer:
    return {"id": 123} if _is_user(request.get_json(silent=True)) else _refusal()


@app.post("/waiting")
def create_user_waiting() -> Answer:
    if not _is_user(request.get_json(silent=True)):
        return _refusal()
    time.sleep(WAIT)
    return {"id": 123}


def _is_user(data: object) -> bool:
    return isinstance(data, dict) and all(
        isinstance(data.get(field), str) for field in ("email", "name")
    )


def _refusal() -> Answer:
    return {"error": "A user has an email and a name, both texts."}, 422
