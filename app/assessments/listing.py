"""The list of saved assessments, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.assessments.queries import (
    Place,
    Row,
    Wanted,
    count_rows,
    find_labels,
    find_matching,
    find_rows,
)
from app.store.records import Assessment
from app.store.workspaces import Workspace

PAGE = 25
PORTION = 250
MOST_COUNTED = 1_000
FEW = 100  # of these each is fetched; of more, the first ones are soon met in the order asked for
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
    matching = _matching(workspace, wanted)
    read = partial(find_rows, workspace, wanted, PAGE + 1, among=_few(matching))
    rows, earlier, later = _page(read, after, before)
    if not earlier and not later:
        total = len(rows)
    elif matching is None:
        total = count_rows(workspace, wanted, MOST_COUNTED + 1)
    else:
        total = len(matching)
    is_empty = not rows and not (wanted.narrows and count_rows(workspace, EVERYTHING, 1))
    return Listing(
        rows=tuple(row.assessment for row in rows),
        total=total,
        before=rows[0].place if earlier else None,
        after=rows[-1].place if later else None,
        labels=() if is_empty else find_labels(workspace),
        is_empty=is_empty,
    )


def list_beyond(
    workspace: Workspace, wanted: Wanted, most: int, after: Place | None = None
) -> tuple[Sequence[Row], Place | None]:
    """So many rows beyond that place, and where the next ones begin, if there are any."""
    few = _few(_matching(workspace, wanted))
    rows = find_rows(workspace, wanted, most + 1, after, among=few)
    return rows[:most], rows[most - 1].place if len(rows) > most else None


def every_row(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[Assessment, ...]]:
    """The whole list in portions, in the order asked for; of one moment, as its session is."""
    place: Place | None = None
    while rows := find_rows(workspace, wanted, PORTION, place):
        yield tuple(row.assessment for row in rows)
        place = rows[-1].place


def _matching(workspace: Workspace, wanted: Wanted) -> Sequence[str] | None:
    """The ids of those that have the words; None where none are asked for."""
    return find_matching(workspace, wanted, MOST_COUNTED + 1) if wanted.words else None


def _few(matching: Sequence[str] | None) -> Sequence[str] | None:
    """The same if they are so few that each is fetched."""
    return None if matching is None or len(matching) > min(FEW, MOST_COUNTED) else matching


def _page(
    read: Callable[..., Sequence[Row]], after: Place | None, before: Place | None
) -> tuple[Sequence[Row], bool, bool]:
    """The page, and whether there are others before it and after it."""
    if before is not None:
        rows = read(before, backwards=True)
        if len(rows) > PAGE:
            return rows[1:], True, True
    elif after is not None:
        rows = read(after)
        if not rows:
            rows = read(backwards=True)
            return rows[-PAGE:], len(rows) > PAGE, False
        return rows[:PAGE], True, len(rows) > PAGE
    rows = read()
    return rows[:PAGE], False, len(rows) > PAGE
