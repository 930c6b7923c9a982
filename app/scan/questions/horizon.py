"""Small and soon, or growing for years? Told by what is there today."""

from __future__ import annotations

from collections import Counter

from app.scan.proposals import Confidence, Finding, proposed
from app.scan.survey import Survey

QUESTION = "horizon"
FEW_ROUTES, FEW_LINES = 8, 1_500
MANY_ROUTES = 40
FAR = 2
"""So many times beyond a border, or within it, there is no doubt."""


def horizon(survey: Survey) -> Finding | None:
    """By the number of routes and lines; open without a route."""
    project = survey.project
    routes = len(project.routes) + len(project.events)
    if not project.framework or not routes:
        return None
    lines = survey.lines
    sure: Confidence = "medium"
    if routes >= MANY_ROUTES:
        option = "long"
        sure = "high" if routes >= MANY_ROUTES * FAR else "medium"
    elif routes <= FEW_ROUTES and lines <= FEW_LINES:
        option = "quick"
        sure = "high" if routes * FAR <= FEW_ROUTES and lines * FAR <= FEW_LINES else "medium"
    else:
        option = "medium"
    declared = [route.place for route in project.routes] + [event.place for event in project.events]
    fullest, _ = Counter(place.path for place in declared).most_common(1)[0]
    first = next(place for place in declared if place.path == fullest)
    words = f"is the first route of the file that has most; {routes} routes, {lines:,} lines in all"
    if routes == 1:
        words = f"is the only route; {lines:,} lines in all"
    return proposed(QUESTION, option, sure, survey.evidence(first, words))
