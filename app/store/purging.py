"""Deletes workspaces that nobody needs, whoever's they were; no page can do this."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select

from app.store.erasing import expect_deletion
from app.store.session import Session
from app.store.tables import assessments, browsers, workspaces

PORTION = 100
STARTED = 1  # the number of the change that begins the first assessment


def delete_workspaces(session: Session, empty_since: datetime, unused_since: datetime) -> int:
    """Delete a portion of those empty or not used since; how many it were.

    A workspace is empty if nothing is in it, or nothing but one assessment without an answer.
    """
    filled = exists().where(assessments.c.workspace_id == workspaces.c.id)
    empty = or_(workspaces.c.sequence <= STARTED, ~filled)
    visited = exists().where(
        browsers.c.workspace_id == workspaces.c.id, browsers.c.seen_on >= unused_since.date()
    )
    changed = workspaces.c.changed_at
    unused = and_(changed < unused_since, ~visited)
    query = (
        select(workspaces.c.id)
        .where(or_(unused, and_(changed < empty_since, empty)))
        .limit(PORTION)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    if found:
        expect_deletion(session)
        session.execute(delete(workspaces).where(workspaces.c.id.in_(found)))
    return len(found)
