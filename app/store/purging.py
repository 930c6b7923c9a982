"""Deletes what nobody needs any more, whoever's it was; no page can do this.

Workspaces empty for a day or unused for as long as a cookie lives, what is left of deleted ones,
and intents of forms that nobody sends again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, tuple_

from app.store.database import Database
from app.store.intents import REMEMBERED_FOR
from app.store.remains import Size, delete_remains
from app.store.session import Session, WriterSession
from app.store.tables import api_keys, assessments, browsers, intents, workspaces
from app.store.workspaces import mark_deleted

WORKSPACES_AT_ONCE = 100
INTENTS_AT_ONCE = 200  # some milliseconds under the write lock
STARTED = 1  # the number of the change that begins the first assessment

EMPTY_FOR = timedelta(days=1)
UNUSED_FOR = timedelta(days=400)
OVERDUE_AFTER = timedelta(days=1)
"""A running server tries every hour; one that is started now and then is given time, too."""
PAUSE = 0.03
"""Seconds between portions: another process that waits for an SQLite file looks now and then."""

IntentKey = tuple[int, str, str]
_SIZE = Size()
_INTENT_KEY = (intents.c.workspace_id, intents.c.action, intents.c.key)


def find_unneeded(session: Session, unneeded: ColumnElement[bool]) -> Sequence[int]:
    """The ids of a portion of the workspaces for which that holds.

    It may read all workspaces, as no index tells: never look for them in a writer.
    """
    return session.scalars(select(workspaces.c.id).where(unneeded).limit(WORKSPACES_AT_ONCE)).all()


def delete_unneeded(
    session: WriterSession, ids: Sequence[int], unneeded: ColumnElement[bool]
) -> int:
    """Delete those of these workspaces for which it still holds; how many it were."""
    query = select(workspaces.c.id).where(workspaces.c.id.in_(ids), unneeded)
    still = session.scalars(query.with_for_update(skip_locked=True)).all()
    if still:
        mark_deleted(session, still)
    return len(still)


def count_workspaces(session: Session, condition: ColumnElement[bool]) -> int:
    """How many there are of those."""
    query = select(func.count()).select_from(workspaces)
    return session.execute(query.where(condition)).scalar_one()


def unneeded_at(now: datetime) -> ColumnElement[bool]:
    """Empty or not used for too long; empty with one assessment, too, while it has no answer.

    A workspace that a key still opens is not empty: a program may be about to fill it.
    """
    empty_since, unused_since = now - EMPTY_FOR, now - UNUSED_FOR
    filled = exists().where(assessments.c.workspace_id == workspaces.c.id)
    its_key = api_keys.c.workspace_id == workspaces.c.id
    works = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now)
    empty = and_(or_(workspaces.c.sequence <= STARTED, ~filled), ~exists().where(its_key, works))
    visited = exists().where(
        browsers.c.workspace_id == workspaces.c.id, browsers.c.seen_on >= unused_since.date()
    )
    used = exists().where(its_key, api_keys.c.used_on >= unused_since.date())
    changed = workspaces.c.changed_at
    unused = and_(changed < unused_since, ~visited, ~used)
    there = workspaces.c.deleted_at.is_(None)
    return and_(there, or_(unused, and_(changed < empty_since, empty)))


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


def purge(database: Database) -> dict[str, int]:
    """Delete all of it, a few at a time; how many there were of each kind."""
    purged = {
        kind: sum(_each_portion(database, delete_some)) for kind, delete_some in PORTIONS.items()
    }
    database.erase(deleted=any(purged.values()))
    return purged


def _each_portion(database: Database, delete_some: Callable[[Database], int]) -> Iterator[int]:
    while deleted := delete_some(database):
        yield deleted
        time.sleep(PAUSE)


def count_overdue(session: Session) -> dict[str, int]:
    """How much of each kind is still there a day after it should have been deleted.

    That tells that no purge went through for a day, without anybody writing down that one did.
    """
    then = session.clock() - OVERDUE_AFTER
    overdue = or_(unneeded_at(then), workspaces.c.deleted_at < then)
    return {
        "workspaces": count_workspaces(session, overdue),
        "intents": count_old_intents(session, then - REMEMBERED_FOR),
    }


def _delete_some_workspaces(database: Database) -> int:
    with database.reader() as session:
        unneeded = unneeded_at(session.clock())
        ids = find_unneeded(session, unneeded)
    if not ids:
        return 0
    with database.writer() as session:
        return delete_unneeded(session, ids, unneeded)


def _delete_some_remains(database: Database) -> int:
    with database.writer() as session:
        begun = time.monotonic()
        deleted = delete_remains(session, _SIZE.seconds)
    _SIZE.note(time.monotonic() - begun)
    return deleted


def _delete_some_intents(database: Database) -> int:
    with database.reader() as session:
        keys = find_old_intents(session, session.clock() - REMEMBERED_FOR)
    if keys:
        with database.writer() as session:
            delete_intents(session, keys)
    return len(keys)


PORTIONS: Mapping[str, Callable[[Database], int]] = {
    "workspaces": _delete_some_workspaces,
    "rows": _delete_some_remains,
    "intents": _delete_some_intents,
}
"""What is purged, each with what deletes a portion of it and says how many: 0 if none is left."""
