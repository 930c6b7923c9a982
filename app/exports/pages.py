"""The pages of an import: choose a file, see what it would do, see what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, ClassVar, NamedTuple
from urllib.parse import urlencode

from app.exports.plans import Plan, Planned, Refusal
from app.exports.queries import Arrivals
from app.store.records import Assessment
from app.web.downloads import PIECE
from app.web.rendering import Page
from app.web.uploads import LARGEST_FILE
from app.web.visit import Visit

MOST_NAMED = 50
"""How many assessments a page names; of the others it says how many there are."""
MOST_UNDONE = 100
"""How many the page of a deletion takes at once."""


class Carried(NamedTuple):
    """What the page carries on to the button: the file packed, if it is not too large for that.

    `mark` tells this file and what it would do from any other.
    """

    packed: str
    mark: str
    as_copies: bool


def mark_of(file: BinaryIO, plan: Plan) -> str:
    """Tells whether it is the same file, and whether it would still do the same."""
    file.seek(0)
    digest = sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    for kind in (plan.adds, plan.skips):
        digest.update(sha256(repr([planned.id for planned in kind]).encode()).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Named:
    """The first of many assessments, how many more there are, and versions in all."""

    first: tuple[Planned, ...]
    more: int
    versions: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.first) + self.more


def named(every: Sequence[Planned]) -> Named:
    """What a page says of so many."""
    first = tuple(every[:MOST_NAMED])
    return Named(first, len(every) - len(first), sum(planned.versions for planned in every))


@dataclass(frozen=True, kw_only=True)
class ChoosePage(Page):
    """The form for a file, with what is wrong with the one that came, if any.

    `refusals` are what cannot come in, `some_differ` if one of these could as a copy;
    `packed` is the file itself, which may be tried once more.
    """

    template: ClassVar[str] = "exports/choose.html"
    most_megabytes: int
    packed: str = ""
    as_copies: bool = False
    problem: str = ""
    refusals: tuple[Refusal, ...] = ()
    is_stopped: bool = False
    some_differ: bool = False


def choose_page(problem: str = "", *, packed: str = "", as_copies: bool = False) -> ChoosePage:
    """The form, as it was sent if there is a problem."""
    return ChoosePage(
        title="Import a file",
        most_megabytes=LARGEST_FILE // 2**20,
        packed=packed,
        as_copies=as_copies,
        problem=problem,
    )


def refused_page(plan: Plan, carried: Carried) -> ChoosePage:
    """The form with all that cannot come in."""
    count = len(plan.refusals)
    what = "One assessment" if count == 1 else f"{count} assessments"
    return ChoosePage(
        title="Import a file",
        most_megabytes=LARGEST_FILE // 2**20,
        packed=carried.packed,
        as_copies=carried.as_copies,
        problem=f"{what} of this file cannot come in, so nothing of it does.",
        refusals=tuple(plan.refusals),
        is_stopped=plan.is_stopped,
        some_differ=any(refusal.differs for refusal in plan.refusals),
    )


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What a file would add and leave out; `changed` if it would have been something else before.

    `is_new` if a workspace would be made for it, `can_undo` if one page can delete it all again.
    """

    template: ClassVar[str] = "exports/preview.html"
    adds: Named
    skips: Named
    carried: Carried
    is_new: bool
    changed: bool
    can_undo: bool


def preview_page(plan: Plan, carried: Carried, *, is_new: bool, changed: bool) -> PreviewPage:
    """The page before an import."""
    return PreviewPage(
        title="What this file would add" if plan.adds else "This file would add nothing",
        adds=named(plan.adds),
        skips=named(plan.skips),
        carried=carried,
        is_new=is_new,
        changed=changed,
        can_undo=len(plan.adds) <= MOST_UNDONE,
    )


@dataclass(frozen=True, kw_only=True)
class DonePage(Page):
    """What came in; `undo` is where it can be deleted again, if it is not too much for one page."""

    template: ClassVar[str] = "exports/done.html"
    first: tuple[Assessment, ...]
    count: int
    undo: str


def done_page(visit: Visit, arrivals: Arrivals) -> DonePage:
    """The page after an import."""
    undo = ""
    if 0 < arrivals.total <= MOST_UNDONE:
        marks = urlencode(
            [("r", f"{arrival.id}.{arrival.latest or 0}") for arrival in arrivals.first]
        )
        undo = f"{visit.url('confirm_deletion')}?{marks}"
    return DonePage(
        title="Imported" if arrivals.total else "Nothing of this import is left",
        first=arrivals.first[:MOST_NAMED],
        count=arrivals.total,
        undo=undo,
    )
