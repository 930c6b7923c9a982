"""Saved assessments: start, list, duplicate, rename, note."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Conflict, Invalid
from app.services.assessments import (
    NOTE_LENGTH,
    TITLE_LENGTH,
    Assessment,
    count_deleted,
    duplicate_assessment,
    get_assessment,
    rename_assessment,
    start_assessment,
)
from app.services.assessments import write_note as write_note_of
from app.services.intents import Intent
from app.services.listing import Listing, list_page
from app.store.workspaces import Workspace
from app.web.contexts.assessments import TextPage, assessments_page
from app.web.dependencies import (
    JoinedParts,
    MaybeWorkspace,
    OwnWorkspace,
    WritableOrNew,
    WritableWorkspace,
    policy,
)
from app.web.forms import Fields, Form, Identifier, Query
from app.web.listing import read_asked
from app.web.rendering import address, page, see_other

router = APIRouter()


@dataclass(frozen=True, slots=True)
class TextField:
    """One text of an assessment and the words of its form."""

    handler: str
    heading: str
    label: str
    hint: str
    lines: int
    longest: int
    button: str


TITLE = TextField(
    "rename_saved", "Rename this assessment", "Title", "", 1, TITLE_LENGTH, "Save the title"
)
NOTE = TextField(
    "write_note",
    "A note of your own",
    "Note",
    "Who decided, what the questions did not ask, when to look again. Only you see it.",
    8,
    NOTE_LENGTH,
    "Save the note",
)


@router.get("/assessments")
@policy("workspace-read")
def list_saved(request: Request, workspace: MaybeWorkspace, query: Query) -> HTMLResponse:
    """A page of the assessments of this browser's workspace, narrowed and sorted as asked."""
    asked = read_asked(query)
    listing = Listing()
    if workspace:
        listing = list_page(workspace, asked.wanted, after=asked.after, before=asked.before)
    # The address names the form that deleted; what came of it the store knows.
    deleted = count_deleted(workspace, query.one("deleted")) if workspace else 0
    here = address(request, "list_saved")
    return page(
        request,
        assessments_page(listing, asked, here, deleted=deleted, intent=token_urlsafe(16)),
    )


@router.post("/assessments")
@policy("workspace-write")
def start(request: Request, parts: JoinedParts, workspace: WritableOrNew, form: Form) -> Response:
    """Makes an empty assessment and opens its questionnaire."""
    form.refuse_others("_key")
    intent = Intent(form.one("_key"), form.digest())
    made = start_assessment(workspace, parts.library.default, {}, intent)
    return see_other(address(request, "edit_assessment", assessment_id=made))


@router.post("/assessments/{assessment_id}/duplicate")
@policy("workspace-write")
def duplicate(
    request: Request, workspace: WritableWorkspace, assessment_id: Identifier, form: Form
) -> Response:
    """Makes a new assessment with the same answers and opens its questionnaire."""
    form.refuse_others("_key")
    intent = Intent(form.one("_key"), form.digest())
    made = duplicate_assessment(workspace, assessment_id, intent)
    return see_other(address(request, "edit_assessment", assessment_id=made))


@router.get("/assessments/{assessment_id}/title")
@policy("workspace-read")
def edit_title(request: Request, workspace: OwnWorkspace, assessment_id: Identifier) -> Response:
    """The form to rename an assessment."""
    assessment = get_assessment(workspace, assessment_id)
    return page(request, _text_page(request, TITLE, assessment, assessment.title))


@router.post("/assessments/{assessment_id}/title")
@policy("workspace-write")
def rename_saved(
    request: Request, workspace: WritableWorkspace, assessment_id: Identifier, form: Form
) -> Response:
    """Gives an assessment another title."""
    return _save_text(request, TITLE, workspace, assessment_id, form)


@router.get("/assessments/{assessment_id}/note")
@policy("workspace-read")
def edit_note(request: Request, workspace: OwnWorkspace, assessment_id: Identifier) -> Response:
    """The form for the note of an assessment."""
    assessment = get_assessment(workspace, assessment_id)
    return page(request, _text_page(request, NOTE, assessment, assessment.note))


@router.post("/assessments/{assessment_id}/note")
@policy("workspace-write")
def write_note(
    request: Request, workspace: WritableWorkspace, assessment_id: Identifier, form: Form
) -> Response:
    """Keeps a note with an assessment."""
    return _save_text(request, NOTE, workspace, assessment_id, form)


def _save_text(
    request: Request, field: TextField, workspace: Workspace, assessment_id: str, form: Fields
) -> Response:
    """Stores the text, or shows the form again with what was typed and what is wrong."""
    form.refuse_others("_text", "_version")
    assessment = get_assessment(workspace, assessment_id)
    typed = form.text("_text", longest=65_536)
    edit = form.number("_version")
    try:
        _store_text(field, workspace, assessment_id, form, edit)
    except Invalid as error:
        shown = _text_page(request, field, assessment, typed, problem=error.message)
        return page(request, shown, 422)
    except Conflict:
        theirs = assessment.title if field is TITLE else assessment.note
        return page(request, _text_page(request, field, assessment, typed, theirs=theirs), 409)
    return see_other(address(request, "show_assessment", assessment_id=assessment_id))


def _store_text(
    field: TextField, workspace: Workspace, assessment_id: str, form: Fields, edit: int
) -> None:
    if field is TITLE:
        title = form.one("_text", longest=field.longest)
        rename_assessment(workspace, assessment_id, title, edit)
    else:
        note = form.text("_text", longest=field.longest)
        write_note_of(workspace, assessment_id, note, edit)


def _text_page(
    request: Request,
    field: TextField,
    assessment: Assessment,
    typed: str,
    *,
    problem: str | None = None,
    theirs: str | None = None,
) -> TextPage:
    return TextPage(
        title=field.heading,
        assessment=assessment,
        label=field.label,
        hint=field.hint,
        lines=field.lines,
        button=field.button,
        action=address(request, field.handler, assessment_id=assessment.id),
        back=address(request, "show_assessment", assessment_id=assessment.id),
        typed=typed,
        edit=assessment.title_edit if field is TITLE else assessment.note_edit,
        problem=problem,
        theirs=theirs,
    )
