"""Deleting assessments, one or several ticked in the list, after a page that names them."""

from __future__ import annotations

import re
from secrets import token_urlsafe
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.assessments.actions import delete_assessments
from app.assessments.deletion_pages import DeletionPage
from app.assessments.list_address import Asked, read_asked
from app.engine.errors import Conflict, Invalid
from app.shares.actions import count_open_shares
from app.store.assessments import find_these
from app.store.faults import missing
from app.store.intents import Intent
from app.web.forms import NUMBER, Fields, Form, Query, parse_fields
from app.web.rendering import page, plural, see_other
from app.web.visit import Reader, ReadingVisit, Writer

router = APIRouter()

MARK = re.compile(rf"([a-z2-7]+)\.({NUMBER.pattern})", re.ASCII)
MOST_AT_ONCE = 100
NEWER = "Nothing is deleted yet: meanwhile a newer result was saved. This is how it stands now."


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
    told = urlencode({"deleted": intent.key})
    query = "&".join(filter(None, [asked.query, told]))
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
    found = MARK.fullmatch(text)
    if found is None:
        raise missing()
    return found[1], int(found[2])


def _list_of(query: str) -> Asked:
    """The list the visitor came from; never anything else, whatever was sent."""
    return read_asked(parse_fields(query.encode()))


def _deletion_page(
    visit: ReadingVisit, marked: dict[str, int], asked: Asked, *, changed: bool = False
) -> DeletionPage:
    with visit.reading() as workspace:
        assessments = find_these(workspace, tuple(marked))
        open_links = count_open_shares(workspace, tuple(marked))
    marks = (f"{assessment.id}.{assessment.latest or 0}" for assessment in assessments)
    count = len(assessments)
    return DeletionPage(
        title=f"Delete {plural(count, 'assessment')}?",
        back=f"{visit.url('list_saved')}?{asked.query}".rstrip("?"),
        back_words="Saved assessments",
        notice=NEWER if changed else "",
        lede="This cannot be undone. Nobody can bring back what is deleted.",
        action=visit.url("delete_saved"),
        hidden=(
            ("_key", token_urlsafe(16)),
            ("_list", asked.query),
            *(("r", mark) for mark in marks),
        ),
        button="Delete it" if count == 1 else f"Delete these {count}",
        keep="Keep it" if count == 1 else "Keep them",
        assessments=assessments,
        open_links=open_links,
    )
