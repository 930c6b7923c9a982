"""A program that uses the API; every answer it gets is looked over, whatever the test is about:
that it sets no cookie, lets no other site read it, is what the OpenAPI document promises.

    client = ApiClient(app)                       # or ApiClient(app, key="fwadv_…")
    told = client.post("/evaluate", {"answers": {"situation": "new"}})
    assert told.status == 200 and told.value["result"]["verdict"] == …

Paths are those after /api/v1. A value is sent as JSON; `raw=` sends bytes as they are.
"""

from __future__ import annotations

import json
from asyncio import AbstractEventLoop
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from app.api.models import Problem
from app.api.routing import PREFIX
from tests.api.document import Document
from tests.web.asgi import Answer, Header, ask

JSON = ("content-type", "application/json")
NOTHING = object()
documents: list[Document] = []


@dataclass(frozen=True)
class ApiAnswer:
    """What came back: the answer as bytes, and its value if it has one."""

    answer: Answer
    value: Any

    @property
    def status(self) -> int:
        return self.answer.status

    def header(self, name: str) -> str | None:
        return self.answer.header(name)

    @property
    def kind(self) -> str:
        """The kind of a problem: the last part of its type."""
        return str(self.value["type"]).rpartition(":")[2]

    @property
    def pointers(self) -> list[str]:
        """The fields that a problem names: JSON pointers, and parameters by their names."""
        errors = self.value.get("errors", [])
        return [one.get("pointer", one.get("parameter")) for one in errors]


class ApiClient:
    """One program; with a key, it sends that."""

    def __init__(
        self, app: ASGIApp, key: str | None = None, loop: AbstractEventLoop | None = None
    ) -> None:
        self.app = app
        self.headers: list[Header] = [("authorization", f"Bearer {key}")] if key else []
        self.loop = loop

    def get(self, path: str, *headers: Header) -> ApiAnswer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, value: object = NOTHING, *headers: Header) -> ApiAnswer:
        return self.send("POST", path, value, headers=headers)

    def put(self, path: str, value: object, *headers: Header) -> ApiAnswer:
        return self.send("PUT", path, value, headers=headers)

    def patch(self, path: str, value: object, *headers: Header) -> ApiAnswer:
        return self.send("PATCH", path, value, headers=headers)

    def delete(self, path: str, *headers: Header) -> ApiAnswer:
        return self.send("DELETE", path, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        value: object = NOTHING,
        *,
        raw: bytes | Iterable[bytes] = b"",
        headers: Iterable[Header] = (),
        **named: Any,
    ) -> ApiAnswer:
        """One request; `named` goes to `ask`: another host, giving up half-way."""
        body = raw if value is NOTHING else json.dumps(value).encode()
        own = [*self.headers, *([JSON] if value is not NOTHING else []), *headers]
        whole = path if path.startswith("/api/") else PREFIX + path
        got = told(ask(self.app, whole, method, own, body, loop=self.loop, **named))
        kind = got.header("content-type") or ""
        document(self.app).check(method, whole.partition("?")[0], got.status, kind, got.value)
        return got


def document(app: ASGIApp) -> Document:
    """The document that every application serves in this process: the first is asked for it."""
    if not documents:
        documents.append(Document(json.loads(ask(app, f"{PREFIX}/openapi.json").body)))
    return documents[0]


def told(answer: Answer) -> ApiAnswer:
    """The answer, looked over: what holds for everything under /api/."""
    assert answer.header("set-cookie") is None
    assert not [name for name, _ in answer.headers if name.startswith("access-control-")]
    if answer.status >= 400:
        assert answer.header("content-type") == "application/problem+json"
        if answer.body:  # not after HEAD
            Problem.model_validate_json(answer.body, strict=True, extra="forbid")
            assert json.loads(answer.body)["status"] == answer.status
    elif answer.body:
        assert answer.header("content-type") in ("application/json", "application/schema+json")
    return ApiAnswer(answer, json.loads(answer.body) if answer.body else None)
