"""Intents: what came of each form, kept in the transaction that did it."""

from __future__ import annotations

from sqlalchemy import insert, select

from app.store.tables import intents
from app.store.workspaces import Workspace, WritableWorkspace


def find_intent(workspace: Workspace, action: str, key: str) -> tuple[bytes, str] | None:
    """Body hash and result of what was done under that key."""
    query = select(intents.c.body_hash, intents.c.result).where(
        intents.c.workspace_id == workspace.id, intents.c.action == action, intents.c.key == key
    )
    row = workspace.session.execute(query).one_or_none()
    return None if row is None else (row.body_hash, row.result)


def insert_intent(
    workspace: WritableWorkspace, action: str, key: str, body_hash: bytes, result: str
) -> None:
    """Remember what came of it."""
    values = {
        "workspace_id": workspace.id,
        "action": action,
        "key": key,
        "body_hash": body_hash,
        "result": result,
        "created_at": workspace.session.clock(),
    }
    workspace.session.execute(insert(intents).values(values))
