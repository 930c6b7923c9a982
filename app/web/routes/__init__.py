"""The addresses of the application; the busiest come first, since routing is linear."""

from __future__ import annotations

from app.web.routes import (
    about,
    assessments,
    comparisons,
    health,
    home,
    questionnaire,
    revisions,
    rulebooks,
    shares,
    styleguide,
)

ROUTERS = (
    shares.router,
    revisions.router,
    questionnaire.router,
    assessments.router,
    home.router,
    comparisons.router,
    rulebooks.router,
    about.router,
    health.router,
)
DEVELOPMENT_ROUTERS = (styleguide.router,)
