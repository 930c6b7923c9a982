"""Saved assessments: start, list, duplicate, rename, note."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.assessments.actions import count_deleted, duplicate_assessment, rename_assessment
from app.assessments.actions import write_note as write_note_of
from app.assessments.list_address import read_asked
from app.assessments.listing import Listing, list_page
from app.assessments.pages import TextPage, assessments_page
from app.engine.errors import Conflict, Invalid
from app.questionnaire.actions import start_assessment
from app.store.assessments import find_assessment
from app.store.intents import Intent
from app.store.records import NOTE_LENGTH, TITLE_LENGTH
from app.store.workspaces import WritableWorkspace
from app.web.forms import Fields, Form, Identifier, Query
from app.web.rendering import page, see_other
from app.web.visit import Reader, ReadingVisit, Writer, WritingVisit

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
def list_saved(visit: Reader, query: Query) -> HTMLResponse:
    """A page of the assessments of this browser's workspace, narrowed and sorted as asked."""
    asked = read_asked(query)
    listing, deleted = Listing(), 0
    with visit.reading_if_any() as workspace:
        if workspace:
            listing = list_page(workspace, asked.wanted, after=asked.after, before=asked.before)
            # The address names the form that deleted; what came of it the store knows.
            deleted = count_deleted(workspace, query.one("deleted"))
    here = visit.url("list_saved")
    context = assessments_page(listing, asked, here, deleted=deleted, intent=token_urlsafe(16))
    return page(visit, context)


@router.post("/assessments")
def start(visit: Writer, form: Form) -> Response:
    """Makes an empty assessment, under the default rulebook or another, and opens its form."""
    form.refuse_others("_key", "_rulebook_id")
    intent = Intent(form.one("_key"), form.digest())
    rulebook = visit.library.find(form.one("_rulebook_id") or visit.library.default.id)
    with visit.writing_or_new() as workspace:
        made = start_assessment(workspace, rulebook, {}, intent)
    return see_other(visit, visit.url("edit_assessment", assessment_id=made))


@router.post("/assessments/{assessment_id}/duplicate")
def duplicate(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Makes a new assessment with the same answers and opens its questionnaire."""
    with visit.writing() as workspace:
        form.refuse_others("_key")
        intent = Intent(form.one("_key"), form.digest())
        made = duplicate_assessment(workspace, assessment_id, intent)
    return see_other(visit, visit.url("edit_assessment", assessment_id=made))


@router.get("/assessments/{assessment_id}/title")
def edit_title(visit: Reader, assessment_id: Identifier) -> Response:
    """The form to rename an assessment."""
    return page(visit, _text_page(visit, TITLE, assessment_id))


@router.post("/assessments/{assessment_id}/title")
def rename_saved(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Gives an assessment another title."""
    return _save_text(visit, TITLE, assessment_id, form)


@router.get("/assessments/{assessment_id}/note")
def edit_note(visit: Reader, assessment_id: Identifier) -> Response:
    """The form for the note of an assessment."""
    return page(visit, _text_page(visit, NOTE, assessment_id))


@router.post("/assessments/{assessment_id}/note")
def write_note(visit: Writer, assessment_id: Identifier, form: Form) -> Response:
    """Keeps a note with an assessment."""
    return _save_text(visit, NOTE, assessment_id, form)


def _save_text(visit: WritingVisit, field: TextField, assessment_id: str, form: Fields) -> Response:
    """Stores the text, or shows the form again with what was typed and what is wrong."""
    typed = form.text("_text", longest=65_536)
    try:
        with visit.writing() as workspace:
            form.refuse_others("_text", "_version")
            _store_text(field, workspace, assessment_id, form)
    except Invalid as error:
        again = _text_page(visit, field, assessment_id, typed, problem=error.message)
        return page(visit, again, 422)
    except Conflict:
        return page(visit, _text_page(visit, field, assessment_id, typed, changed=True), 409)
    return see_other(visit, visit.url("show_assessment", assessment_id=assessment_id))


def _store_text(
    field: TextField, workspace: WritableWorkspace, assessment_id: str, form: Fields
) -> None:
    edit = form.number("_version")
    if field is TITLE:
        title = form.one("_text", longest=field.longest)
        rename_assessment(workspace, assessment_id, title, edit)
    else:
        note = form.text("_text", longest=field.longest)
        write_note_of(workspace, assessment_id, note, edit)


def _text_page(
    visit: ReadingVisit,
    field: TextField,
    assessment_id: str,
    typed: str | None = None,
    *,
    problem: str | None = None,
    changed: bool = False,
) -> TextPage:
    """The form with what is stored, or with what was typed instead."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
    stored = assessment.title if field is TITLE else assessment.note
    return TextPage(
        title=field.heading,
        assessment=assessment,
        label=field.label,
        hint=field.hint,
        lines=field.lines,
        button=field.button,
        action=visit.url(field.handler, assessment_id=assessment.id),
        back=visit.url("show_assessment", assessment_id=assessment.id),
        typed=stored if typed is None else typed,
        edit=assessment.title_edit if field is TITLE else assessment.note_edit,
        problem=problem,
        theirs=stored if changed else None,
    )
