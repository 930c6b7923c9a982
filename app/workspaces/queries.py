"""One-time codes: at most one a workspace, known by its hash, gone once it was used."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, select

from app.store.session import WriterSession
from app.store.tables import codes, workspaces
from app.store.workspaces import IN_USE, Workspace, WritableWorkspace, advance


def write_code(workspace: WritableWorkspace, code_hash: bytes, lifetime: timedelta) -> datetime:
    """When the new code expires; the one before opens nothing any more."""
    advance(workspace)
    workspace.session.execute(delete(codes).where(codes.c.workspace_id == workspace.id))
    now = workspace.session.clock()
    values = {
        "workspace_id": workspace.id,
        "code_hash": code_hash,
        "created_at": now,
        "expires_at": now + lifetime,
    }
    workspace.session.execute(insert(codes).values(values))
    return now + lifetime


def find_expiry(workspace: Workspace, code_hash: bytes) -> datetime | None:
    """When the code of the workspace expires; None if it has no such code that opens it now."""
    query = select(codes.c.expires_at).where(
        codes.c.workspace_id == workspace.id,
        codes.c.code_hash == code_hash,
        codes.c.expires_at > workspace.session.clock(),
    )
    expires_at: datetime | None = workspace.session.scalar(query)
    return expires_at


def workspace_of_code(
    session: WriterSession, code_hash: bytes, slack: timedelta
) -> WritableWorkspace | None:
    """The workspace that the code opens now.

    A clock that was or is wrong errs to expired: a code made further in the future than `slack`
    opens nothing.
    """
    now = session.clock()
    query = (
        select(codes.c.workspace_id)
        .join(workspaces, and_(workspaces.c.id == codes.c.workspace_id, IN_USE))
        .where(
            codes.c.code_hash == code_hash,
            codes.c.expires_at > now,
            codes.c.created_at <= now + slack,
        )
        .with_for_update(of=workspaces)
    )
    workspace_id: int | None = session.scalar(query)
    return None if workspace_id is None else WritableWorkspace(workspace_id, session)


def use_up(workspace: WritableWorkspace, code_hash: bytes) -> bool:
    """Whether the code was still there; it is not any more."""
    used = delete(codes).where(codes.c.workspace_id == workspace.id, codes.c.code_hash == code_hash)
    return workspace.session.execute(used).rowcount == 1
