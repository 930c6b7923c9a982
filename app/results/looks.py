"""What the kept pages of a saved result are made of, asked before they are shown."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select

from app.store.looks import Look
from app.store.second_opinions import MARKS, OF_REVISION, opinion_of
from app.store.tables import assessments, browsers, revisions, second_opinions, workspaces
from app.store.workspaces import IN_USE

# A database that was set back to an earlier state comes to the same numbers again, at other times.
_STATE = (
    select(
        workspaces.c.id,
        workspaces.c.sequence,
        workspaces.c.changed_at,
        browsers.c.seen_on,
        *MARKS,
    )
    .join_from(browsers, workspaces, and_(workspaces.c.id == browsers.c.workspace_id, IN_USE))
    .join(
        assessments,
        and_(
            assessments.c.workspace_id == workspaces.c.id,
            assessments.c.id == bindparam("assessment_id"),
        ),
    )
    .where(browsers.c.token_hash == bindparam("hash"))
)
LATEST = Look(
    _STATE.outerjoin(
        second_opinions,
        opinion_of(assessments.c.workspace_id, assessments.c.id, assessments.c.latest),
    ).where(assessments.c.latest.is_not(None))
)
"""What the page of the latest result is made of, to a browser that may see it: `advance` numbers
whatever changes a page of the workspace."""
VERSION = Look(
    _STATE.join(
        revisions,
        and_(
            revisions.c.workspace_id == assessments.c.workspace_id,
            revisions.c.assessment_id == assessments.c.id,
            revisions.c.n == bindparam("n"),
        ),
    ).outerjoin(second_opinions, OF_REVISION)
)
"""The same for the page of one version."""
