"""Saved assessments: the list, result pages, start, duplicate, rename, note, delete."""

from __future__ import annotations

import re
from functools import partial
from secrets import token_urlsafe
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from app.assessments.actions import (
    count_deleted,
    delete_assessments,
    duplicate_assessment,
    rename_assessment,
)
from app.assessments.actions import write_note as write_note_of
from app.assessments.list_address import Asked, Unsearchable, read_asked
from app.assessments.listing import Listing, every_row, list_page
from app.assessments.pages import (
    NOTE,
    TITLE,
    DeletionPage,
    TextField,
    TextPage,
    assessments_page,
    deletion_page,
    text_page,
    unsearched_page,
)
from app.assessments.queries import find_by_ids
from app.assessments.rows import ListedRow, listed_rows
from app.assessments.spreadsheet import csv_lines
from app.engine.errors import Conflict, Invalid
from app.questionnaire.actions import start_assessment
from app.questionnaire.addresses import after_first_save
from app.shares.actions import count_open_shares
from app.store.assessments import find_assessment
from app.store.faults import missing
from app.store.intents import Intent
from app.store.workspaces import WritableWorkspace
from app.web.downloads import DOWNLOADS, Attached, download, set_aside
from app.web.forms import NUMBER, Fields, Form, Identifier, Query, Search, parse_fields
from app.web.limits import limited
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.routing import PageRoute
from app.web.visit import Reader, ReadingVisit, Writer, WritingVisit

router = APIRouter(route_class=PageRoute)

MARK = re.compile(rf"([a-z2-7]+)\.({NUMBER.pattern})", re.ASCII)
MOST_AT_ONCE = 100


@router.get("/assessments")
def list_saved(visit: Reader, query: Search) -> HTMLResponse:
    """A page of the assessments of this browser's workspace, narrowed and sorted as asked."""
    here, intent = visit.url("list_saved"), token_urlsafe(16)
    try:
        asked = read_asked(query)
    except Unsearchable as error:
        return page(visit, unsearched_page(error.wanted, error.message, here, intent), 422)
    listing, deleted = Listing(), 0
    rows: tuple[ListedRow, ...] = ()
    with visit.reading_if_any() as workspace:
        if workspace:
            listing = list_page(workspace, asked.wanted, after=asked.after, before=asked.before)
            rows = listed_rows(workspace, visit.library, listing.rows)
            # The address names the form that deleted; what came of it the store knows.
            deleted = count_deleted(workspace, query.one("deleted"))
    context = assessments_page(listing, rows, asked, here, deleted=deleted, intent=intent)
    return page(visit, context)


@router.get("/assessments.csv", dependencies=[Depends(limited(DOWNLOADS))])
def download_list(visit: Reader, query: Search) -> Response:
    """The whole list, narrowed and sorted as asked, as CSV for a spreadsheet."""
    wanted = read_asked(query).wanted
    with visit.reading() as workspace:
        portions = every_row(workspace, wanted)
        listed = (listed_rows(workspace, visit.library, portion) for portion in portions)
        aside = set_aside(csv_lines(listed, partial(_address, visit)))
    attached = Attached(f"assessments-{visit.today}.csv", "text/csv; charset=utf-8; header=present")
    return download(visit, aside, attached)


def _address(visit: ReadingVisit, assessment_id: str) -> str:
    return visit.full_url("show_assessment", assessment_id=assessment_id)


@router.post("/assessments")
def start(visit: Writer, form: Form) -> Response:
    """Makes an empty assessment, under the default rulebook or another, and opens its form."""
    form.refuse_others("_key", "_rulebook_id")
    intent = Intent(form.one("_key"), form.digest())
    rulebook = visit.library.find_startable(form.one("_rulebook_id") or visit.library.default.id)
    with visit.writing_or_new() as workspace:
        made = start_assessment(workspace, rulebook, {}, intent)
    return see_other(visit, after_first_save(visit, made, rulebook, {}, "edit_assessment"))


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
    except NO_MORE as error:
        again = _text_page(visit, field, assessment_id, typed, problem=error.told)
        return refused(visit, again, error)
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
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
    return text_page(visit, field, assessment, typed, problem=problem, changed=changed)


@router.get("/deletion")
def confirm_deletion(visit: Reader, query: Query) -> HTMLResponse:
    """Names the assessments that would go, with all that belongs to them."""
    asked = _list_of(query.one("list", longest=4_000))
    return page(visit, _deletion_page(visit, _marked(query), asked))


@router.post("/deletion")
def delete_saved(visit: Writer, form: Form) -> Response:
    """Deletes them for good and goes back to the list."""
    asked = _list_of(form.one("_list", longest=4_000))
    try:
        with visit.writing() as workspace:
            form.refuse_others("_key", "_list", "r")
            marked = _marked(form)
            intent = Intent(form.one("_key"), form.digest())
            delete_assessments(workspace, marked, intent)
    except Conflict:
        return page(visit, _deletion_page(visit, marked, asked, changed=True), 409)
    if visit.parts.database.rewrites:
        visit.afterwards = BackgroundTask(visit.parts.alarm.ring)
    query = "&".join(filter(None, [asked.query, urlencode({"deleted": intent.key})]))
    return see_other(visit, f"{visit.url('list_saved')}?{query}")


def _marked(fields: Fields) -> dict[str, int]:
    """Each assessment that is named, with the latest revision the visitor knew of."""
    marks = fields.many("r")
    if not marks:
        raise Invalid(
            "No assessment is ticked, so nothing was deleted.",
            title="Nothing is ticked",
            remedy="Go back to your saved assessments and tick what you want to delete.",
        )
    if len(marks) > MOST_AT_ONCE:
        raise Invalid(
            f"At most {MOST_AT_ONCE} can be deleted at once; you named {len(marks)}.",
            remedy="Go back and tick fewer.",
        )
    return dict(map(_mark, marks))


def _mark(text: str) -> tuple[str, int]:
    matched = MARK.fullmatch(text)
    if matched is None:
        raise missing()
    return matched[1], int(matched[2])


def _list_of(query: str) -> Asked:
    """The list the visitor came from; never anything else, whatever was sent."""
    return read_asked(parse_fields(query.encode()))


def _deletion_page(
    visit: ReadingVisit, marked: dict[str, int], asked: Asked, *, changed: bool = False
) -> DeletionPage:
    with visit.reading() as workspace:
        assessments = find_by_ids(workspace, tuple(marked))
        open_links = count_open_shares(workspace, tuple(marked))
    return deletion_page(visit, assessments, open_links, asked, changed=changed)
