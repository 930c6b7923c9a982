"""The style guide, served in development only."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.site.styleguide_pages import styleguide_page
from app.web.rendering import page
from app.web.visit import Anyone

router = APIRouter()


@router.get("/styleguide")
def show_styleguide(visit: Anyone) -> HTMLResponse:
    """Every component in every state."""
    context = styleguide_page(visit.library.default, visit.today, visit.url("fill_in"))
    return page(visit, context)
