"""Paging: a list is told some items at a time, each page with the cursor of the next one.

A cursor is opaque: it is what `next` was, with the same list and the same order. A handler
takes `Limit` and `Cursor`, asks the store for one more than the limit, and cuts that by `page_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from app.api.problems import InvalidFields
from app.api.validation import FieldError
from app.web.cursors import CURSOR, cursor_of, values_in

MOST = 100
USUAL = 25

Place = TypeVar("Place")
Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")]
Cursor = Annotated[
    str | None,
    Query(
        description="The `next` of the page before, of the same list in the same order.",
        json_schema_extra={"pattern": f"^{CURSOR.pattern}$"},
    ),
]


def place_of(cursor: str | None, read: Callable[[str], Place]) -> Place | None:
    """Where the page begins; None for the first one.

    InvalidFields for what is no cursor of this list.
    """
    if cursor is None:
        return None
    try:
        return read(cursor)
    except ValueError:
        message = "This is the `next` of a page of this list, in the same order, as it came."
        raise InvalidFields([FieldError(message, parameter="cursor")]) from None


def number_at(cursor: str) -> int:
    """The number that a cursor is made of; ValueError if it is made of anything else."""
    match values_in(cursor):
        case [int(number)]:
            return number
    raise ValueError(cursor)


def page_of(
    found: Sequence[Item], limit: int, number_of: Callable[[Item], int]
) -> tuple[Sequence[Item], str | None]:
    """The items of a page, and the cursor of the next one; None on the last.

    `found` has one item more than the limit where more follows.
    """
    page = found[:limit]
    return page, cursor_of([number_of(page[-1])]) if len(found) > limit else None
