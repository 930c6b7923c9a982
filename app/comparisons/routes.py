"""Several results side by side."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.comparisons.actions import compare_revisions, require_choice, require_saved
from app.comparisons.pages import ChoicePage, comparison_page
from app.comparisons.queries import RevisionKey
from app.engine.errors import Invalid
from app.store.faults import missing
from app.web.forms import NUMBER, Fields, query
from app.web.rendering import page
from app.web.visit import Reader, Visit

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
        explained = ChoicePage(title="Choose two to four results", problem=error.message)
        return page(visit, explained, 422)
    with visit.reading() as workspace:
        comparison = compare_revisions(workspace, visit.library, keys)
    others = [("r", mark) for mark in chosen] + ([] if everything else [("all", "1")])
    switch = f"{visit.url('show_comparison')}?{urlencode(others)}"
    return page(visit, comparison_page(comparison, everything=everything, switch=switch))


def _asked(visit: Visit) -> Fields:
    """What the address asks for; one that cannot be read names nothing that is there."""
    try:
        return query(visit.request)
    except Invalid:
        raise missing() from None


def _revision(mark: str) -> RevisionKey:
    matched = REVISION.fullmatch(mark)
    if matched is None:
        raise missing()
    return matched[1], int(matched[2])
