"""Second opinions: their own questions, kept with the draft or saved as the next version."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Conflict, Full, TooMany
from app.engine.rules import Rulebook
from app.questionnaire.actions import Opened, opened_questionnaire, save_draft, save_revision
from app.questionnaire.forms import Submitted, refuse_strangers
from app.questionnaire.known import Known
from app.questionnaire.overtaken import SAVED_MEANWHILE
from app.questionnaire.saved import after_save, to_form
from app.results.queries import find_revision
from app.second_opinions.pages import (
    OWN_FIELDS,
    SEEN,
    MorePage,
    extra_of,
    more_page,
    opinion_page,
    second_for,
    sent_extra,
    with_saved,
)
from app.store.assessments import find_assessment
from app.store.intents import Intent
from app.store.workspaces import Workspace
from app.web.forms import Fields, Form, Identifier, Misread, Number
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.visit import Reader, Visit, Writer

router = APIRouter()

KEPT_MEANWHILE = (
    "Meanwhile these answers were changed in another tab or browser. What you see below is not "
    "kept yet."
)


@router.get("/assessments/{assessment_id}/second-opinion")
def ask_more(visit: Reader, assessment_id: Identifier) -> HTMLResponse:
    """The questions that only the second opinion reads, with the extra answers of the draft."""
    with visit.reading() as workspace:
        opened = opened_questionnaire(visit.library, workspace, assessment_id)
    second = second_for(visit.library, opened.rulebook)
    return page(visit, more_page(visit, second, opened, None))


@router.post("/assessments/{assessment_id}/second-opinion")
def save_more(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Makes the next version with these extra answers, or shows what is wrong with them."""
    try:
        with visit.writing() as workspace:
            second, opened, sent = _sent(visit, workspace, assessment_id, form)
            intent = Intent(form.one("_key"), form.digest())
            if sent.problems:
                raise Misread
            saved = save_revision(
                workspace,
                visit.library,
                assessment_id,
                opened.answers,
                intent,
                known=_known_by(form),
                extra_answers=extra_of(second, opened, sent),
            )
    except Misread:
        return page(visit, more_page(visit, second, opened, sent), 422)
    except NO_MORE as error:
        return _no_room(visit, more_page(visit, second, opened, sent), error)
    except Conflict:
        return _overtaken(visit, second, opened, sent, form)
    return after_save(visit, opened, saved, intent, "second-opinion")


@router.get("/assessments/{assessment_id}/second-opinion/draft")
def see_more(visit: Reader, assessment_id: Identifier) -> Response:
    """On to the form, whose address this is once it was refused."""
    return to_form(visit, assessment_id, "ask_more")


@router.post("/assessments/{assessment_id}/second-opinion/draft")
def keep_more(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps the extra answers with the draft; back to the form, which says what comes of them."""
    try:
        with visit.writing() as workspace:
            second, opened, sent = _sent(visit, workspace, assessment_id, form)
            if sent.problems:
                raise Misread
            extra = extra_of(second, opened, sent)
            save_draft(
                workspace,
                visit.library,
                assessment_id,
                opened.answers,
                extra_answers=extra,
                known=_known_by(form) if SEEN in form else None,
            )
    except Misread:
        return page(visit, more_page(visit, second, opened, sent), 422)
    except NO_MORE as error:
        return _no_room(visit, more_page(visit, second, opened, sent), error)
    except Conflict:
        return _overtaken(visit, second, opened, sent, form)
    return see_other(visit, visit.url("ask_more", assessment_id=assessment_id) + "#so-far")


@router.get("/assessments/{assessment_id}/revisions/{n}/second-opinion")
def show_opinion(visit: Reader, assessment_id: Identifier, n: Number) -> HTMLResponse:
    """What today's second opinion on that version is; worked out now, stored nowhere."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, n)
    return page(visit, opinion_page(visit, assessment, revision))


def _known_by(form: Fields) -> Known:
    """What the page of the form knew; one from before an upgrade does not say what it saw."""
    seen = form.one(SEEN) if SEEN in form else None
    return Known(form.number("_latest"), beside=seen)


def _overtaken(
    visit: Visit, second: Rulebook, opened: Opened, sent: Submitted, form: Fields
) -> Response:
    """The form again, with what was sent and what another page kept or saved meanwhile."""
    latest = opened.answered.assessment.latest or 0
    is_saved = latest != form.number("_latest")
    notice = SAVED_MEANWHILE.format(latest) if is_saved else KEPT_MEANWHILE
    merged, notes = with_saved(second, opened, sent)
    shown = more_page(visit, second, opened, merged, " ".join([notice, *notes]))
    return page(visit, shown, 409)


def _no_room(visit: Visit, shown: MorePage, error: Full | TooMany) -> Response:
    return refused(visit, replace(shown, problems=(("main", error.told),)), error)


def _sent(
    visit: Visit, workspace: Workspace, assessment_id: str, form: Fields
) -> tuple[Rulebook, Opened, Submitted]:
    refuse_strangers(form, *OWN_FIELDS)
    opened = opened_questionnaire(visit.library, workspace, assessment_id)
    second = second_for(visit.library, opened.rulebook)
    return second, opened, sent_extra(second, opened.rulebook, form)
