"""Home, what this site is and stores, and whether the server can do its work."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.responses import PlainTextResponse

from app.assessments.queries import list_recent, list_unfinished
from app.engine.errors import Unavailable
from app.site.pages import AboutPage, HomePage, PrivacyPage, outcomes
from app.web.rendering import page
from app.web.visit import Anyone, Reader

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
        others=tuple(other for other in visit.library.latest_of_each if other != rulebook),
        intent=token_urlsafe(16),
        unfinished=unfinished,
        recent=recent,
        outcomes=outcomes(rulebook, visit.url("fill_in", rulebook_id=rulebook.id)),
    )
    return page(visit, context)


@router.get("/about")
def show_about(visit: Anyone) -> HTMLResponse:
    """What the advisor does, where its advice comes from and what it does not know."""
    library = visit.library
    context = AboutPage(
        title="About this advisor",
        rulebooks=library.latest_of_each,
        texts={rulebook_id: library.texts(rulebook_id) for rulebook_id in library.ids},
    )
    return page(visit, context)


@router.get("/privacy")
def show_privacy(visit: Anyone) -> HTMLResponse:
    """What is stored, where and how long."""
    return page(visit, PrivacyPage(title="What is stored, where and how long"))


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
