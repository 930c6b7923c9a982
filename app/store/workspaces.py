"""The only door to data: a workspace in a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import insert, select, update

from app.store.faults import missing
from app.store.ids import new_id
from app.store.session import Session
from app.store.tables import browsers, workspaces


@dataclass(frozen=True, slots=True)
class Workspace:
    """The owner of assessments; every statement of the store filters by its id."""

    id: int
    session: Session


def workspace_of(session: Session, token_hash: bytes) -> Workspace | None:
    """The workspace a browser with that token may use."""
    query = select(browsers.c.workspace_id).where(browsers.c.token_hash == token_hash)
    found: int | None = session.scalar(query)
    return None if found is None else Workspace(found, session)


def insert_workspace(session: Session) -> Workspace:
    """A new, empty workspace."""
    now = session.clock()
    values = {"sequence": 0, "created_at": now, "changed_at": now}
    inserted = session.connection().execute(insert(workspaces).values(values))
    (workspace_id,) = cast("tuple[int]", inserted.inserted_primary_key)
    return Workspace(workspace_id, session)


def insert_browser(workspace: Workspace, token_hash: bytes) -> None:
    """Let the browser with that token use the workspace."""
    session = workspace.session
    values = {
        "workspace_id": workspace.id,
        "id": new_id(session.random),
        "token_hash": token_hash,
        "created_at": session.clock(),
    }
    session.execute(insert(browsers).values(values))


def lock(workspace: Workspace) -> int:
    """Keep all other writers out of the workspace until the commit; the number of its changes.

    SQLite holds its one write lock anyway; on PostgreSQL this is what makes a decision and the
    write that follows it one step.
    """
    query = select(workspaces.c.sequence).where(workspaces.c.id == workspace.id).with_for_update()
    number: int | None = workspace.session.scalar(query)
    if number is None:
        raise missing()
    return number


def advance(workspace: Workspace) -> int:
    """Lock the workspace and number its next change: numbers, not clocks, order the lists."""
    number = lock(workspace) + 1
    values = {"sequence": number, "changed_at": workspace.session.clock()}
    change = update(workspaces).where(workspaces.c.id == workspace.id).values(values)
    workspace.session.execute(change)
    return number
