"""The addresses of the application; the busiest come first, since routing is linear."""

from __future__ import annotations

from app.web.routes import (
    about,
    assessments,
    comparisons,
    deletion,
    health,
    home,
    questionnaire,
    revisions,
    rulebooks,
    shares,
    styleguide,
    workspaces,
)

ROUTERS = (
    shares.router,
    revisions.router,
    questionnaire.router,
    assessments.router,
    home.router,
    comparisons.router,
    deletion.router,
    workspaces.router,
    rulebooks.router,
    about.router,
    health.router,
)
DEVELOPMENT_ROUTERS = (styleguide.router,)
