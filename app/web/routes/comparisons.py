"""Several results side by side."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.engine.errors import Invalid
from app.services.comparisons import RevisionKey, compare_revisions, require_choice, require_saved
from app.store.faults import missing
from app.web.contexts.comparisons import ChoicePage, comparison_page
from app.web.dependencies import JoinedParts, MaybeWorkspace, policy
from app.web.forms import NUMBER, Fields, query
from app.web.rendering import address, page

router = APIRouter()

REVISION = re.compile(rf"([a-z0-9]+)\.({NUMBER.pattern})", re.ASCII)


@router.get("/comparisons")
@policy("workspace-read")
def show_comparison(
    request: Request, parts: JoinedParts, workspace: MaybeWorkspace
) -> HTMLResponse:
    """Two to four revisions, named as `r=assessment.number`; `all=1` shows what is alike, too."""
    asked = _asked(request)
    chosen, everything = asked.many("r"), asked.many("all") == ("1",)
    try:
        require_choice(chosen)
        keys = [_revision(one) for one in chosen]
        require_saved(keys)
    except Invalid as error:
        explained = ChoicePage(title="Choose two to four results", problem=error.message)
        return page(request, explained, 422)
    if workspace is None:
        raise missing()
    found = compare_revisions(workspace, parts.library, keys)
    others = [("r", one) for one in chosen] + ([] if everything else [("all", "1")])
    switch = f"{address(request, 'show_comparison')}?{urlencode(others)}"
    return page(request, comparison_page(found, everything=everything, switch=switch))


def _asked(request: Request) -> Fields:
    """What the address asks for; one that cannot be read names nothing that is there."""
    try:
        return query(request)
    except Invalid:
        raise missing() from None


def _revision(mark: str) -> RevisionKey:
    found = REVISION.fullmatch(mark)
    if found is None:
        raise missing()
    return found[1], int(found[2])
