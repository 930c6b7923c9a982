"""Deletes what nobody needs any more, whoever's it was; no page can do this.

Workspaces empty for a day or unused for as long as a cookie lives, and intents of forms that nobody
sends again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, tuple_

from app.store.database import Database
from app.store.intents import REMEMBERED_FOR
from app.store.session import Session, WriterSession
from app.store.sqlite.erasing import expect_deletion
from app.store.tables import assessments, browsers, intents, workspaces

WORKSPACES_AT_ONCE = 100
INTENTS_AT_ONCE = 200  # some milliseconds under the write lock
STARTED = 1  # the number of the change that begins the first assessment

IntentKey = tuple[int, str, str]
_INTENT_KEY = (intents.c.workspace_id, intents.c.action, intents.c.key)


def delete_workspaces(session: WriterSession, empty_since: datetime, unused_since: datetime) -> int:
    """Delete a portion of those empty or not used since; how many it were."""
    query = (
        select(workspaces.c.id)
        .where(_unneeded(empty_since, unused_since))
        .limit(WORKSPACES_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(query).all()
    if ids:
        expect_deletion(session)
        session.execute(delete(workspaces).where(workspaces.c.id.in_(ids)))
    return len(ids)


def count_workspaces(session: Session, empty_since: datetime, unused_since: datetime) -> int:
    """How many there are of those."""
    query = select(func.count()).select_from(workspaces)
    return session.execute(query.where(_unneeded(empty_since, unused_since))).scalar_one()


def _unneeded(empty_since: datetime, unused_since: datetime) -> ColumnElement[bool]:
    """Empty or not used since; empty with one assessment, too, as long as it has no answer."""
    filled = exists().where(assessments.c.workspace_id == workspaces.c.id)
    empty = or_(workspaces.c.sequence <= STARTED, ~filled)
    visited = exists().where(
        browsers.c.workspace_id == workspaces.c.id, browsers.c.seen_on >= unused_since.date()
    )
    changed = workspaces.c.changed_at
    unused = and_(changed < unused_since, ~visited)
    return or_(unused, and_(changed < empty_since, empty))


def find_old_intents(session: Session, created_before: datetime) -> list[IntentKey]:
    """The keys of a portion of the intents made before that.

    It reads all intents, as no index has their age: never look for them in a writer.
    """
    old = select(*_INTENT_KEY).where(intents.c.created_at < created_before)
    rows = session.execute(old.limit(INTENTS_AT_ONCE))
    return [(row.workspace_id, row.action, row.key) for row in rows]


def delete_intents(session: WriterSession, keys: Sequence[IntentKey]) -> None:
    """Forget what came of the forms with these keys."""
    session.execute(delete(intents).where(tuple_(*_INTENT_KEY).in_(keys)))


def count_old_intents(session: Session, created_before: datetime) -> int:
    """How many intents were made before that."""
    query = select(func.count()).select_from(intents)
    return session.execute(query.where(intents.c.created_at < created_before)).scalar_one()


EMPTY_FOR = timedelta(days=1)
UNUSED_FOR = timedelta(days=400)
OVERDUE_AFTER = timedelta(days=1)
"""A running server tries every hour; one that is started now and then is given time, too."""


def purge(database: Database) -> dict[str, int]:
    """Delete all of it, a few at a time; how many there were of each kind."""
    return {
        kind: sum(iter(partial(delete_some, database), 0)) for kind, delete_some in PORTIONS.items()
    }


def count_overdue(session: Session) -> dict[str, int]:
    """How much of each kind is still there a day after it should have been deleted.

    That tells that no purge went through for a day, without anybody writing down that one did.
    """
    then = session.clock() - OVERDUE_AFTER
    return {
        "workspaces": count_workspaces(session, then - EMPTY_FOR, then - UNUSED_FOR),
        "intents": count_old_intents(session, then - REMEMBERED_FOR),
    }


def _delete_some_workspaces(database: Database) -> int:
    with database.writer() as session:
        now = session.clock()
        return delete_workspaces(session, now - EMPTY_FOR, now - UNUSED_FOR)


def _delete_some_intents(database: Database) -> int:
    with database.reader() as session:
        keys = find_old_intents(session, session.clock() - REMEMBERED_FOR)
    if keys:
        with database.writer() as session:
            delete_intents(session, keys)
    return len(keys)


PORTIONS: Mapping[str, Callable[[Database], int]] = {
    "workspaces": _delete_some_workspaces,
    "intents": _delete_some_intents,
}
"""What is purged, each with what deletes a portion of it and says how many: 0 if none is left."""
