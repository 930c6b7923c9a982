"""A questionnaire that belongs to nobody yet, prefilled from its address, or a what-if."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.adjustments import NONE
from app.engine.errors import NotFound
from app.questionnaire.actions import (
    pinned_rulebook,
    save_new_assessment,
)
from app.questionnaire.addresses import (
    CLEARED,
    MADE,
    after_first_save,
    cleared,
    filled_in,
    fits,
    pinned_values,
)
from app.questionnaire.forms import (
    LAST,
    NAME,
    PAGE,
    REVISES,
    SHOWN,
    Submitted,
    address_of,
    address_values,
    form_values,
    refuse_strangers,
    submitted,
    what_is_usable,
)
from app.questionnaire.known import Known
from app.questionnaire.naming import made_name
from app.questionnaire.pages import (
    HOMELESS,
    NO_COOKIE,
    QuestionnairePage,
    loose_page,
    not_kept,
    what_if_page,
)
from app.questionnaire.previews import show_preview
from app.questionnaire.steps import StepPage, loose_step
from app.questionnaire.what_if import compared_with, revised_by, what_if_of
from app.results.firmness import prepare_firmness
from app.results.judging import NO_ANSWERS
from app.store.assessments import has_assessment
from app.store.drafts import find_answered
from app.store.intents import Intent
from app.web.forms import Fields, Form, PastedQuery
from app.web.rendering import NO_MORE, page, refused, see_other, wants_fragment
from app.web.routing import PageRoute
from app.web.visit import Anyone, Reader, ReadingVisit, Visit, Writer, WritingVisit

router = APIRouter(route_class=PageRoute)

OWN_FIELDS = (
    "_key",
    "_latest",
    "_seen",
    "_turn",
    "_rulebook",
    "_rulebook_id",
    f"_{REVISES}",
    LAST,
    NAME,
    PAGE,
    SHOWN,
)


@router.get("/questionnaire")
def fill_in_default(visit: Anyone, query: PastedQuery) -> Response:
    """An address that names no rulebook, as all did once: on to that of the default."""
    return see_other(visit, filled_in(visit, visit.library.default.id, address_values(query)))


@router.post("/questionnaire")
def save_filled_in_default(visit: Writer, form: Form) -> Response:
    """The same for a page that was open before its rulebook was named in the address."""
    return _save_loose(visit, visit.library.default.id, form)


@router.post("/questionnaire/preview")
def preview_filled_in_default(visit: Reader, form: Form) -> Response:
    """The same for the preview of such a page."""
    return _preview_loose(visit, visit.library.default.id, form)


@router.get("/questionnaire/{rulebook_id}")
def fill_in(visit: Reader, rulebook_id: str, query: PastedQuery) -> Response:
    """A questionnaire filled in from the address; unusable parts are named, nothing is stored.

    With `revises` it is a what-if for that assessment: saving makes its next revision.
    """
    if REVISES in query:
        return _what_if(visit, rulebook_id, query)
    for mark, handler in MADE.items():
        if mark in query:
            return _after_first_save(visit, rulebook_id, query, query.one(mark), handler)
    return _show_filled_in(visit, rulebook_id, query)


@router.post("/questionnaire/{rulebook_id}")
def save_filled_in(visit: Writer, rulebook_id: str, form: Form) -> Response:
    """Makes an assessment of the submitted answers, with its first revision."""
    return _save_loose(visit, rulebook_id, form)


@router.post("/questionnaire/{rulebook_id}/preview")
def preview_filled_in(visit: Reader, rulebook_id: str, form: Form) -> Response:
    """What the submitted answers come to; writes nothing."""
    return _preview_loose(visit, rulebook_id, form)


@router.post("/questionnaire/{rulebook_id}/clear")
def clear_filled_in(visit: Anyone, rulebook_id: str, form: Form) -> Response:
    """The same for a questionnaire that belongs to nobody yet, of which nothing is stored."""
    sent = loose_form(visit, rulebook_id, form)
    form.one("_key")
    if sent.strange:
        return page(visit, loose_page(visit, sent), 422)
    undo = form_values(sent.answers)
    version = {"_rulebook": (sent.rulebook.version,)}
    address = filled_in(
        visit, rulebook_id, version | ({CLEARED: (address_of(undo),)} if undo else {})
    )
    if fits(address) and not sent.named.typed:
        return see_other(visit, address)
    empty = Submitted(sent.rulebook, {}, {}, (), naming=sent.naming)
    shown = loose_page(visit, empty, undo=undo)
    return page(visit, shown, address=address if fits(address) else None)


def _save_loose(visit: WritingVisit, rulebook_id: str, form: Fields) -> Response:
    sent = loose_form(visit, rulebook_id, form)
    if sent.refused:
        return page(visit, _loose_again(visit, form, sent), 422)
    intent = intent_of(form)
    name = made_name(sent.rulebook, visit.library.texts(rulebook_id), sent.answers)
    try:
        with visit.writing_or_new() as workspace:
            revised = revised_by(workspace, form)
            adjustments = revised.draft.adjustments if revised else NONE
            extra = revised.draft.extra_answers if revised else NO_ANSWERS
            made = save_new_assessment(
                workspace,
                sent.rulebook,
                sent.answers,
                intent,
                adjustments,
                typed=sent.named.typed,
                made=name,
                second=visit.library.second_opinion_on(rulebook_id),
                extra_answers=extra,
            )
    except NO_MORE as error:
        return refused(visit, not_kept(_whole_again(visit, form, sent), error), error)
    if revised and revised.assessment.latest:
        return see_other(visit, compared_with(visit, revised.assessment, made))
    prepare_firmness(visit, sent.rulebook, sent.answers)
    result = after_first_save(visit, made, sent.rulebook, sent.answers, "show_assessment")
    return see_other(visit, result)


def _loose_again(
    visit: ReadingVisit, form: Fields, sent: Submitted
) -> QuestionnairePage | StepPage:
    """The form of nobody yet, or of a what-if, with what was sent."""
    if PAGE in form:
        return loose_step(visit, form, sent)
    return _whole_again(visit, form, sent)


def _whole_again(visit: ReadingVisit, form: Fields, sent: Submitted) -> QuestionnairePage:
    with visit.reading_if_any() as workspace:
        revised = revised_by(workspace, form) if workspace else None
    return what_if_page(visit, revised, sent) if revised else loose_page(visit, sent)


def _show_filled_in(visit: Visit, rulebook_id: str, query: Fields, *notices: str) -> HTMLResponse:
    rulebook = visit.library.find_startable(rulebook_id, query.one("_rulebook"))
    usable, left_out = what_is_usable(rulebook, query)
    undo = cleared(rulebook, query)
    return page(visit, loose_page(visit, usable, *notices, *left_out, undo=undo))


def _after_first_save(
    visit: ReadingVisit, rulebook_id: str, query: Fields, made: str, handler: str
) -> Response:
    """On to what was made; where the browser kept no cookie, its answers, and what to do."""
    with visit.reading_if_any() as workspace:
        is_new = workspace is None
        is_there = workspace is not None and has_assessment(workspace, made)
    if is_there:
        return see_other(visit, visit.url(handler, assessment_id=made))
    return _show_filled_in(visit, rulebook_id, query, *([NO_COOKIE] if is_new else []))


def homeless(visit: Visit, form: Fields, error: NotFound, comfort: str = HOMELESS) -> HTMLResponse:
    """What was entered for an assessment that is not there, as a questionnaire of nobody yet."""
    rulebook_id = form.one("_rulebook_id") or visit.library.default.id
    sent = submitted(visit.library.find(rulebook_id, form.one("_rulebook")), form)
    address = filled_in(visit, sent.rulebook.id, pinned_values(sent.rulebook, sent.answers))
    context = loose_page(
        visit, sent, error.message, comfort, intent=form.one("_key") or form.one(PAGE)
    )
    return page(visit, context, 404, address=address if fits(address) else None)


def _preview_loose(visit: ReadingVisit, rulebook_id: str, form: Fields) -> Response:
    sent = loose_form(visit, rulebook_id, form)
    if sent.refused:
        return page(visit, _loose_again(visit, form, sent), 422)
    own = {"_rulebook": form.many("_rulebook"), REVISES: form.many(f"_{REVISES}")}
    form_address = filled_in(visit, rulebook_id, {**own, **sent.values})
    in_address = fits(form_address) and not sent.named.typed  # a name goes into no address
    if not in_address and not wants_fragment(visit):
        return page(visit, _loose_again(visit, form, sent))
    with visit.reading_if_any() as workspace:
        revised = revised_by(workspace, form) if workspace else None
    what_if = what_if_of(sent.rulebook, revised, sent.answers) if revised else None
    return show_preview(visit, sent, form_address, saved=False, what_if=what_if)


def intent_of(form: Fields) -> Intent:
    """The press of a button that sent the form."""
    return Intent(form.one("_key"), form.digest())


def known_by(form: Fields) -> Known:
    """What the page of the form knew; one from before an upgrade does not say it of the draft."""
    return Known(
        latest=form.number("_latest"),
        seen=form.one("_seen") if "_seen" in form else None,
        page=form.one(PAGE) or form.one("_key"),
        turn=form.number("_turn") if "_turn" in form else 0,
    )


def known_of_draft(form: Fields) -> Known | None:
    """The same for a draft; None from a page that says nothing of it, which has the last word."""
    return known_by(form) if "_seen" in form else None


def loose_form(visit: Visit, rulebook_id: str, form: Fields) -> Submitted:
    """What was sent for the questions of the version the form was made with."""
    refuse_strangers(form, *OWN_FIELDS)
    return submitted(visit.library.find_startable(rulebook_id, form.one("_rulebook")), form)


def _what_if(visit: ReadingVisit, rulebook_id: str, query: Fields) -> Response:
    """The page for an address that revises an assessment; NotFound if it is not the visitor's.

    The answers are to the questions the assessment is about: an address that names another
    rulebook leads on to that of its own.
    """
    with visit.reading() as workspace:
        answered = find_answered(workspace, query.one(REVISES))
    pinned = pinned_rulebook(visit.library, answered.draft)
    if rulebook_id != pinned.id:
        return see_other(visit, filled_in(visit, pinned.id, address_values(query)))
    rulebook = visit.library.find(pinned.id, query.one("_rulebook") or pinned.version)
    usable, notices = what_is_usable(rulebook, query)
    return page(visit, what_if_page(visit, answered, usable, notices))
