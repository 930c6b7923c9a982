"""Comparisons: several revisions of one workspace, fetched at once, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select, tuple_, union

from app.results.queries import REVISION, as_revision
from app.store.assessments import require_id
from app.store.faults import missing
from app.store.ids import is_number
from app.store.records import Revision
from app.store.second_opinions import OF_REVISION
from app.store.tables import assessments, revisions, second_opinions
from app.store.workspaces import Workspace

RevisionKey = tuple[str, int]
"""The id of an assessment and the number of a revision."""

MOST_ASSESSMENTS = 20
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class TitledRevision:
    """A revision and the title of its assessment."""

    title: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Choice:
    """A saved result that can be compared, as a list of them shows it."""

    assessment_id: str
    title: str
    n: int
    label: str
    created_at: datetime


_ITS_ASSESSMENT = and_(
    assessments.c.workspace_id == revisions.c.workspace_id,
    assessments.c.id == revisions.c.assessment_id,
)
_KEY = tuple_(revisions.c.assessment_id, revisions.c.n)
_FIND = (
    select(assessments.c.title, *REVISION)
    .join_from(revisions, assessments, _ITS_ASSESSMENT)
    .outerjoin(second_opinions, OF_REVISION)
    .where(
        revisions.c.workspace_id == bindparam("workspace"),
        _KEY.in_(bindparam("keys", expanding=True)),
    )
)
_MINE = assessments.c.workspace_id == bindparam("workspace")
_LATELY_CHANGED = (
    select(assessments.c.id)
    .where(_MINE, assessments.c.latest.is_not(None))
    .order_by(assessments.c.sequence.desc())
    .limit(MOST_ASSESSMENTS)
)
_CHOSEN = assessments.c.id.in_(bindparam("chosen", expanding=True))
# One list of both: with an OR, SQLite would read all revisions of the workspace.
_OFFERED = union(
    select(_LATELY_CHANGED.subquery().c.id), select(assessments.c.id).where(_MINE, _CHOSEN)
)
_CHOICES = (
    select(
        revisions.c.assessment_id,
        assessments.c.title,
        revisions.c.n,
        revisions.c.label,
        revisions.c.created_at,
    )
    .join_from(revisions, assessments, _ITS_ASSESSMENT)
    .where(
        revisions.c.workspace_id == bindparam("workspace"), revisions.c.assessment_id.in_(_OFFERED)
    )
    .order_by(
        _CHOSEN.desc(),
        assessments.c.sequence.desc(),
        revisions.c.n.desc(),
    )
    .limit(MOST_CHOICES)
)


def find_choices(workspace: Workspace, chosen: Sequence[str]) -> tuple[Choice, ...]:
    """The versions of the chosen assessments, then of those changed last, the newest first."""
    asked = {"workspace": workspace.id, "chosen": list(chosen)}
    return tuple(Choice(*row) for row in workspace.session.execute(_CHOICES, asked))


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
