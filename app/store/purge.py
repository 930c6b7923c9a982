"""What nobody needs any more: workspaces empty for a day or unused for as long as a cookie lives,
and intents of forms that nobody sends again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from app.store.database import Database
from app.store.intents import REMEMBERED_FOR
from app.store.purging import (
    count_old_intents,
    count_workspaces,
    delete_intents,
    delete_workspaces,
    find_old_intents,
)
from app.store.session import Session

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
