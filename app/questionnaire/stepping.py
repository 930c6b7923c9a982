"""The addresses of one question at a time, of an assessment or of nobody yet."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.answers import read_answers
from app.questionnaire.actions import pinned_rulebook, save_draft
from app.questionnaire.addresses import filled_in, pinned_values, with_query
from app.questionnaire.forms import (
    Submitted,
    form_values,
    refuse_strangers,
    stored,
    submitted,
    what_is_usable,
)
from app.questionnaire.loose import OWN_FIELDS
from app.questionnaire.pages import loose_page, own_page
from app.questionnaire.steps import ASK, ASKED, StepPage, step_page
from app.store.drafts import find_answered
from app.store.records import Answered
from app.web.forms import Fields, Form, Identifier, Misread, Query
from app.web.rendering import page, see_other
from app.web.visit import Anyone, Reader, Visit, Writer

router = APIRouter()


@router.get("/questionnaire/{rulebook_id}/steps")
def ask_loose(visit: Anyone, rulebook_id: str, query: Query) -> HTMLResponse:
    """The next question of a questionnaire whose answers are in its address."""
    rulebook = visit.library.find(rulebook_id, query.one("_rulebook"))
    usable, notices = what_is_usable(rulebook, query)
    shown = _loose_step(visit, query, usable, notices)
    return page(visit, shown, 422 if shown.problem else 200)


@router.post("/questionnaire/{rulebook_id}/steps")
def go_on_loose(visit: Anyone, rulebook_id: str, form: Form) -> Response:
    """From the whole page to its next question; with a name, which goes into no address."""
    refuse_strangers(form, *OWN_FIELDS, ASK, ASKED)
    sent = submitted(visit.library.find(rulebook_id, form.one("_rulebook")), form)
    if sent.refused and not form.one(ASKED):
        return page(visit, loose_page(visit, sent), 422)
    if sent.named.typed or sent.refused:
        shown = _loose_step(visit, form, sent, ())
        return page(visit, shown, 422 if shown.problem else 200)
    values = pinned_values(sent.rulebook, sent.answers)
    return see_other(visit, with_query(visit.url("ask_loose", rulebook_id=rulebook_id), values))


@router.get("/assessments/{assessment_id}/steps")
def ask_own(visit: Reader, assessment_id: Identifier, query: Query) -> HTMLResponse:
    """The next question of an assessment, or the one that is named."""
    with visit.reading() as workspace:
        answered = find_answered(workspace, assessment_id)
    rulebook = pinned_rulebook(visit.library, answered.draft)
    answers, _ = read_answers(rulebook, answered.draft.answers)
    return page(visit, _own_step(visit, query, answered, stored(rulebook, answers)))


@router.post("/assessments/{assessment_id}/steps")
def go_on_own(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps what was answered beside what the draft says already, and goes on."""
    refuse_strangers(form, *OWN_FIELDS, ASK, ASKED)
    try:
        with visit.writing() as workspace:
            answered = find_answered(workspace, assessment_id)
            sent = _added(visit, answered, form)
            nothing = form.one(ASKED) and not form.one(ASK) and form.one(ASKED) not in form
            if sent.refused or nothing:
                raise Misread
            save_draft(
                workspace,
                visit.library,
                assessment_id,
                sent.answers,
                rulebook=sent.rulebook,
                naming=sent.named,
            )
    except Misread:
        if not form.one(ASKED):
            return page(visit, own_page(visit, answered, sent), 422)
        return page(visit, _own_step(visit, form, answered, sent), 422)
    on = {name: (form.one(name),) for name in (ASK, ASKED) if form.one(name)}
    here = visit.url("ask_own", assessment_id=assessment_id)
    return see_other(visit, with_query(here, on))


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


def _loose_step(
    visit: Visit, fields: Fields, sent: Submitted, notices: tuple[str, ...]
) -> StepPage:
    named = bool(sent.named.typed)
    rulebook = sent.rulebook
    return step_page(
        loose_page(visit, sent),
        visit.library.texts(rulebook.id),
        sent,
        ask=fields.one(ASK),
        asked=fields.one(ASKED),
        method="post" if named else "get",
        action=visit.url("ask_loose", rulebook_id=rulebook.id),
        all_at=filled_in(visit, rulebook.id, pinned_values(rulebook, sent.answers)),
        naming=sent.named if named else None,
        notices=notices,
    )


def _own_step(visit: Visit, fields: Fields, answered: Answered, sent: Submitted) -> StepPage:
    to = {"assessment_id": answered.assessment.id}
    return step_page(
        own_page(visit, answered, sent),
        visit.library.texts(sent.rulebook.id),
        sent,
        ask=fields.one(ASK),
        asked=fields.one(ASKED),
        method="post",
        action=visit.url("ask_own", **to),
        all_at=visit.url("edit_assessment", **to),
    )
