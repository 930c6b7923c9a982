"""For whoever runs the advisor: is the process alive, and can it do its work."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from app.engine.errors import Unavailable
from app.store.schema import SCHEMA
from app.web.dependencies import JoinedParts, policy

router = APIRouter()


@router.get("/healthz")
@policy("public")
def show_health() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("alive")


@router.get("/readyz")
@policy("public")
def show_readiness(parts: JoinedParts) -> PlainTextResponse:
    """The database can be read and has the schema this release needs."""
    if parts.database.facts().schema != SCHEMA:
        raise Unavailable("The database has another schema than this release needs.")
    return PlainTextResponse("ready")
