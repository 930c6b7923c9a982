"""The pages about saved assessments: the list, name and note, deletion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import ClassVar

from app.assessments.list_address import ORDERS, STATES, Asked
from app.assessments.listing import EVERYTHING, MOST_COUNTED, Listing
from app.assessments.queries import Order, State, Wanted
from app.assessments.rows import ListedRow
from app.store.records import NOTE_LENGTH, TITLE_LENGTH, Assessment
from app.web.confirm import ConfirmPage
from app.web.rendering import Page, plural
from app.web.visit import ReadingVisit

MOST_AT_A_GLANCE = 7
NEWER = "Nothing is deleted yet: meanwhile a newer result was saved. This is how it stands now."


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage(Page):
    """A page of the list.

    `here` is its own query, `as_csv` that of the whole list, `earlier` and `later` the addresses of
    its neighbours; `deleted` says how many assessments were just deleted. A short list is not
    narrowed, so it has no `tools`. With a `problem` of what was looked for there is no list.
    """

    template: ClassVar[str] = "assessments/page.html"
    listing: Listing
    rows: tuple[ListedRow, ...]
    tools: bool
    counted: str
    wanted: Wanted
    verdicts: tuple[str, ...]
    states: Mapping[State, str]
    orders: Mapping[Order, str]
    here: str
    earlier: str | None
    later: str | None
    as_csv: str
    deleted: int
    intent: str
    problem: str


def assessments_page(
    listing: Listing,
    rows: tuple[ListedRow, ...],
    asked: Asked,
    address: str,
    *,
    deleted: int,
    intent: str,
    problem: str = "",
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
        rows=rows,
        tools=listing.total > MOST_AT_A_GLANCE or wanted != EVERYTHING,
        counted=counted(listing.total),
        wanted=wanted,
        # A bookmark may name a verdict that nothing has any more.
        verdicts=tuple(dict.fromkeys(filter(None, (*listing.labels, wanted.label)))),
        states=STATES,
        orders=ORDERS,
        here=asked.query,
        earlier=earlier,
        later=later,
        as_csv=Asked(wanted).query,
        deleted=deleted,
        intent=intent,
        problem=problem,
    )


def unsearched_page(wanted: Wanted, problem: str, address: str, intent: str) -> AssessmentsPage:
    """The page with words that cannot be looked for, and what is wrong with them."""
    nothing = Listing(is_empty=False)
    return assessments_page(
        nothing, (), Asked(wanted), address, deleted=0, intent=intent, problem=problem
    )


def counted(total: int) -> str:
    """`1 assessment`, `25 assessments`, `more than 1,000 assessments`."""
    if total > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} assessments"
    return plural(total, "assessment")


@dataclass(frozen=True, slots=True)
class TextField:
    """One text of an assessment and the words of its form."""

    handler: str
    heading: str
    label: str
    hint: str
    lines: int
    longest: int
    button: str


TITLE = TextField(
    "rename_saved", "Rename this assessment", "Name", "", 1, TITLE_LENGTH, "Save the name"
)
NOTE = TextField(
    "write_note",
    "A note of your own",
    "Note",
    "Who decided, what the questions did not ask, when to look again. Only you see it.",
    8,
    NOTE_LENGTH,
    "Save the note",
)


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


def text_page(
    visit: ReadingVisit,
    field: TextField,
    assessment: Assessment,
    typed: str | None = None,
    *,
    problem: str | None = None,
    changed: bool = False,
) -> TextPage:
    """The form with what is stored, or with what was typed instead."""
    stored = assessment.title if field is TITLE else assessment.note
    return TextPage(
        title=field.heading,
        assessment=assessment,
        label=field.label,
        hint=field.hint,
        lines=field.lines,
        button=field.button,
        action=visit.url(field.handler, assessment_id=assessment.id),
        back=visit.url("show_assessment", assessment_id=assessment.id),
        typed=stored if typed is None else typed,
        edit=assessment.title_edit if field is TITLE else assessment.note_edit,
        problem=problem,
        theirs=stored if changed else None,
    )


@dataclass(frozen=True, kw_only=True)
class DeletionPage(ConfirmPage):
    """Names all that goes; `open_links` counts by id how many links to each still open."""

    template: ClassVar[str] = "assessments/deletion.html"
    assessments: tuple[Assessment, ...]
    open_links: Counter[str]


def deletion_page(
    visit: ReadingVisit,
    assessments: tuple[Assessment, ...],
    open_links: Counter[str],
    asked: Asked,
    *,
    changed: bool,
) -> DeletionPage:
    """The page before a deletion; `changed` if one of them changed since it was shown."""
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
