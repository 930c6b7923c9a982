"""The style guide, served in development only."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.contexts.styleguide import styleguide_page
from app.web.dependencies import JoinedParts, policy
from app.web.rendering import address, page

router = APIRouter()


@router.get("/styleguide")
@policy("public")
def show_styleguide(request: Request, parts: JoinedParts) -> HTMLResponse:
    """Every component in every state."""
    form = address(request, "fill_in")
    return page(request, styleguide_page(parts.library.default, parts.clock().date(), form))
