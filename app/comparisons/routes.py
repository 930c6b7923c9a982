"""Several results side by side."""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.comparisons.actions import MOST, compare_revisions, require_choice, require_saved
from app.comparisons.pages import ChoicePage, comparison_page, picker
from app.comparisons.queries import RevisionKey, find_choices
from app.engine.errors import Invalid
from app.store.faults import missing
from app.web.forms import NUMBER, Fields, read_query
from app.web.rendering import page
from app.web.visit import Reader, ReadingVisit, Visit

router = APIRouter()

REVISION = re.compile(rf"([a-z0-9]+)\.({NUMBER.pattern})", re.ASCII)


@router.get("/comparisons")
def show_comparison(visit: Reader) -> HTMLResponse:
    """Two to four revisions, named as `r=assessment.number`; `all=1` shows what is alike, too."""
    asked = _asked(visit)
    chosen, everything = asked.many("r"), asked.many("all") == ("1",)
    try:
        require_choice(chosen)
        keys = [_revision(mark) for mark in chosen]
        require_saved(keys)
    except Invalid as error:
        return page(visit, _choice(visit, chosen, error.message), 422)
    with visit.reading() as workspace:
        comparison = compare_revisions(workspace, visit.library, keys)
        choices = find_choices(workspace, [assessment_id for assessment_id, _ in keys])
    return page(visit, comparison_page(comparison, choices, everything=everything))


def _choice(visit: ReadingVisit, marks: tuple[str, ...], problem: str) -> ChoicePage:
    """The page that offers another choice; what was chosen stays so, as far as it is there."""
    matched = [REVISION.fullmatch(mark) for mark in dict.fromkeys(marks)]
    keys = [(found[1], int(found[2])) for found in matched if found][:MOST]
    with visit.reading_if_any() as workspace:
        ids = [assessment_id for assessment_id, _ in keys]
        choices = find_choices(workspace, ids) if workspace else ()
    there = {(choice.assessment_id, choice.n) for choice in choices}
    return ChoicePage(
        title="Choose two to four results",
        problem=problem,
        picker=picker([key for key in keys if key in there], choices),
    )


def _asked(visit: Visit) -> Fields:
    """What the address asks for; one that cannot be read names nothing that is there."""
    try:
        return read_query(visit.request)
    except Invalid:
        raise missing() from None


def _revision(mark: str) -> RevisionKey:
    matched = REVISION.fullmatch(mark)
    if matched is None:
        raise missing()
    return matched[1], int(matched[2])
