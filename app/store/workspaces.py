"""The only door to data: a workspace in a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast, overload

from sqlalchemy import delete, insert, select, update

from app.store.faults import missing
from app.store.session import Session, WriterSession
from app.store.sqlite.erasing import expect_deletion
from app.store.tables import browsers, workspaces


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
    """Delete the workspace with all that is in it; every token of it ends."""
    lock(workspace)
    expect_deletion(workspace.session)
    workspace.session.execute(delete(workspaces).where(workspaces.c.id == workspace.id))


def lock(workspace: WritableWorkspace) -> int:
    """Keep all other writers out of the workspace until the commit; the number of its changes.

    SQLite holds its one write lock anyway; on PostgreSQL this is what makes a decision and the
    write that follows it one step.
    """
    query = select(workspaces.c.sequence).where(workspaces.c.id == workspace.id).with_for_update()
    number: int | None = workspace.session.scalar(query)
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
