"""Comparisons: several revisions of one workspace, fetched at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.results.queries import as_revision, columns_of
from app.store.assessments import require_id
from app.store.faults import missing
from app.store.ids import is_number
from app.store.records import Revision
from app.store.tables import assessments, revisions
from app.store.workspaces import Workspace

RevisionKey = tuple[str, int]
"""The id of an assessment and the number of a revision."""


@dataclass(frozen=True, slots=True)
class TitledRevision:
    """A revision and the title of its assessment."""

    title: str
    revision: Revision


def find_titled_revisions(
    workspace: Workspace, keys: Sequence[RevisionKey]
) -> tuple[TitledRevision, ...]:
    """Those revisions, in that order; NotFound unless all of them are in this workspace."""
    for assessment_id, n in keys:
        require_id(assessment_id)
        if not is_number(n):
            raise missing()
    rows = workspace.session.execute(_of(workspace, keys))
    by_key = {
        (revision.assessment_id, revision.n): TitledRevision(title, revision)
        for title, revision in ((title, as_revision(stored)) for title, *stored in rows)
    }
    if len(by_key) < len(set(keys)):
        raise missing()
    return tuple(by_key[key] for key in keys)


def _of(workspace: Workspace, keys: Sequence[RevisionKey]) -> Select[Any]:
    its_assessment = and_(
        assessments.c.workspace_id == revisions.c.workspace_id,
        assessments.c.id == revisions.c.assessment_id,
    )
    one_of_them = or_(
        *(
            and_(revisions.c.assessment_id == assessment_id, revisions.c.n == n)
            for assessment_id, n in keys
        )
    )
    return (
        select(assessments.c.title, *columns_of(Revision))
        .join_from(revisions, assessments, its_assessment)
        .where(revisions.c.workspace_id == workspace.id, one_of_them)
    )
