"""The addresses of one question at a time, of an assessment or of nobody yet."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.answers import read_answers
from app.engine.errors import Conflict, NotFound
from app.questionnaire.actions import opened_questionnaire, pinned_rulebook, save_draft
from app.questionnaire.addresses import filled_in, fits, pinned_values, with_query
from app.questionnaire.forms import (
    PAGE,
    FormValues,
    Submitted,
    form_values,
    refuse_strangers,
    stored,
    submitted,
    what_is_usable,
)
from app.questionnaire.loose import OWN_FIELDS, homeless, known_by, known_of_draft
from app.questionnaire.overtaken import overtaken
from app.questionnaire.pages import (
    HOMELESS_STEP,
    QuestionnairePage,
    loose_page,
    not_kept,
    own_page,
)
from app.questionnaire.steps import ASK, ASKED, WHOLE, StepPage, loose_step, own_step, step_not_kept
from app.store.drafts import find_answered
from app.store.records import Answered
from app.web.forms import Fields, Form, Identifier, Misread, PastedQuery
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.routing import PageRoute
from app.web.visit import Anyone, Reader, Visit, Writer

router = APIRouter(route_class=PageRoute)

STEP_FIELDS = (*OWN_FIELDS, ASK, ASKED, WHOLE)


@router.get("/questionnaire/{rulebook_id}/steps")
def ask_loose(visit: Anyone, rulebook_id: str, query: PastedQuery) -> HTMLResponse:
    """The next question of a questionnaire whose answers are in its address."""
    rulebook = visit.library.find_startable(rulebook_id, query.one("_rulebook"))
    usable, notices = what_is_usable(rulebook, query)
    shown = loose_step(visit, query, usable, notices)
    return page(visit, shown, 422 if shown.problem else 200)


@router.post("/questionnaire/{rulebook_id}/steps")
def go_on_loose(visit: Anyone, rulebook_id: str, form: Form) -> Response:
    """From the whole page to its next question, on, or back; a name goes into no address."""
    refuse_strangers(form, *STEP_FIELDS)
    sent = submitted(visit.library.find_startable(rulebook_id, form.one("_rulebook")), form)
    whole = WHOLE in form
    values = pinned_values(sent.rulebook, sent.answers)
    here = (
        filled_in(visit, rulebook_id, values)
        if whole
        else visit.url("ask_loose", rulebook_id=rulebook_id)
    )
    address = here if whole else with_query(here, {**values, **_on(form, ASK, ASKED)})
    if not (sent.named.typed or sent.refused) and fits(address):
        return see_other(visit, address)
    if whole or (sent.refused and not _is_step(form)):
        shown: QuestionnairePage | StepPage = loose_page(visit, sent)
        refused = sent.refused
    else:
        shown = loose_step(visit, form, sent)
        refused = bool(shown.problem)
    kept_at = None if refused or not fits(address) else address
    return page(visit, shown, 422 if refused else 200, address=kept_at)


@router.get("/assessments/{assessment_id}/steps")
def ask_own(visit: Reader, assessment_id: Identifier, query: PastedQuery) -> HTMLResponse:
    """The next question of an assessment, or the one that is named."""
    with visit.reading() as workspace:
        answered, rulebook, answers = opened_questionnaire(visit.library, workspace, assessment_id)
    return page(visit, own_step(visit, query, answered, stored(rulebook, answers)))


@router.post("/assessments/{assessment_id}/steps")
def go_on_own(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps what was answered beside what the draft says already, and goes on."""
    refuse_strangers(form, *STEP_FIELDS)
    try:
        with visit.writing() as workspace:
            answered = find_answered(workspace, assessment_id)
            sent = _added(visit, answered, form)
            elsewhere = form.one(ASK) or WHOLE in form
            nothing = form.one(ASKED) and not elsewhere and form.one(ASKED) not in form
            if sent.refused or nothing:
                raise Misread
            save_draft(
                workspace,
                visit.library,
                assessment_id,
                sent.answers,
                rulebook=sent.rulebook,
                known=known_of_draft(form),
                naming=sent.named,
                answered=answered,
            )
    except Misread:
        if WHOLE in form or not _is_step(form):
            return page(visit, own_page(visit, answered, sent), 422)
        return page(visit, own_step(visit, form, answered, sent), 422)
    except NO_MORE as error:
        if WHOLE in form or not form.one(ASKED):
            return refused(visit, not_kept(own_page(visit, answered, sent), error), error)
        return refused(visit, step_not_kept(visit, form, answered, sent, error), error)
    except Conflict:
        news = overtaken(visit, answered, sent, known_by(form).latest)
        return page(visit, own_page(visit, answered, sent, news=news), 409)
    except NotFound as error:
        return homeless(visit, form, error, HOMELESS_STEP)
    if WHOLE in form:
        return see_other(visit, visit.url("edit_assessment", assessment_id=assessment_id))
    here = visit.url("ask_own", assessment_id=assessment_id)
    return see_other(visit, with_query(here, _on(form, ASK, ASKED, PAGE)))


def _added(visit: Visit, answered: Answered, form: Fields) -> Submitted:
    """The answers of the draft, and over them what was sent now."""
    pinned = pinned_rulebook(visit.library, answered.draft)
    rulebook = visit.library.find(pinned.id, form.one("_rulebook") or pinned.version)
    sent = submitted(rulebook, form)
    stored_answers, _ = read_answers(rulebook, answered.draft.answers)
    before = {name: chosen for name, chosen in stored_answers.items() if name != form.one(ASKED)}
    return Submitted(
        rulebook,
        {**form_values(before), **sent.values},
        {**before, **sent.answers},
        sent.problems,
        naming=sent.naming,
    )


def _is_step(form: Fields) -> bool:
    """Whether it was sent by a page that asks one question, or by the end of such pages."""
    return ASKED in form or PAGE in form


def _on(form: Fields, *names: str) -> FormValues:
    """Where the next page goes on: in its address."""
    return {name: (form.one(name),) for name in names if form.one(name)}
