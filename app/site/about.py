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
