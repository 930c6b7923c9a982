"""The answers of every latest revision under a rulebook version: for the impact of a newer one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, select, tuple_

from app.store.database import Database
from app.store.tables import assessments, revisions
from app.store.workspaces import in_use

PORTION = 1_000

Key = tuple[int, str]
"""Workspace and assessment."""


def stored_answers(
    database: Database, rulebook_id: str, version: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the answers of each assessment.

    Each portion is read in a transaction of its own, so that none lasts. Portions begin after a
    key: what is saved in between is there or not, and never twice.
    """
    last: Key | None = None
    while True:
        with database.reader() as session:
            rows = session.execute(_portion(rulebook_id, version, last)).all()
        if not rows:
            return
        yield from ((row.assessment_id, row.answers) for row in rows)
        last = rows[-1].workspace_id, rows[-1].assessment_id


def _portion(rulebook_id: str, version: str, last: Key | None) -> Select[Any]:
    key = (revisions.c.workspace_id, revisions.c.assessment_id)
    latest = and_(
        assessments.c.workspace_id == revisions.c.workspace_id,
        assessments.c.id == revisions.c.assessment_id,
        assessments.c.latest == revisions.c.n,
    )
    query = (
        select(*key, revisions.c.answers)
        .join(assessments, latest)
        .where(revisions.c.rulebook_id == rulebook_id, revisions.c.rulebook_version == version)
        .where(in_use(revisions.c.workspace_id))
        .order_by(*key)
        .limit(PORTION)
    )
    return query if last is None else query.where(tuple_(*key) > last)
