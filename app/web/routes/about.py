"""What this site is, and what it stores."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.contexts.about import AboutPage, PrivacyPage
from app.web.dependencies import JoinedParts, policy
from app.web.rendering import page

router = APIRouter()


@router.get("/about")
@policy("public")
def show_about(request: Request, parts: JoinedParts) -> HTMLResponse:
    """What the advisor does, where its advice comes from and what it does not know."""
    rulebooks = tuple(parts.library.latest(one) for one in parts.library.ids)
    return page(request, AboutPage(title="About this advisor", rulebooks=rulebooks))


@router.get("/privacy")
@policy("public")
def show_privacy(request: Request) -> HTMLResponse:
    """What is stored, where and how long."""
    return page(request, PrivacyPage(title="What is stored, where and how long"))
