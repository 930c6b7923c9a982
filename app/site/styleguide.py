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
    rulebook = visit.library.default
    form = visit.url("fill_in", rulebook_id=rulebook.id)
    return page(visit, styleguide_page(rulebook, visit.today, form))
