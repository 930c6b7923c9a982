"""Routes that only tests have: they read, write, refuse and fail on demand."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import text
from starlette.responses import PlainTextResponse, Response

from app.engine.errors import Conflict, Refused, Unavailable
from app.store.workspaces import WritableWorkspace
from app.web.forms import Form, Identifier, Misread, Number, Query
from app.web.rendering import answered
from app.web.visit import Anyone, Reader, Writer

CANARY = "canary-5f1d"
router = APIRouter(prefix="/probe")


@router.get("/who")
def who(visit: Reader) -> Response:
    with visit.reading_if_any() as workspace:
        return PlainTextResponse(str(workspace.id) if workspace else "nobody")


@router.get("/own")
def own(visit: Reader) -> Response:
    with visit.reading() as workspace:
        return PlainTextResponse(str(workspace.id))


@router.post("/write")
def write(visit: Writer) -> Response:
    with visit.writing() as workspace:
        owner = workspace.id
    return answered(visit, PlainTextResponse(str(owner)))


@router.post("/make")
def make(visit: Writer, form: Form) -> Response:
    try:
        with visit.writing_or_new() as workspace:
            _do(workspace, form)
            owner = workspace.id
    except Misread:
        return answered(visit, PlainTextResponse("misread", 422))
    if "late" in form:
        raise RuntimeError(CANARY)
    return answered(visit, PlainTextResponse(str(owner)))


def _do(workspace: WritableWorkspace, form: Form) -> None:
    if "fail" in form:
        raise RuntimeError(CANARY)
    if "statement" in form:
        workspace.session.execute(text("INSERT INTO drafts VALUES (:it)"), {"it": CANARY})
    if "refuse" in form:
        raise Refused("No.")
    if "commit" in form:
        workspace.session.commit = _cannot_commit  # type: ignore[method-assign]
    if "answer" in form:
        raise Misread


def _cannot_commit() -> None:
    raise Unavailable("The disk is full.", retry_after=7)


@router.get("/fail")
def fail(_: Anyone) -> Response:
    raise RuntimeError(CANARY)


@router.get("/conflict")
def conflict(_: Anyone) -> Response:
    raise Conflict("It changed.")


@router.get("/busy")
def busy(_: Anyone) -> Response:
    raise Unavailable("Not now.", retry_after=7)


@router.get("/full")
def fill(_: Anyone) -> Response:
    raise Unavailable("It cannot be written.") from OSError("the disk is full")


@router.get("/number/{number}")
def show_number(_: Anyone, number: Number) -> Response:
    return PlainTextResponse(str(number))


@router.get("/identifier/{identifier}")
def show_identifier(_: Anyone, identifier: Identifier) -> Response:
    return PlainTextResponse(identifier)


@router.get("/typed")
def show_typed(_: Anyone, number: int) -> Response:
    return PlainTextResponse(str(number))


@router.get("/query")
def show_query(_: Anyone, query: Query) -> Response:
    return PlainTextResponse(repr(query.pairs))


@router.get("/leaky")
def show_leaky_headers(_: Anyone) -> Response:
    headers = {
        "Server": "secret/1.0",
        "Cache-Control": "public",
        "Content-Security-Policy": "default-src *",
    }
    return PlainTextResponse("x", headers=headers)
