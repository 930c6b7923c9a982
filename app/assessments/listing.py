"""The list of saved assessments, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.assessments.queries import (
    Found,
    Order,
    Place,
    State,
    Wanted,
    count_rows,
    find_labels,
    find_rows,
)
from app.store.records import Assessment
from app.store.workspaces import Workspace

__all__ = [
    "EVERYTHING",
    "MOST_COUNTED",
    "PAGE",
    "Listing",
    "Order",
    "Place",
    "State",
    "Wanted",
    "list_page",
]

PAGE = 25
MOST_COUNTED = 1_000
EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list.

    `total` counts all pages, but says MOST_COUNTED + 1 for anything more. `before` and `after`
    are where the neighbouring pages begin, None if there is none. `labels` are the verdicts of
    the whole workspace; without any assessment in it, `is_empty`.
    """

    rows: tuple[Assessment, ...] = ()
    total: int = 0
    before: Place | None = None
    after: Place | None = None
    labels: tuple[str, ...] = ()
    is_empty: bool = True


def list_page(
    workspace: Workspace,
    wanted: Wanted = EVERYTHING,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Listing:
    """The page that begins after that place, or ends before it; the first one without a place.

    What was deleted meanwhile leaves no hole: before the first page comes the first page, after
    the last one the last.
    """
    found, earlier, later = _page(workspace, wanted, after, before)
    whole = not earlier and not later
    total = len(found) if whole else count_rows(workspace, wanted, MOST_COUNTED + 1)
    is_empty = not found and not (wanted.narrows and find_rows(workspace, EVERYTHING, 1))
    return Listing(
        rows=tuple(one.assessment for one in found),
        total=total,
        before=found[0].place if earlier else None,
        after=found[-1].place if later else None,
        labels=() if is_empty else find_labels(workspace),
        is_empty=is_empty,
    )


def _page(
    workspace: Workspace, wanted: Wanted, after: Place | None, before: Place | None
) -> tuple[Sequence[Found], bool, bool]:
    """The page, and whether there are others before it and after it."""
    if before is not None:
        found = find_rows(workspace, wanted, PAGE + 1, before, backwards=True)
        if len(found) > PAGE:
            return found[1:], True, True
    elif after is not None:
        found = find_rows(workspace, wanted, PAGE + 1, after)
        if not found:
            found = find_rows(workspace, wanted, PAGE + 1, backwards=True)
            return found[-PAGE:], len(found) > PAGE, False
        return found[:PAGE], True, len(found) > PAGE
    found = find_rows(workspace, wanted, PAGE + 1)
    return found[:PAGE], False, len(found) > PAGE
