"""Workspaces: made with the first thing a visitor keeps, found by the browser's token."""

from __future__ import annotations

from app.services.tokens import hash_token, new_token
from app.store.session import Session
from app.store.workspaces import Workspace, insert_browser, insert_workspace, workspace_of


def find_workspace(session: Session, token: str) -> Workspace | None:
    """The workspace of the browser with that token."""
    return workspace_of(session, hash_token(token))


def create_workspace(session: Session) -> tuple[Workspace, str]:
    """A new workspace and the token of its first browser, which is told only here."""
    workspace = insert_workspace(session)
    token = new_token(session.random)
    insert_browser(workspace, hash_token(token))
    return workspace, token
