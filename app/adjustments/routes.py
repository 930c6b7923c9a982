"""Adjustments: the page to disagree on, kept with the draft or saved as the next version."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.adjustments.forms import (
    KEY,
    LATEST,
    NO_TEXT,
    SEEN,
    AdjustmentsForm,
    refuse_strangers,
    sent_form,
    stored_form,
)
from app.adjustments.overtaken import overtaken
from app.adjustments.pages import (
    AdjustmentsPage,
    Beside,
    BesideFragment,
    adjustments_page,
    beside,
)
from app.engine.adjustments import MOST_REASONS
from app.engine.errors import Conflict, Full, TooMany
from app.questionnaire.actions import (
    Opened,
    opened_questionnaire,
    save_draft,
    save_revision,
)
from app.questionnaire.addresses import with_query
from app.questionnaire.known import Known
from app.questionnaire.overtaken import Overtaken
from app.questionnaire.saved import UNSAVED, after_save, to_form
from app.results.queries import find_revision
from app.store.intents import Intent
from app.store.workspaces import Workspace
from app.web.forms import Fields, Form, Identifier, Misread, Number, Query, few
from app.web.rendering import NO_MORE, fragment, page, refused, see_other, wants_fragment
from app.web.visit import Reader, Visit, Writer

router = APIRouter()

OVERTAKEN = "adjustments/_overtaken.html"

DISPUTED = "without"
"""In an address: a rule to switch off; nothing is kept until the form is sent."""

WITHOUT_TEXT = "without_text"
"""In an address: the number that a reason without a text had."""
NUMBERS = tuple(map(str, range(1, MOST_REASONS + 1)))

COPIED = "These came with the result that you copied. Once you save them, they are yours."
NOT_KEPT = "What is ticked from the link you followed is not kept yet."


@router.get("/assessments/{assessment_id}/own-reasons")
def edit_adjustments(visit: Reader, assessment_id: Identifier, query: Query) -> HTMLResponse:
    """The form for adjustments as they stand; an address can tick rules in it."""
    with visit.reading() as workspace:
        opened = opened_questionnaire(visit.library, workspace, assessment_id)
    asked = dict.fromkeys(query.many(DISPUTED))
    known = opened.rulebook.rule_by_id.keys() & asked
    kept = opened.answered.draft.adjustments
    changed = kept.with_rules_off(known)
    form = stored_form(opened.rulebook, changed)
    notices = [NOT_KEPT] if changed != kept else []
    if numbers := [number for number in query.many(WITHOUT_TEXT) if number in NUMBERS]:
        notices.append(" ".join(f"Reason {number}: {NO_TEXT}" for number in numbers))
    if strangers := few(rule for rule in asked if rule not in known):
        notices.append(f"These rules have no {', '.join(strangers)}, so that was left out.")
    return page(visit, _page(visit, opened, form, *notices))


@router.get("/assessments/{assessment_id}/revisions/{n}/dispute")
def dispute_rules(visit: Reader, assessment_id: Identifier, n: Number, query: Query) -> Response:
    """An address from before adjustments were kept: on to the form, with the same ticks."""
    with visit.reading() as workspace:
        find_revision(workspace, assessment_id, n)
    form = visit.url("edit_adjustments", assessment_id=assessment_id)
    return see_other(visit, with_query(form, {DISPUTED: query.many(DISPUTED)}))


@router.post("/assessments/{assessment_id}/own-reasons")
def save_adjustments(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Makes the next version with the adjustments, or shows what is wrong with them."""
    try:
        with visit.writing() as workspace:
            opened, sent = _sent(visit, workspace, assessment_id, form)
            intent = Intent(form.one(KEY), form.digest())
            if sent.problems:
                raise Misread
            saved = save_revision(
                workspace,
                visit.library,
                assessment_id,
                opened.answers,
                intent,
                known=_known_by(form),
                adjustments=sent.adjustments,
            )
    except Misread:
        return page(visit, _page(visit, opened, sent), 422)
    except NO_MORE as error:
        return _no_room(visit, opened, sent, error)
    except Conflict:
        news = overtaken(visit, opened, sent.adjustments, form.number(LATEST))
        return page(visit, _page(visit, opened, sent, news=news), 409)
    return after_save(visit, opened, saved, intent, "own-reasons")


@router.get("/assessments/{assessment_id}/own-reasons/draft")
def see_adjustments(visit: Reader, assessment_id: Identifier) -> Response:
    """On to the form, whose address this is once it was refused."""
    return to_form(visit, assessment_id, "edit_adjustments")


@router.post("/assessments/{assessment_id}/own-reasons/draft")
def keep_adjustments(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps what is right with the draft; answers what comes of it, or goes back to the form."""
    try:
        with visit.writing() as workspace:
            opened, sent = _sent(visit, workspace, assessment_id, form)
            save_draft(
                workspace,
                visit.library,
                assessment_id,
                opened.answers,
                adjustments=sent.adjustments,
                known=_known_by(form) if SEEN in form else None,
            )
    except NO_MORE as error:
        if wants_fragment(visit):
            raise
        return _no_room(visit, opened, sent, error)
    except Conflict:
        news = overtaken(visit, opened, sent.adjustments, form.number(LATEST))
        if wants_fragment(visit):
            both = BesideFragment(beside=_beside(visit, opened, sent), overtaken=news)
            return fragment(visit, OVERTAKEN, both, 409, whole=news.theirs)
        return page(visit, _page(visit, opened, sent, news=news), 409)
    form_at = visit.url("edit_adjustments", assessment_id=assessment_id)
    left_out = {WITHOUT_TEXT: tuple(map(str, sent.without_text))}
    again = f"{with_query(form_at, left_out)}#both"
    if wants_fragment(visit):
        both = BesideFragment(beside=_beside(visit, opened, sent))
        return fragment(visit, "adjustments/_swap.html", both, whole=again)
    if sent.problems:
        return page(visit, _page(visit, opened, sent), 422)
    return see_other(visit, again)


def _known_by(form: Fields) -> Known:
    """What the page of the form knew; one from before an upgrade does not say what it saw."""
    seen = form.one(SEEN) if SEEN in form else None
    return Known(form.number(LATEST), page=form.one(KEY), beside=seen)


def _beside(visit: Visit, opened: Opened, sent: AdjustmentsForm) -> Beside:
    return beside(visit.library, opened.rulebook, opened.answers, sent)


def _no_room(
    visit: Visit, opened: Opened, sent: AdjustmentsForm, error: Full | TooMany
) -> Response:
    told = replace(sent, problems=(("main", error.told), *sent.problems))
    return refused(visit, _page(visit, opened, told), error)


def _sent(
    visit: Visit, workspace: Workspace, assessment_id: str, form: Fields
) -> tuple[Opened, AdjustmentsForm]:
    refuse_strangers(form)
    opened = opened_questionnaire(visit.library, workspace, assessment_id)
    return opened, sent_form(opened.rulebook, form, opened.answered.draft.adjustments)


def _page(
    visit: Visit,
    opened: Opened,
    form: AdjustmentsForm,
    *notices: str,
    news: Overtaken | None = None,
) -> AdjustmentsPage:
    saved, draft = opened.answered.saved, opened.answered.draft
    every = list(notices)
    if saved and saved.answers != draft.answers:
        every.append(UNSAVED)
    if draft.adjustments.copied:
        every.append(COPIED)
    return adjustments_page(visit, *opened, form, *every, news=news)
