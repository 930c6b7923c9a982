"""For whoever runs the advisor: is the process alive, and can it do its work."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from app.engine.errors import Unavailable
from app.web.visit import Anyone

router = APIRouter()


@router.get("/healthz")
def show_health(_: Anyone) -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("alive")


@router.get("/readyz")
def show_readiness(visit: Anyone) -> PlainTextResponse:
    """The next save would succeed; if not, only the log says why."""
    try:
        visit.parts.readiness.require()
    except Unavailable as error:
        raise Unavailable("The database is not ready; the log says why.") from error
    return PlainTextResponse("ready")
