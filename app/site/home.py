"""The home page."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.assessments.actions import list_recent, list_unfinished
from app.site.home_pages import HomePage, outcomes
from app.web.rendering import page
from app.web.visit import Reader

router = APIRouter()

SHOWN = 6


@router.get("/")
def show_home(visit: Reader) -> HTMLResponse:
    """What this does, what was begun, and situations to begin with."""
    with visit.reading_if_any() as workspace:
        unfinished = list_unfinished(workspace, SHOWN) if workspace else ()
        recent = list_recent(workspace, SHOWN) if workspace else ()
    rulebook = visit.library.default
    context = HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        texts=visit.library.texts(rulebook.id),
        others=tuple(latest for latest in visit.library.latest_of_each if latest != rulebook),
        intent=token_urlsafe(16),
        unfinished=unfinished,
        recent=recent,
        outcomes=outcomes(rulebook, visit.url("fill_in", rulebook_id=rulebook.id)),
    )
    return page(visit, context)
