"""The answers of every latest revision under a rulebook version: for the impact of a newer one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, tuple_

from app.store.database import Database
from app.store.second_opinions import OF_REVISION
from app.store.tables import assessments, revisions, second_opinions
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
    under = and_(revisions.c.rulebook_id == rulebook_id, revisions.c.rulebook_version == version)
    for row in _each(database, _latest(revisions.c.answers).where(under)):
        yield row.assessment_id, row.answers


def stored_for_second(
    database: Database, rulebook_id: str, version: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same of each assessment on which that version gave its opinion, extra answers included.

    There may be answers among them to questions that it does not ask.
    """
    both = _latest(revisions.c.answers, second_opinions.c.extra_answers)
    query = both.join(second_opinions, OF_REVISION).where(
        second_opinions.c.rulebook_id == rulebook_id,
        second_opinions.c.rulebook_version == version,
    )
    for row in _each(database, query):
        yield row.assessment_id, row.answers | row.extra_answers


def _each(database: Database, query: Select[Any]) -> Iterator[Row[Any]]:
    last: Key | None = None
    while True:
        portion = query if last is None else query.where(tuple_(*_KEY) > last)
        with database.reader() as session:
            rows = session.execute(portion).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].workspace_id, rows[-1].assessment_id


_KEY = (revisions.c.workspace_id, revisions.c.assessment_id)
_ITS_ASSESSMENT = and_(
    assessments.c.workspace_id == revisions.c.workspace_id,
    assessments.c.id == revisions.c.assessment_id,
    assessments.c.latest == revisions.c.n,
)


def _latest(*columns: ColumnElement[Any]) -> Select[Any]:
    """A portion of the latest revisions, each with its key and these columns."""
    query = select(*_KEY, *columns).join_from(revisions, assessments, _ITS_ASSESSMENT)
    return query.where(in_use(revisions.c.workspace_id)).order_by(*_KEY).limit(PORTION)
