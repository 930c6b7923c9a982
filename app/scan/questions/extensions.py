"""How much on ready-made Flask extensions? Told by what is imported, not by what is declared."""

from __future__ import annotations

from app.scan.definitions import Place
from app.scan.known import FLASK_EXTENSIONS, SOCKET_PACKAGES
from app.scan.proposals import Confidence, Finding, proposed
from app.scan.survey import Survey

QUESTION = "extensions"
MANY = 4
CLEARLY_MANY = 5
MOST_SHOWN = 4


def extensions(survey: Survey) -> Finding | None:
    """Four or more are many, fewer are few, one that is the whole product is exact."""
    if not survey.project.is_flask:
        return None
    found = _imported(survey)
    words = f"is one of {len(found)} extensions that are imported"
    if len(found) == 1:
        words = "is the only extension that is imported"
    shown = [survey.evidence(place, words) for place in found.values()][:MOST_SHOWN]
    if len(found) >= MANY:
        sure: Confidence = "high" if len(found) >= CLEARLY_MANY else "medium"
        return proposed(QUESTION, "many", sure, *shown)
    core = SOCKET_PACKAGES & found.keys()
    if core and len(survey.project.events) > len(survey.project.routes):
        words = f"answers {len(survey.project.events)} events, more than there are routes"
        return proposed(QUESTION, "exact", "medium", survey.evidence(found[min(core)], words))
    return proposed(QUESTION, "few", "high" if len(found) == 1 else "medium", *shown)


def _imported(survey: Survey) -> dict[str, Place]:
    """Each extension with the first line that imports it."""
    found: dict[str, Place] = {}
    for module in survey.project.modules:
        for imported in module.imports:
            is_extension = imported.root.startswith("flask_") or imported.root in FLASK_EXTENSIONS
            if is_extension and not survey.project.is_own(imported.root):
                found.setdefault(imported.root, Place(module.path, imported.line, imported.root))
    return found
