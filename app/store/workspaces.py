"""The only door to data: a workspace in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, overload

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update

from app.store.faults import missing
from app.store.prepared import Prepared
from app.store.remains import delete_newest
from app.store.session import Session, WriterSession
from app.store.tables import browsers, codes, workspaces


@dataclass(frozen=True)
class Workspace:
    """The owner of assessments, to read from; every statement of the store filters by its id.

    `browser` is the id of the browser it was opened from, and `seen_on` the day of its last visit;
    a workspace found in another way has neither.
    """

    id: int
    session: Session
    browser: str = ""
    seen_on: date | None = None


@dataclass(frozen=True)
class WritableWorkspace(Workspace):
    """The same inside a writing transaction: whatever changes something asks for this one.

    All other writers are kept out of the workspace until the commit. SQLite holds its one write
    lock anyway; on PostgreSQL the look-up locks the row of the workspace. So a decision and the
    write that follows it are one step.
    """

    session: WriterSession


_OF_TOKEN = select(browsers.c.workspace_id, browsers.c.id, browsers.c.seen_on).where(
    browsers.c.token_hash == bindparam("hash")
)
IN_USE = workspaces.c.deleted_at.is_(None)
# Waiting for the lock, PostgreSQL looks at the row of the workspace again, and at no other.
_ITS_WORKSPACE = and_(workspaces.c.id == browsers.c.workspace_id, IN_USE)
_TO_READ = Prepared(_OF_TOKEN)
_TO_WRITE = Prepared(_OF_TOKEN.join(workspaces, _ITS_WORKSPACE).with_for_update(of=workspaces))
_ADVANCE = Prepared(
    update(workspaces)
    .where(workspaces.c.id == bindparam("workspace"), IN_USE)
    .values(sequence=workspaces.c.sequence + bindparam("steps"), changed_at=bindparam("now"))
    .returning(workspaces.c.sequence)
)


@overload
def workspace_of(session: WriterSession, token_hash: bytes) -> WritableWorkspace | None: ...


@overload
def workspace_of(session: Session, token_hash: bytes) -> Workspace | None: ...


def workspace_of(session: Session, token_hash: bytes) -> Workspace | None:
    """The workspace a browser with that token may use."""
    writes = isinstance(session, WriterSession)
    query = _TO_WRITE if writes else _TO_READ
    row = session.send(query, {"hash": token_hash}).one_or_none()
    if row is None:
        return None
    workspace_id, browser, seen_on = row
    if isinstance(session, WriterSession):
        return WritableWorkspace(workspace_id, session, browser, seen_on)
    return Workspace(workspace_id, session, browser, seen_on)


def insert_workspace(session: WriterSession) -> WritableWorkspace:
    """A new, empty workspace."""
    now = session.clock()
    values = {"sequence": 0, "created_at": now, "changed_at": now}
    inserted = session.execute(insert(workspaces), values)
    (workspace_id,) = cast("tuple[int]", inserted.inserted_primary_key)
    return WritableWorkspace(workspace_id, session)


def delete_workspace(workspace: WritableWorkspace) -> None:
    """From the commit on nothing opens or shows the workspace; its rows go by and by."""
    mark_deleted(workspace.session, [workspace.id])


def mark_deleted(session: WriterSession, ids: Sequence[int]) -> None:
    """The same for several, which the caller has locked; what is left is for `store.remains`."""
    change = update(workspaces).where(workspaces.c.id.in_(ids))
    session.execute(change.values(deleted_at=session.clock()))
    for door in (browsers, codes):
        session.execute(delete(door).where(door.c.workspace_id.in_(ids)))
    delete_newest(session, ids)


def in_use(workspace_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the workspace was not deleted: for whatever looks into all of them."""
    deleted = select(workspaces.c.id).where(workspaces.c.deleted_at.is_not(None))
    return workspace_id.not_in(deleted)


def advance(workspace: WritableWorkspace, steps: int = 1) -> int:
    """The number of the next change, or of the last of several; by these, not clocks, lists go.

    Whatever changes something that a page shows has to ask for one: pages that are kept are known
    by it. NotFound if the workspace was deleted.
    """
    values = {"workspace": workspace.id, "steps": steps, "now": workspace.session.clock()}
    row: tuple[int] | None = workspace.session.send(_ADVANCE, values).one_or_none()
    if row is None:
        raise missing()
    return row[0]
