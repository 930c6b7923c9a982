"""Where a form goes that saved, or that turned out to change nothing."""

from __future__ import annotations

from fastapi.responses import Response

from app.questionnaire.actions import Opened, Saved
from app.questionnaire.addresses import with_query
from app.results.firmness import prepare_firmness
from app.store.intents import Intent
from app.web.rendering import see_other
from app.web.visit import Visit

UNSAVED = "You have changed answers that are not saved yet. What you save here is saved with them."


def after_save(visit: Visit, opened: Opened, saved: Saved, intent: Intent, place: str) -> Response:
    """On to that place on the page of the result, which says so if nothing was changed."""
    result = visit.url("show_assessment", assessment_id=opened.answered.assessment.id)
    if saved.unchanged:
        return see_other(visit, with_query(result, {"unchanged": (intent.key,)}))
    prepare_firmness(visit, opened.rulebook, opened.answers)
    return see_other(visit, f"{result}#{place}")
