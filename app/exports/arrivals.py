"""What an import brought, found again by the numbers of its changes.

Each change of a workspace has a number, and an assessment that of its last one. So the address of
the page after an import says between which numbers it was, and the store knows what came then, as
long as it is there and nothing else was changed of it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from app.assessments.listing import EVERYTHING
from app.assessments.queries import find_rows
from app.store.prepared import Prepared
from app.store.records import Assessment
from app.store.tables import assessments
from app.store.workspaces import Workspace

_COUNT = Prepared(
    select(func.count())
    .select_from(assessments)
    .where(
        assessments.c.workspace_id == bindparam("workspace"),
        assessments.c.sequence > bindparam("after"),
        assessments.c.sequence <= bindparam("until"),
    )
)


class Arrivals(NamedTuple):
    """The first of what came, and how much it was in all."""

    first: tuple[Assessment, ...]
    total: int


def last_change(workspace: Workspace) -> int:
    """The number of the last change that an assessment saw; 0 if there is none."""
    return max((row.assessment.sequence for row in find_rows(workspace, EVERYTHING, 1)), default=0)


def find_arrivals(workspace: Workspace, after: int, until: int, most: int) -> Arrivals:
    """What was last changed between these numbers, the second one included, the latest first."""
    asked = {"workspace": workspace.id, "after": after, "until": until}
    (count,) = workspace.session.send(_COUNT, asked).firsts()
    rows = find_rows(workspace, EVERYTHING, most, (until + 1,))
    came = (row.assessment for row in rows if row.assessment.sequence > after)
    return Arrivals(tuple(came), int(count))
