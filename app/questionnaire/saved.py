"""Where a form of an assessment leads: once it saved, or when its own address is asked for."""

from __future__ import annotations

from fastapi.responses import Response

from app.questionnaire.actions import Opened, Saved
from app.questionnaire.addresses import with_query
from app.results.firmness import prepare_firmness
from app.store.drafts import find_answered
from app.store.intents import Intent
from app.web.rendering import see_other
from app.web.visit import ReadingVisit, Visit

UNSAVED = "You have changed answers that are not saved yet. What you save here is saved with them."


def to_form(visit: ReadingVisit, assessment_id: str, form: str) -> Response:
    """On to that form, from the address at which it stands once it was refused.

    NotFound if the workspace has no such assessment.
    """
    with visit.reading() as workspace:
        find_answered(workspace, assessment_id)
    return see_other(visit, visit.url(form, assessment_id=assessment_id))


def after_save(visit: Visit, opened: Opened, saved: Saved, intent: Intent, place: str) -> Response:
    """On to that place on the page of the result, which says so if nothing was changed."""
    result = visit.url("show_assessment", assessment_id=opened.answered.assessment.id)
    if saved.unchanged:
        return see_other(visit, with_query(result, {"unchanged": (intent.key,)}))
    prepare_firmness(visit, opened.rulebook, opened.answers)
    return see_other(visit, f"{result}#{place}")
