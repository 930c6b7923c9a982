"""Home, what this site is and stores, and whether the server can do its work."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.responses import PlainTextResponse, Response

from app.assessments.queries import list_recent, list_unfinished
from app.assessments.rows import ListedRow, listed_rows
from app.engine.errors import Unavailable
from app.questionnaire.addresses import with_query
from app.rulebooks.library import Library
from app.site.pages import AboutPage, HomePage, PrivacyPage, entrances, outcomes
from app.site.taste import TasteOutcome, taste
from app.store.workspaces import Workspace
from app.web.forms import PastedQuery
from app.web.rendering import fragment, page, wants_fragment
from app.web.routing import PageRoute
from app.web.visit import Anyone, Reader

router = APIRouter(route_class=PageRoute)

SHOWN = 6


@router.get("/")
def show_home(visit: Reader, query: PastedQuery) -> Response:
    """What this does, what was begun, ways to begin; the address may answer the first questions.

    To htmx, which asks while they are answered, it tells what comes out.
    """
    rulebook = visit.library.default
    texts = visit.library.texts(rulebook.id)
    shown, preview = taste(rulebook, texts, query)
    if wants_fragment(visit):
        whole = with_query(visit.url("show_home"), shown.values)
        return fragment(visit, TasteOutcome.template, TasteOutcome(preview=preview), whole=whole)
    with visit.reading_if_any() as workspace:
        unfinished, recent = _own(workspace, visit.library) if workspace else ((), ())
    form = visit.url("fill_in", rulebook_id=rulebook.id)
    context = HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        texts=texts,
        others=tuple(other for other in visit.library.startable if other != rulebook),
        intent=token_urlsafe(16),
        unfinished=unfinished,
        recent=recent,
        outcomes=outcomes(rulebook, form),
        doors=entrances(rulebook, texts, form),
        taste=shown,
        preview=preview,
    )
    return page(visit, context)


def _own(
    workspace: Workspace, library: Library
) -> tuple[tuple[ListedRow, ...], tuple[ListedRow, ...]]:
    """What was begun, and the latest results."""
    unfinished = list_unfinished(workspace, SHOWN)
    rows = listed_rows(workspace, library, (*unfinished, *list_recent(workspace, SHOWN)))
    return rows[: len(unfinished)], rows[len(unfinished) :]


@router.get("/about")
def show_about(visit: Anyone) -> HTMLResponse:
    """What the advisor does, where its advice comes from and what it does not know."""
    library = visit.library
    context = AboutPage(
        title="About this advisor",
        rulebooks=library.startable,
        checked=frozenset(id_ for id_ in library.ids if library.evidence(id_)),
        seconds={
            rulebook.id: library.second_opinion_on(rulebook.id) for rulebook in library.startable
        },
        texts={rulebook.id: library.texts(rulebook.id) for rulebook in library.startable},
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
