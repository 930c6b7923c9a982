"""Deletes what nobody needs any more, whoever's it was; no page can do this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select, tuple_

from app.store.erasing import expect_deletion
from app.store.session import Session
from app.store.tables import assessments, browsers, intents, workspaces

WORKSPACES_AT_ONCE = 100
INTENTS_AT_ONCE = 200  # some milliseconds under the write lock
STARTED = 1  # the number of the change that begins the first assessment

IntentKey = tuple[int, str, str]
_INTENT_KEY = (intents.c.workspace_id, intents.c.action, intents.c.key)


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
        .limit(WORKSPACES_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    if found:
        expect_deletion(session)
        session.execute(delete(workspaces).where(workspaces.c.id.in_(found)))
    return len(found)


def find_old_intents(session: Session, created_before: datetime) -> list[IntentKey]:
    """The keys of a portion of the intents made before that.

    It reads all intents, as no index has their age: never look for them in a writer.
    """
    old = select(*_INTENT_KEY).where(intents.c.created_at < created_before)
    rows = session.execute(old.limit(INTENTS_AT_ONCE))
    return [(row.workspace_id, row.action, row.key) for row in rows]


def delete_intents(session: Session, keys: Sequence[IntentKey]) -> None:
    """Forget what came of the forms with these keys."""
    session.execute(delete(intents).where(tuple_(*_INTENT_KEY).in_(keys)))
