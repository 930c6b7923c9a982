"""The questionnaire: of an assessment, or prefilled from the address."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.answers import Problem, read_answers
from app.engine.errors import Conflict
from app.engine.rules import Rulebook
from app.services.assessments import get_assessment, start_assessment
from app.services.intents import Intent
from app.services.questionnaire import clear_draft, pinned_rulebook, read_draft, save_draft
from app.services.revisions import save_revision
from app.services.rulebooks import find_rulebook
from app.store.records import Assessment
from app.store.workspaces import Workspace
from app.web.answer_forms import (
    REVISES,
    Submitted,
    address_of,
    refuse_strangers,
    stored,
    submitted,
)
from app.web.contexts.assessments import ClearPage
from app.web.contexts.questionnaire import PreviewFragment, QuestionnairePage, preview_of
from app.web.dependencies import (
    JoinedParts,
    MaybeWorkspace,
    OwnWorkspace,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.errors import NOWHERE
from app.web.forms import Fields, Form, Identifier, Query
from app.web.parts import Parts
from app.web.questionnaire_pages import loose_page, own_page, what_if_page
from app.web.rendering import address, fragment, page, see_other, wants_fragment

router = APIRouter()

PREVIEW = "questionnaire/_preview.html"
OWN_FIELDS = ("_key", "_latest", "_rulebook", f"_{REVISES}")
OVERTAKEN = (
    "Meanwhile revision {} was saved in another tab or browser. Your answers below are not saved "
    "yet: save them to make the next revision, or leave this page to keep that one."
)


@router.get("/assessments/{assessment_id}/edit")
@policy("workspace-read")
def edit_assessment(
    request: Request, parts: JoinedParts, workspace: OwnWorkspace, assessment_id: Identifier
) -> HTMLResponse:
    """The questionnaire with the answers of the draft, or of the latest revision."""
    assessment = get_assessment(workspace, assessment_id)
    rulebook = pinned_rulebook(workspace, parts.library, assessment_id)
    answers, _ = read_answers(rulebook, read_draft(workspace, assessment_id).answers)
    return page(request, own_page(request, assessment, stored(rulebook, answers)))


@router.post("/assessments/{assessment_id}/edit")
@policy("workspace-write")
def save_answers(
    request: Request,
    parts: JoinedParts,
    workspace: WritableWorkspace,
    assessment_id: Identifier,
    form: Form,
) -> Response:
    """Makes a revision of the submitted answers, or shows what is wrong with them."""
    assessment, sent = _own_form(parts, workspace, assessment_id, form)
    form_page = what_if_page if f"_{REVISES}" in form else own_page
    if sent.problems:
        return page(request, form_page(request, assessment, sent), 422)
    try:
        save_revision(
            workspace,
            parts.library,
            assessment_id,
            sent.answers,
            _intent(form),
            shown=form.number("_latest"),
            rulebook=sent.rulebook,
        )
    except Conflict:
        notice = OVERTAKEN.format(assessment.latest)
        return page(request, form_page(request, assessment, sent, notice), 409)
    return see_other(address(request, "show_assessment", assessment_id=assessment_id))


@router.post("/assessments/{assessment_id}/draft")
@policy("workspace-write")
def save_draft_answers(
    request: Request,
    parts: JoinedParts,
    workspace: WritableWorkspace,
    assessment_id: Identifier,
    form: Form,
) -> Response:
    """Keeps the answers as the draft; answers the preview, or goes back to the form."""
    assessment, sent = _own_form(parts, workspace, assessment_id, form)
    if sent.problems:
        return page(request, own_page(request, assessment, sent), 422)
    save_draft(workspace, parts.library, assessment_id, sent.answers, rulebook=sent.rulebook)
    form_address = address(request, "edit_assessment", assessment_id=assessment_id)
    return _preview(request, sent, form_address, saved=True)


@router.get("/assessments/{assessment_id}/clear")
@policy("workspace-read")
def confirm_clear(
    request: Request, workspace: OwnWorkspace, assessment_id: Identifier
) -> HTMLResponse:
    """Asks before the draft is emptied."""
    context = ClearPage(
        title="Clear all answers?",
        assessment=get_assessment(workspace, assessment_id),
        action=address(request, "clear_answers", assessment_id=assessment_id),
        back=address(request, "edit_assessment", assessment_id=assessment_id),
    )
    return page(request, context)


@router.post("/assessments/{assessment_id}/clear")
@policy("workspace-write")
def clear_answers(
    request: Request, workspace: WritableWorkspace, assessment_id: Identifier, form: Form
) -> Response:
    """Empties the draft; revisions stay."""
    form.refuse_others()
    clear_draft(workspace, assessment_id)
    return see_other(address(request, "edit_assessment", assessment_id=assessment_id))


@router.get("/questionnaire")
@policy("workspace-read")
def fill_in(
    request: Request, parts: JoinedParts, workspace: MaybeWorkspace, query: Query
) -> HTMLResponse:
    """A questionnaire filled in from the address; unusable parts are named, nothing is stored.

    With `revises` it is a what-if for that assessment: saving makes its next revision.
    """
    if REVISES in query:
        return page(request, _what_if(request, parts, workspace, query))
    usable, notices = _usable(parts, query, parts.library.default)
    return page(request, loose_page(request, usable, *notices))


@router.post("/questionnaire")
@policy("workspace-write")
def save_filled_in(
    request: Request, parts: JoinedParts, workspace: WritableOrNew, form: Form
) -> Response:
    """Makes an assessment of the submitted answers, with its first revision."""
    sent = _loose_form(parts, form)
    if sent.problems:
        return page(request, loose_page(request, sent), 422)
    intent = _intent(form)
    made = start_assessment(workspace, sent.rulebook, sent.answers, intent)
    save_revision(workspace, parts.library, made, sent.answers, intent)
    return see_other(address(request, "show_assessment", assessment_id=made))


@router.post("/questionnaire/preview")
@policy("public")
def preview_filled_in(request: Request, parts: JoinedParts, form: Form) -> Response:
    """What the submitted answers come to; writes nothing."""
    sent = _loose_form(parts, form)
    if sent.problems:
        return page(request, loose_page(request, sent), 422)
    own = {"_rulebook": form.many("_rulebook"), REVISES: form.many(f"_{REVISES}")}
    form_address = f"{address(request, 'fill_in')}?{address_of({**own, **sent.values})}"
    return _preview(request, sent, form_address, saved=False)


def _intent(form: Fields) -> Intent:
    return Intent(form.one("_key"), form.digest())


def _own_form(
    parts: Parts, workspace: Workspace, assessment_id: str, form: Fields
) -> tuple[Assessment, Submitted]:
    """The assessment, and what was sent for the questions of its rulebook."""
    refuse_strangers(form, *OWN_FIELDS)
    assessment = get_assessment(workspace, assessment_id)
    pinned = pinned_rulebook(workspace, parts.library, assessment_id)
    return assessment, submitted(_chosen_rulebook(parts, form, pinned), form)


def _loose_form(parts: Parts, form: Fields) -> Submitted:
    """What was sent for the questions of the rulebook the form was made with."""
    refuse_strangers(form, *OWN_FIELDS)
    return submitted(_chosen_rulebook(parts, form, parts.library.default), form)


def _chosen_rulebook(parts: Parts, fields: Fields, usual: Rulebook) -> Rulebook:
    """The version that was asked for as `_rulebook=version`, else the usual one."""
    version = fields.one("_rulebook")
    return find_rulebook(parts.library, usual.id, version) if version else usual


def _what_if(
    request: Request, parts: Parts, workspace: Workspace | None, query: Fields
) -> QuestionnairePage:
    """The page for an address that revises an assessment; NotFound if it is not the visitor's."""
    if workspace is None:
        raise NOWHERE
    assessment = get_assessment(workspace, query.one(REVISES))
    pinned = pinned_rulebook(workspace, parts.library, assessment.id)
    usable, notices = _usable(parts, query, pinned)
    return what_if_page(request, assessment, usable, *notices)


def _usable(parts: Parts, query: Fields, usual: Rulebook) -> tuple[Submitted, tuple[str, ...]]:
    """What an address can mean, and a notice for each part of it that cannot be used."""
    sent = submitted(_chosen_rulebook(parts, query, usual), query)
    notices = tuple(_notice(sent.rulebook, one) for one in sent.problems)
    return stored(sent.rulebook, sent.answers), notices


def _preview(request: Request, sent: Submitted, form_address: str, *, saved: bool) -> Response:
    """The preview for htmx; without it, the form again."""
    if not wants_fragment(request):
        return see_other(f"{form_address}#preview")
    preview = preview_of(sent.rulebook, sent.answers, saved=saved)
    return fragment(request, PREVIEW, PreviewFragment(preview=preview))


def _notice(rulebook: Rulebook, problem: Problem) -> str:
    question = rulebook.question_by_id.get(problem.question)
    asked = f"“{question.text}”" if question else "The address"
    return f"{asked}: {problem.message} This was left out."
