"""The questionnaire of an assessment."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Conflict, Full, NotFound
from app.questionnaire.actions import (
    clear_draft,
    opened_questionnaire,
    pinned_rulebook,
    save_draft,
    save_revision,
)
from app.questionnaire.addresses import (
    CLEARED,
    cleared,
    fits,
    with_query,
)
from app.questionnaire.forms import (
    PAGE,
    REVISES,
    Submitted,
    address_of,
    form_values,
    refuse_strangers,
    stored,
    submitted,
)
from app.questionnaire.loose import (
    OWN_FIELDS,
    homeless,
    intent_of,
    known_by,
    known_of_draft,
)
from app.questionnaire.overtaken import Overtaken, overtaken
from app.questionnaire.pages import (
    QuestionnairePage,
    not_kept,
    own_page,
    reveal_rules,
    what_if_page,
    with_another,
)
from app.questionnaire.previews import fragment_of, show_preview
from app.questionnaire.saved import to_form
from app.questionnaire.steps import StepPage, own_step
from app.results.firmness import prepare_firmness
from app.store.drafts import find_answered
from app.store.records import Answered
from app.store.workspaces import Workspace
from app.web.forms import Fields, Form, Identifier, Misread, Query
from app.web.rendering import (
    NO_MORE,
    fragment,
    page,
    refused,
    see_other,
    stylesheet,
    wants_fragment,
)
from app.web.routing import PageRoute
from app.web.visit import Anyone, Reader, Visit, Writer

router = APIRouter(route_class=PageRoute)

OVERTAKEN = "questionnaire/_overtaken.html"


@router.get("/assessments/{assessment_id}/edit")
def edit_assessment(visit: Reader, assessment_id: Identifier, query: Query) -> HTMLResponse:
    """The questionnaire with the answers of the draft, or of the latest revision."""
    with visit.reading() as workspace:
        answered, rulebook, answers = opened_questionnaire(visit.library, workspace, assessment_id)
    undo = cleared(rulebook, query)
    return page(visit, own_page(visit, answered, stored(rulebook, answers), undo=undo))


@router.post("/assessments/{assessment_id}/edit")
def save_answers(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Makes a revision of the submitted answers, or shows what is wrong with them."""
    try:
        with visit.writing() as workspace:
            answered, sent = _own_form(visit, workspace, assessment_id, form)
            if sent.refused:
                raise Misread
            intent = intent_of(form)
            saved = save_revision(
                workspace,
                visit.library,
                assessment_id,
                sent.answers,
                intent,
                known=known_by(form),
                rulebook=sent.rulebook,
                naming=sent.named,
                answered=answered,
            )
    except Misread:
        return page(visit, _form_again(visit, form, answered, sent), 422)
    except NO_MORE as error:
        again = not_kept(_whole_form(visit, form, answered, sent), error)
        return refused(
            visit, with_another(visit, again) if isinstance(error, Full) else again, error
        )
    except Conflict:
        news = overtaken(visit, answered, sent, known_by(form).latest)
        return page(visit, _form_again(visit, form, answered, sent, news), 409)
    except NotFound as error:
        return homeless(visit, form, error)
    # The address names the form; what came of it the store knows.
    unchanged = {"unchanged": (intent.key,)} if saved.unchanged else {}
    prepare_firmness(visit, sent.rulebook, sent.answers)
    result = visit.url("show_assessment", assessment_id=assessment_id)
    return see_other(visit, with_query(result, unchanged))


@router.get("/assessments/{assessment_id}/draft")
def see_draft(visit: Reader, assessment_id: Identifier) -> Response:
    """On to the form, whose address this is once it was refused."""
    return to_form(visit, assessment_id, "edit_assessment")


@router.post("/assessments/{assessment_id}/draft")
def save_draft_answers(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps the answers as the draft; answers the preview, or goes back to the form."""
    try:
        with visit.writing() as workspace:
            answered, sent = _own_form(visit, workspace, assessment_id, form)
            if sent.refused:
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
        return page(visit, own_page(visit, answered, sent), 422)
    except NO_MORE as error:
        if wants_fragment(visit):
            raise
        return refused(visit, not_kept(own_page(visit, answered, sent), error), error)
    except Conflict:
        news = overtaken(visit, answered, sent, known_by(form).latest)
        if wants_fragment(visit):
            told = fragment_of(visit, sent, saved=True, news=news)
            return fragment(visit, OVERTAKEN, told, 409, whole=news.theirs)
        return page(visit, own_page(visit, answered, sent, news=news), 409)
    except NotFound as error:
        if wants_fragment(visit):
            raise
        return homeless(visit, form, error)
    form_address = visit.url("edit_assessment", assessment_id=assessment_id)
    return show_preview(visit, sent, form_address, saved=True)


@router.get("/assessments/{assessment_id}/clear")
def offer_clearing(visit: Reader, assessment_id: Identifier, query: Query) -> HTMLResponse:
    """Where pages from before an upgrade ask first: the questionnaire has a button for it now."""
    return edit_assessment(visit, assessment_id, query)


@router.post("/assessments/{assessment_id}/clear")
def clear_answers(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Empties the draft, and offers to undo that; revisions stay."""
    try:
        with visit.writing() as workspace:
            answered, sent = _own_form(visit, workspace, assessment_id, form)
            known = known_by(form)
            if sent.strange:
                raise Misread
            clear_draft(workspace, assessment_id, known if "_seen" in form else None, sent.named)
            answered = find_answered(workspace, assessment_id)
    except Misread:
        return page(visit, own_page(visit, answered, sent), 422)
    except NO_MORE as error:
        return refused(visit, not_kept(own_page(visit, answered, sent), error), error)
    except Conflict:
        news = overtaken(visit, answered, sent, known_by(form).latest)
        return page(visit, own_page(visit, answered, sent, news=news), 409)
    except NotFound as error:
        return homeless(visit, form, error)
    undo = form_values(sent.answers)
    empty = visit.url("edit_assessment", assessment_id=assessment_id)
    address = with_query(empty, {CLEARED: (address_of(undo),)} if undo else {})
    if fits(address):
        return see_other(visit, address)
    return page(visit, own_page(visit, answered, stored(sent.rulebook, {}), undo=undo))


@router.get("/rulebooks/{rulebook_id}/{version}/questionnaire.css")
def show_questionnaire_styles(visit: Anyone, rulebook_id: str, version: str) -> Response:
    """Hides conditional questions until they are asked; works without JavaScript."""
    return stylesheet(reveal_rules(visit.library.find(rulebook_id, version)))


def _form_again(
    visit: Visit, form: Fields, answered: Answered, sent: Submitted, news: Overtaken | None = None
) -> QuestionnairePage | StepPage:
    """The form of an assessment, or of a what-if for it, with what was sent."""
    if PAGE in form and not news:
        return own_step(visit, form, answered, sent)
    return _whole_form(visit, form, answered, sent, news)


def _whole_form(
    visit: Visit, form: Fields, answered: Answered, sent: Submitted, news: Overtaken | None = None
) -> QuestionnairePage:
    shown = what_if_page if f"_{REVISES}" in form else own_page
    return shown(visit, answered, sent, news=news)


def _own_form(
    visit: Visit, workspace: Workspace, assessment_id: str, form: Fields
) -> tuple[Answered, Submitted]:
    """The assessment with its answers, and what was sent for the questions of its rulebook."""
    refuse_strangers(form, *OWN_FIELDS)
    answered = find_answered(workspace, assessment_id)
    pinned = pinned_rulebook(visit.library, answered.draft)
    version = form.one("_rulebook") or pinned.version
    return answered, submitted(visit.library.find(pinned.id, version), form)
