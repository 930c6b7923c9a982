"""The only door to data: a workspace in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, overload

from sqlalchemy import ColumnElement, delete, insert, select, update

from app.store.faults import missing
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
    """The same inside a writing transaction: whatever changes something asks for this one."""

    session: WriterSession


@overload
def workspace_of(session: WriterSession, token_hash: bytes) -> WritableWorkspace | None: ...


@overload
def workspace_of(session: Session, token_hash: bytes) -> Workspace | None: ...


def workspace_of(session: Session, token_hash: bytes) -> Workspace | None:
    """The workspace a browser with that token may use."""
    columns = (browsers.c.workspace_id, browsers.c.id, browsers.c.seen_on)
    query = select(*columns).where(browsers.c.token_hash == token_hash)
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    if isinstance(session, WriterSession):
        return WritableWorkspace(row.workspace_id, session, row.id, row.seen_on)
    return Workspace(row.workspace_id, session, row.id, row.seen_on)


def insert_workspace(session: WriterSession) -> WritableWorkspace:
    """A new, empty workspace."""
    now = session.clock()
    values = {"sequence": 0, "created_at": now, "changed_at": now}
    inserted = session.execute(insert(workspaces).values(values))
    (workspace_id,) = cast("tuple[int]", inserted.inserted_primary_key)
    return WritableWorkspace(workspace_id, session)


def delete_workspace(workspace: WritableWorkspace) -> None:
    """From the commit on nothing opens or shows the workspace; its rows go by and by."""
    lock(workspace)
    mark_deleted(workspace.session, [workspace.id])


def mark_deleted(session: WriterSession, ids: Sequence[int]) -> None:
    """The same for several, which the caller has locked; what is left is for `store.remains`."""
    change = update(workspaces).where(workspaces.c.id.in_(ids))
    session.execute(change.values(deleted_at=session.clock()))
    for door in (browsers, codes):
        session.execute(delete(door).where(door.c.workspace_id.in_(ids)))


def in_use(workspace_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the workspace was not deleted: for whatever looks into all of them."""
    deleted = select(workspaces.c.id).where(workspaces.c.deleted_at.is_not(None))
    return workspace_id.not_in(deleted)


def lock(workspace: WritableWorkspace) -> int:
    """Keep all other writers out of the workspace until the commit; the number of its changes.

    SQLite holds its one write lock anyway; on PostgreSQL this is what makes a decision and the
    write that follows it one step. NotFound if it was deleted meanwhile.
    """
    query = select(workspaces.c.sequence).where(
        workspaces.c.id == workspace.id, workspaces.c.deleted_at.is_(None)
    )
    number: int | None = workspace.session.scalar(query.with_for_update())
    if number is None:
        raise missing()
    return number


def advance(workspace: WritableWorkspace) -> int:
    """Lock the workspace and number its next change: numbers, not clocks, order the lists."""
    number = lock(workspace) + 1
    values = {"sequence": number, "changed_at": workspace.session.clock()}
    change = update(workspaces).where(workspaces.c.id == workspace.id).values(values)
    workspace.session.execute(change)
    return number
