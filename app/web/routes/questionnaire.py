"""The questionnaire: of an assessment, or prefilled from the address."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.answers import Answers, Problem, read_answers
from app.engine.errors import Conflict, NotFound
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.services.assessments import get_assessment, start_assessment
from app.services.intents import Intent
from app.services.questionnaire import clear_draft, pinned_rulebook, read_draft, save_draft
from app.services.revisions import save_revision
from app.services.rulebooks import find_rulebook
from app.store.records import Assessment
from app.web.answer_forms import (
    FormValues,
    address_of,
    answers_of,
    form_values,
    refuse_strangers,
    values_of,
)
from app.web.contexts.assessments import ClearPage
from app.web.contexts.questionnaire import (
    Actions,
    PreviewFragment,
    QuestionnairePage,
    preview_of,
    questionnaire_page,
)
from app.web.dependencies import (
    JoinedParts,
    OwnWorkspace,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.forms import Fields, Form, Identifier, Query
from app.web.parts import Parts
from app.web.rendering import address, fragment, page, see_other, wants_fragment

router = APIRouter()

PREVIEW = "questionnaire/_preview.html"
OWN_FIELDS = ("_key", "_latest")
OVERTAKEN = (
    "Meanwhile revision {} was saved from another tab. Your answers below are not saved yet: "
    "save them to make the next revision, or leave this page to keep that one."
)
LEDE = "Answer what you know, in any order. What you skip or do not know counts for neither side."


@router.get("/assessments/{assessment_id}/edit")
@policy("workspace-read")
def edit_assessment(
    request: Request, parts: JoinedParts, workspace: OwnWorkspace, assessment_id: Identifier
) -> HTMLResponse:
    """The questionnaire with the answers of the draft, or of the latest revision."""
    assessment = get_assessment(workspace, assessment_id)
    rulebook = pinned_rulebook(workspace, parts.library, assessment_id)
    draft = read_draft(workspace, assessment_id)
    answers, _ = read_answers(rulebook, draft.answers)
    return page(request, _own_page(request, rulebook, assessment, form_values(answers), answers))


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
    refuse_strangers(form, *OWN_FIELDS)
    assessment = get_assessment(workspace, assessment_id)
    rulebook = pinned_rulebook(workspace, parts.library, assessment_id)
    values = values_of(form)
    answers, problems = answers_of(rulebook, values)
    if problems:
        shown = _own_page(request, rulebook, assessment, values, answers, problems)
        return page(request, shown, 422)
    shown_latest, intent = form.number("_latest"), _intent(form)
    try:
        save_revision(workspace, parts.library, assessment_id, answers, intent, shown=shown_latest)
    except Conflict:
        notices = (OVERTAKEN.format(assessment.latest),)
        shown = _own_page(request, rulebook, assessment, values, answers, notices=notices)
        return page(request, shown, 409)
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
    refuse_strangers(form, *OWN_FIELDS)
    assessment = get_assessment(workspace, assessment_id)
    rulebook = pinned_rulebook(workspace, parts.library, assessment_id)
    values = values_of(form)
    answers, problems = answers_of(rulebook, values)
    if problems:
        shown = _own_page(request, rulebook, assessment, values, answers, problems)
        return page(request, shown, 422)
    save_draft(workspace, parts.library, assessment_id, answers)
    if not wants_fragment(request):
        form_address = address(request, "edit_assessment", assessment_id=assessment_id)
        return see_other(f"{form_address}#preview")
    preview = preview_of(rulebook, evaluate(rulebook, answers), saved=True)
    return fragment(request, PREVIEW, PreviewFragment(preview=preview))


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
    refuse_strangers(form)
    clear_draft(workspace, assessment_id)
    return see_other(address(request, "edit_assessment", assessment_id=assessment_id))


@router.get("/questionnaire")
@policy("public")
def fill_in(request: Request, parts: JoinedParts, query: Query) -> HTMLResponse:
    """A questionnaire filled in from the address; unusable parts are named, nothing is stored."""
    rulebook = parts.library.default
    answers, problems = answers_of(rulebook, values_of(query))
    notices = tuple(_notice(rulebook, one) for one in problems)
    shown = _loose_page(request, rulebook, form_values(answers), answers, notices=notices)
    return page(request, shown)


@router.post("/questionnaire")
@policy("workspace-write")
def save_filled_in(
    request: Request, parts: JoinedParts, workspace: WritableOrNew, form: Form
) -> Response:
    """Makes an assessment of the submitted answers, with its first revision."""
    rulebook, values = _loose_form(parts, form)
    answers, problems = answers_of(rulebook, values)
    if problems:
        return page(request, _loose_page(request, rulebook, values, answers, problems), 422)
    intent = _intent(form)
    made = start_assessment(workspace, rulebook, answers, intent)
    save_revision(workspace, parts.library, made, answers, intent)
    return see_other(address(request, "show_assessment", assessment_id=made))


@router.post("/questionnaire/preview")
@policy("public")
def preview_filled_in(request: Request, parts: JoinedParts, form: Form) -> Response:
    """What the submitted answers come to; writes nothing."""
    rulebook, values = _loose_form(parts, form)
    answers, problems = answers_of(rulebook, values)
    if problems:
        return page(request, _loose_page(request, rulebook, values, answers, problems), 422)
    if not wants_fragment(request):
        return see_other(f"{address(request, 'fill_in')}?{address_of(values)}#preview")
    preview = preview_of(rulebook, evaluate(rulebook, answers), saved=False)
    return fragment(request, PREVIEW, PreviewFragment(preview=preview))


def _intent(form: Fields) -> Intent:
    return Intent(form.one("_key"), form.digest())


def _loose_form(parts: Parts, form: Fields) -> tuple[Rulebook, FormValues]:
    """The rulebook the form was made with, and what was sent."""
    refuse_strangers(form, "_key", "_rulebook")
    rulebook_id, _, version = form.one("_rulebook").partition("@")
    try:
        return find_rulebook(parts.library, rulebook_id, version), values_of(form)
    except NotFound:
        return parts.library.default, values_of(form)


def _notice(rulebook: Rulebook, problem: Problem) -> str:
    question = rulebook.question_by_id.get(problem.question)
    asked = f"“{question.text}”" if question else "The address"
    return f"{asked}: {problem.message} It was left out."


def _own_page(
    request: Request,
    rulebook: Rulebook,
    assessment: Assessment,
    values: FormValues,
    answers: Answers,
    problems: Iterable[Problem] = (),
    notices: tuple[str, ...] = (),
) -> QuestionnairePage:
    """The questionnaire of an assessment."""
    home = assessment.latest is None
    to = {"assessment_id": assessment.id}
    return questionnaire_page(
        rulebook,
        values,
        problems,
        title=f"Questionnaire: {assessment.title}",
        heading=assessment.title,
        lede=LEDE,
        notices=notices,
        preview=preview_of(rulebook, evaluate(rulebook, answers), saved=True),
        actions=Actions(
            save=address(request, "save_answers", **to),
            preview=address(request, "save_draft_answers", **to),
            clear=address(request, "confirm_clear", **to),
            own_fields=(("_latest", str(assessment.latest or 0)),),
        ),
        intent=token_urlsafe(16),
        back=address(request, "show_home" if home else "show_assessment", **({} if home else to)),
        back_text="Home" if home else "The saved result",
    )


def _loose_page(
    request: Request,
    rulebook: Rulebook,
    values: FormValues,
    answers: Answers,
    problems: Iterable[Problem] = (),
    notices: tuple[str, ...] = (),
) -> QuestionnairePage:
    """The questionnaire of nobody yet: saving it makes an assessment."""
    return questionnaire_page(
        rulebook,
        values,
        problems,
        title="Questionnaire",
        heading=rulebook.title,
        lede=LEDE,
        notices=notices,
        preview=preview_of(rulebook, evaluate(rulebook, answers), saved=False),
        actions=Actions(
            save=address(request, "save_filled_in"),
            preview=address(request, "preview_filled_in"),
            clear=address(request, "fill_in"),
            own_fields=(("_rulebook", f"{rulebook.id}@{rulebook.version}"),),
        ),
        intent=token_urlsafe(16),
        back=address(request, "show_home"),
        back_text="Home",
    )
