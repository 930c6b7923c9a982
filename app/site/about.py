"""What this site is, and what it stores."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.site.about_pages import AboutPage, PrivacyPage
from app.web.rendering import page
from app.web.visit import Anyone

router = APIRouter()


@router.get("/about")
def show_about(visit: Anyone) -> HTMLResponse:
    """What the advisor does, where its advice comes from and what it does not know."""
    rulebooks = tuple(visit.library.latest(rulebook_id) for rulebook_id in visit.library.ids)
    return page(visit, AboutPage(title="About this advisor", rulebooks=rulebooks))


@router.get("/privacy")
def show_privacy(visit: Anyone) -> HTMLResponse:
    """What is stored, where and how long."""
    return page(visit, PrivacyPage(title="What is stored, where and how long"))
