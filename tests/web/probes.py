"""Routes that only tests have: they read, write, refuse and fail on demand."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import text
from starlette.responses import PlainTextResponse, Response

from app.engine.errors import Conflict, Refused, Unavailable
from app.web.dependencies import (
    MaybeWorkspace,
    OwnWorkspace,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.forms import Form, Identifier, Number, Query

CANARY = "canary-5f1d"
router = APIRouter(prefix="/probe")


@router.get("/who")
@policy("workspace-read")
def who(workspace: MaybeWorkspace) -> Response:
    return PlainTextResponse(str(workspace.id) if workspace else "nobody")


@router.get("/own")
@policy("workspace-read")
def own(workspace: OwnWorkspace) -> Response:
    return PlainTextResponse(str(workspace.id))


@router.post("/write")
@policy("workspace-write")
def write(workspace: WritableWorkspace) -> Response:
    return PlainTextResponse(str(workspace.id))


@router.post("/make")
@policy("workspace-write")
def make(workspace: WritableOrNew, form: Form) -> Response:
    if "fail" in form:
        raise RuntimeError(CANARY)
    if "statement" in form:
        workspace.session.execute(text("INSERT INTO drafts VALUES (:it)"), {"it": CANARY})
    if "refuse" in form:
        raise Refused("No.")
    if "commit" in form:
        workspace.session.commit = _cannot_commit  # type: ignore[method-assign]
    return PlainTextResponse(str(workspace.id), 422 if "answer" in form else 200)


def _cannot_commit() -> None:
    raise Unavailable("The disk is full.", retry_after=7)


@router.get("/fail")
@policy("public")
def fail() -> Response:
    raise RuntimeError(CANARY)


@router.get("/conflict")
@policy("public")
def conflict() -> Response:
    raise Conflict("It changed.")


@router.get("/busy")
@policy("public")
def busy() -> Response:
    raise Unavailable("Not now.", retry_after=7)


@router.get("/full")
@policy("public")
def fill() -> Response:
    raise Unavailable("It cannot be written.") from OSError("the disk is full")


@router.get("/number/{number}")
@policy("public")
def show_number(number: Number) -> Response:
    return PlainTextResponse(str(number))


@router.get("/identifier/{identifier}")
@policy("public")
def show_identifier(identifier: Identifier) -> Response:
    return PlainTextResponse(identifier)


@router.get("/typed")
@policy("public")
def show_typed(number: int) -> Response:
    return PlainTextResponse(str(number))


@router.get("/query")
@policy("public")
def show_query(query: Query) -> Response:
    return PlainTextResponse(repr(query.pairs))


@router.get("/leaky")
@policy("public")
def show_leaky_headers() -> Response:
    headers = {
        "Server": "secret/1.0",
        "Cache-Control": "public",
        "Content-Security-Policy": "default-src *",
    }
    return PlainTextResponse("x", headers=headers)
