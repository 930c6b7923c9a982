"""The pages about saved assessments: the list, and the small forms for title and note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.assessments.list_address import ORDERS, STATES, Asked
from app.assessments.listing import MOST_COUNTED, Listing, Order, State, Wanted
from app.store.records import Assessment
from app.web.rendering import Page, plural


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage(Page):
    """A page of the list.

    `here` is its own query, `earlier` and `later` the addresses of its neighbours; `deleted` says
    how many assessments were just deleted.
    """

    template: ClassVar[str] = "assessments/page.html"
    listing: Listing
    counted: str
    wanted: Wanted
    verdicts: tuple[str, ...]
    states: Mapping[State, str]
    orders: Mapping[Order, str]
    here: str
    earlier: str | None
    later: str | None
    deleted: int
    intent: str


def assessments_page(
    listing: Listing, asked: Asked, address: str, *, deleted: int, intent: str
) -> AssessmentsPage:
    """The page of what was asked for; `address` is that of the whole list."""
    wanted = asked.wanted
    earlier, later = (
        None if place is None else f"{address}?{Asked(wanted, **{name: place}).query}"
        for name, place in (("before", listing.before), ("after", listing.after))
    )
    return AssessmentsPage(
        title="Saved assessments",
        listing=listing,
        counted=counted(listing.total),
        wanted=wanted,
        # A bookmark may name a verdict that nothing has any more.
        verdicts=tuple(dict.fromkeys(filter(None, (*listing.labels, wanted.label)))),
        states=STATES,
        orders=ORDERS,
        here=asked.query,
        earlier=earlier,
        later=later,
        deleted=deleted,
        intent=intent,
    )


def counted(total: int) -> str:
    """`1 assessment`, `25 assessments`, `more than 1,000 assessments`."""
    if total > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} assessments"
    return plural(total, "assessment")


@dataclass(frozen=True, kw_only=True)
class TextPage(Page):
    """A form for one text of an assessment; `theirs` is what another tab saved meanwhile.

    `edit` tells which edit of the text the form is based on.
    """

    template: ClassVar[str] = "assessments/text.html"
    assessment: Assessment
    label: str
    hint: str
    lines: int
    button: str
    action: str
    back: str
    typed: str
    edit: int
    problem: str | None = None
    theirs: str | None = None
