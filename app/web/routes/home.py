"""The home page."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.services.assessments import list_recent, list_unfinished
from app.web.contexts.home import HomePage, outcomes
from app.web.dependencies import JoinedParts, MaybeWorkspace, policy
from app.web.rendering import address, page

router = APIRouter()

SHOWN = 6


@router.get("/")
@policy("workspace-read")
def show_home(request: Request, parts: JoinedParts, workspace: MaybeWorkspace) -> HTMLResponse:
    """What this does, what was begun, and situations to begin with."""
    rulebook = parts.library.default
    context = HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        intent=token_urlsafe(16),
        unfinished=list_unfinished(workspace, SHOWN) if workspace else (),
        recent=list_recent(workspace, SHOWN) if workspace else (),
        outcomes=outcomes(rulebook, address(request, "fill_in")),
    )
    return page(request, context)
