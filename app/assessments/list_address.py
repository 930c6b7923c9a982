"""The address of a page of the list: what it is narrowed to, its order, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from app.assessments.listing import EVERYTHING
from app.assessments.queries import Order, Place, State, Wanted
from app.engine.errors import Invalid
from app.engine.texts import cut, in_one_line
from app.store.ids import is_id
from app.store.title_keys import is_key
from app.web.cursors import cursor_of, values_in
from app.web.forms import LONGEST, Fields

ORDERS: dict[Order, str] = {
    "changed": "Last changed",
    "created": "Newest first",
    "oldest": "Oldest first",
    "title": "Title, A–Z",
}
STATES: dict[State, str] = {"": "All", "saved": "Saved", "unfinished": "Unfinished"}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of which list."""

    wanted: Wanted = EVERYTHING
    after: Place | None = None
    before: Place | None = None

    @property
    def query(self) -> str:
        """The one spelling of it as the query of an address; empty for the beginning of it all."""
        wanted = self.wanted
        parts = {
            "q": wanted.words,
            "verdict": wanted.label,
            "state": wanted.state,
            "sort": "" if wanted.order == EVERYTHING.order else wanted.order,
            "after": cursor_at(self.after) if self.after else "",
            "before": cursor_at(self.before) if self.before else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})


class Unsearchable(Invalid):
    """Words that cannot be looked for: the list is shown again with them."""

    def __init__(self, wanted: Wanted) -> None:
        length = len(wanted.words)
        super().__init__(f"Look for at most {LONGEST['words']} characters; these are {length}.")
        self.wanted = wanted


def read_asked(query: Fields) -> Asked:
    """What the address asks for; Invalid if it asks for something that cannot be."""
    order = _choice(ORDERS, query.one("sort") or EVERYTHING.order, "order")
    wanted = Wanted(
        words=in_one_line(query.typed("q")),
        label=query.one("verdict"),
        state=_choice(STATES, query.one("state"), "state"),
        order=order,
    )
    if len(wanted.words) > LONGEST["words"]:
        raise Unsearchable(wanted)
    places = {name: query.one(name, longest=2_000) for name in ("after", "before")}
    if all(places.values()):
        raise _mistyped()
    try:
        after, before = (place_at(order, cursor) if cursor else None for cursor in places.values())
    except ValueError:
        raise _mistyped() from None
    return Asked(wanted, after, before)


def _choice(known: dict[Choice, str], value: str, kind: str) -> Choice:
    if value not in known:
        raise Invalid(
            f"The list knows no {kind} “{cut(value, 40)}”.",
            title="This address cannot be used",
            remedy="Open your saved assessments from the beginning and choose there.",
        )
    return value


def cursor_at(place: Place) -> str:
    """A place as one word for an address."""
    return cursor_of(
        [_microseconds(value) if isinstance(value, datetime) else value for value in place]
    )


def place_at(order: Order, cursor: str) -> Place:
    """The place in that order that this word stands for; ValueError for anything else."""
    match order, values_in(cursor):
        case "changed", [int(number)]:
            return (number,)
        case "title", [str(key), str(identity)] if is_id(identity) and is_key(key):
            return (key, identity)
        case (("created" | "oldest"), [int(moment), str(identity)]) if is_id(identity):
            return (BEGINNING + timedelta(microseconds=moment), identity)
    raise ValueError(order)


def _microseconds(moment: datetime) -> int:
    return (moment - BEGINNING) // timedelta(microseconds=1)


def _mistyped() -> Invalid:
    return Invalid(
        "The address of this page of your list is incomplete or mistyped.",
        title="There is no such page of the list",
        remedy="Open your saved assessments from the beginning.",
    )
