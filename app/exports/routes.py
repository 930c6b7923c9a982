"""What is saved, taken away as a file, and brought in from one: looked at, then carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Conflict, Invalid, TooMuch
from app.exports.actions import carry_out, plan_import
from app.exports.document import Document
from app.exports.downloads import EXPORTS, assessment_file, workspace_file
from app.exports.pages import (
    MOST_UNDONE,
    Carried,
    choose_page,
    done_page,
    mark_of,
    preview_page,
    refused_page,
)
from app.exports.plans import Plan
from app.exports.queries import find_arrivals, last_change
from app.web.forms import Identifier, Query
from app.web.limits import limited
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.uploads import (
    FILE,
    IMPORTS,
    LARGEST_UPLOAD,
    PACKED,
    Upload,
    Uploaded,
    UploadReader,
    UploadWriter,
    pack,
)
from app.web.visit import Reader, ReadingVisit, WritingVisit

router = APIRouter()

COPIES, SHOWN = "_copies", "_shown"


@router.get("/workspace/export", dependencies=[Depends(limited(EXPORTS))])
def download_workspace(visit: Reader) -> Response:
    """Everything that is saved in the workspace, as a file to be imported."""
    return workspace_file(visit, visit.reading)


@router.get(
    "/assessments/{assessment_id}/export",
    dependencies=[Depends(limited(EXPORTS))],
)
def download_assessment(visit: Reader, assessment_id: Identifier) -> Response:
    """One assessment with all its versions, as a file to be imported."""
    return assessment_file(visit, visit.reading, assessment_id)


@router.get("/workspace/import")
def choose_import(visit: Reader) -> HTMLResponse:
    """The form for a file."""
    return page(visit, choose_page())


@router.post(
    "/workspace/import",
    max_body_size=LARGEST_UPLOAD,
    dependencies=[Depends(limited(IMPORTS))],
)
def preview_import(visit: UploadReader, sent: Uploaded) -> Response:
    """What the file would add, leave out or cannot bring in; nothing is changed."""
    return _with_file(visit, sent, (FILE, PACKED, COPIES), partial(_preview, visit))


@router.post(
    "/workspace/import/done",
    max_body_size=LARGEST_UPLOAD,
    dependencies=[Depends(limited(IMPORTS))],
)
def carry_out_import(visit: UploadWriter, sent: Uploaded) -> Response:
    """Brings in what the page before said, all of it or nothing; else that page comes again."""
    act = partial(_carried_out, visit, sent)
    return _with_file(visit, sent, (FILE, PACKED, COPIES, SHOWN), act)


@router.get("/workspace/import/done")
def show_imported(visit: Reader, query: Query) -> HTMLResponse:
    """What came in, by the numbers of the changes that it was."""
    after, until = query.number("after"), query.number("until")
    with visit.reading() as workspace:
        arrivals = find_arrivals(workspace, after, until, MOST_UNDONE)
    return page(visit, done_page(visit, arrivals))


def _with_file(
    visit: ReadingVisit,
    sent: Upload,
    known: Sequence[str],
    act: Callable[[BinaryIO, bool], Response],
) -> Response:
    """What is done with the file, as copies or not; what is wrong with it, in the form again."""
    as_copies = COPIES in sent.fields
    try:
        sent.fields.refuse_others(*known)
        with sent.file() as file:
            return act(file, as_copies)
    except NO_MORE as error:
        again = choose_page(error.told, packed=sent.packed, as_copies=as_copies)
        return refused(visit, again, error)
    except (Invalid, TooMuch) as error:
        return page(visit, choose_page(error.told, as_copies=as_copies), error.status)


def _preview(
    visit: ReadingVisit, file: BinaryIO, as_copies: bool, *, changed: bool = False
) -> HTMLResponse:
    plan, is_new = _plan(visit, file, as_copies)
    carried = Carried(pack(file), mark_of(file, plan), as_copies)
    if plan.refusals:
        return page(visit, refused_page(plan, carried), 422)
    context = preview_page(plan, carried, is_new=is_new, changed=changed)
    return page(visit, context, 409 if changed else 200)


def _plan(visit: ReadingVisit, file: BinaryIO, as_copies: bool) -> tuple[Plan, bool]:
    """What would be done, and whether a workspace would be made for it."""
    quotas = visit.settings.quotas
    with visit.reading_if_any() as workspace:
        plan = plan_import(
            workspace, Document(file), visit.library, as_copies=as_copies, quotas=quotas
        )
        return plan, workspace is None


def _carried_out(visit: WritingVisit, sent: Upload, file: BinaryIO, as_copies: bool) -> Response:
    shown = sent.fields.one(SHOWN)
    plan, _ = _plan(visit, file, as_copies)
    if plan.refusals or shown != mark_of(file, plan):
        return _preview(visit, file, as_copies, changed=True)
    if not plan.adds:
        return _preview(visit, file, as_copies)
    try:
        with visit.writing_or_new() as workspace:
            before = last_change(workspace)
            carry_out(workspace, plan)
            now = last_change(workspace)
    except Conflict:
        return _preview(visit, file, as_copies, changed=True)
    return see_other(visit, f"{visit.url('show_imported')}?after={before}&until={now}")
