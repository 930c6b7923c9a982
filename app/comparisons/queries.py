"""Comparisons: several revisions of one workspace, fetched at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select, tuple_

from app.results.queries import REVISION, as_revision
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


_ITS_ASSESSMENT = and_(
    assessments.c.workspace_id == revisions.c.workspace_id,
    assessments.c.id == revisions.c.assessment_id,
)
_KEY = tuple_(revisions.c.assessment_id, revisions.c.n)
_FIND = (
    select(assessments.c.title, *REVISION)
    .join_from(revisions, assessments, _ITS_ASSESSMENT)
    .where(
        revisions.c.workspace_id == bindparam("workspace"),
        _KEY.in_(bindparam("keys", expanding=True)),
    )
)


def find_titled_revisions(
    workspace: Workspace, keys: Sequence[RevisionKey]
) -> tuple[TitledRevision, ...]:
    """Those revisions, in that order; NotFound unless all of them are in this workspace."""
    for assessment_id, n in keys:
        require_id(assessment_id)
        if not is_number(n):
            raise missing()
    rows = workspace.session.execute(_FIND, {"workspace": workspace.id, "keys": list(keys)})
    by_key = {
        (revision.assessment_id, revision.n): TitledRevision(title, revision)
        for title, revision in ((title, as_revision(stored)) for title, *stored in rows)
    }
    if len(by_key) < len(set(keys)):
        raise missing()
    return tuple(by_key[key] for key in keys)
