"""The rulebooks as pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.rules import Rulebook
from app.services.rulebooks import find_rulebook
from app.web.contexts.quality import quality_page
from app.web.contexts.questionnaire import reveal_rules
from app.web.contexts.rulebooks import RulebooksPage, rulebook_page
from app.web.dependencies import JoinedParts, policy
from app.web.rendering import page, stylesheet

router = APIRouter()


@router.get("/rulebooks")
@policy("public")
def list_rulebooks(request: Request, parts: JoinedParts) -> HTMLResponse:
    """All rulebooks, every version."""
    return page(request, RulebooksPage(title="The rules", rulebooks=tuple(parts.library)))


@router.get("/rulebooks/{rulebook_id}/{version}")
@policy("public")
def show_rulebook(
    request: Request, parts: JoinedParts, rulebook_id: str, version: str
) -> HTMLResponse:
    """One version of one rulebook: questions, rules, gates, verdicts and claims."""
    return page(request, rulebook_page(find_rulebook(parts.library, rulebook_id, version)))


@router.get("/rulebooks/{rulebook_id}/{version}/questionnaire.css")
@policy("public")
def show_questionnaire_styles(parts: JoinedParts, rulebook_id: str, version: str) -> Response:
    """Hides conditional questions until they are asked; works without JavaScript."""
    rulebook: Rulebook = find_rulebook(parts.library, rulebook_id, version)
    return stylesheet(reveal_rules(rulebook))


@router.get("/rulebooks/{rulebook_id}/{version}/quality")
@policy("public")
def show_quality(
    request: Request, parts: JoinedParts, rulebook_id: str, version: str
) -> HTMLResponse:
    """What is known of a rulebook as a whole: tilt, shares, coverage, age, findings."""
    rulebook = find_rulebook(parts.library, rulebook_id, version)
    return page(request, quality_page(rulebook, parts.clock().date()))
