"""Which number to put behind a title, so that the workspace has no other of that name."""

from __future__ import annotations

import re

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    select,
)

from app.engine.texts import cut
from app.store.prepared import Prepared
from app.store.records import TITLE_LENGTH
from app.store.tables import assessments
from app.store.title_keys import LENGTHS, title_key
from app.store.workspaces import Workspace

MOST = 2**20
ROOM_FOR_A_NUMBER = len(" (1000000)")
COPY = "Copy of "
NUMBER = re.compile(r" \([0-9]{1,7}\)$")


def numbered(workspace: Workspace, title: str) -> str:
    """The title, with a number if there is another of that name; cut if it would be too long."""
    for longest in (TITLE_LENGTH, TITLE_LENGTH - ROOM_FOR_A_NUMBER):
        title = cut(title, longest).rstrip()
        number = find_free_number(workspace, title)
        made = title if number == 1 else f"{title} ({number})"
        if len(made) <= TITLE_LENGTH:
            break
    return made


def copy_of(workspace: Workspace, title: str) -> str:
    """The title of a copy, which no other has; a copy of a copy counts on, and gets no longer."""
    copied = NUMBER.sub("", title) if title.startswith(COPY) else f"{COPY}{title}"
    return numbered(workspace, copied)


def find_free_number(workspace: Workspace, title: str) -> int:
    """A number that no title like “title (number)” has yet; 1 stands for the title itself.

    It is the next one as long as none in between was deleted or renamed; otherwise it may be that
    one or the next. Capitals and accents make no other title.
    """
    asked = {"workspace": workspace.id, "key": title_key(title)}
    (number,) = workspace.session.send(_FREE_NUMBER, asked).firsts()
    return int(number)


def _free_number() -> Select[int]:
    """Goes up by half a million, a quarter and so on, wherever the number it comes to is taken.

    So it looks into the index twenty times, however many there are, and never goes by the order
    of texts, in which 10 comes before 9. Below where it ends is a number that is taken.
    """
    start = select(literal(0).label("low"), literal(MOST // 2).label("step"))
    search = start.cte("search", recursive=True)
    low, step = search.c.low, search.c.step
    taken = exists().where(
        assessments.c.workspace_id == bindparam("workspace"),
        assessments.c.title_key == _key(low + step),
    )
    further = select(case((taken, low + step), else_=low), step // 2)
    search = search.union_all(further.where(step > 0))
    return select(func.max(search.c.low) + 1)


def _key(number: ColumnElement[int]) -> ColumnElement[str]:
    """As `title_key` makes it of the title with that number."""
    key = bindparam("key", type_=String)
    digits = cast(number, String)
    length = func.substr(LENGTHS, func.length(digits), 1)
    return case((number == 1, key), else_=key + " (" + length + digits + ")")


_FREE_NUMBER = Prepared(_free_number())
