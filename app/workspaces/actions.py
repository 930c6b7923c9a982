"""Workspaces: made with the first thing a visitor keeps, found by the browser's token, ended."""

from __future__ import annotations

from contextlib import suppress
from typing import overload

from app.engine.errors import AdvisorError, Invalid
from app.store.browsers import (
    delete_browser,
    find_browsers,
    insert_browser,
    write_name,
    write_visit,
)
from app.store.database import Database
from app.store.records import NAME_LENGTH, Browser
from app.store.session import Session, WriterSession
from app.store.tokens import hash_token, new_token
from app.store.workspaces import (
    Workspace,
    WritableWorkspace,
    delete_workspace,
    insert_workspace,
    workspace_of,
)

__all__ = [
    "NAME_LENGTH",
    "Browser",
    "create_workspace",
    "delete_workspace",
    "end_browser",
    "find_workspace",
    "is_visit_news",
    "list_browsers",
    "name_browser",
    "note_reading",
    "note_visit",
]


@overload
def find_workspace(session: WriterSession, token: str) -> WritableWorkspace | None: ...


@overload
def find_workspace(session: Session, token: str) -> Workspace | None: ...


def find_workspace(session: Session, token: str) -> Workspace | None:
    """The workspace of the browser with that token."""
    return workspace_of(session, hash_token(token))


def create_workspace(session: WriterSession) -> tuple[WritableWorkspace, str]:
    """A new workspace and the token of its first browser, which is told only here."""
    token = new_token(session.random)
    return insert_browser(insert_workspace(session), hash_token(token)), token


def is_visit_news(workspace: Workspace) -> bool:
    """Whether this is the browser's first visit today."""
    return workspace.seen_on != workspace.session.clock().date()


def note_visit(workspace: WritableWorkspace) -> None:
    """Note the day on which the browser was used, if that is news."""
    if is_visit_news(workspace):
        write_visit(workspace, workspace.session.clock().date())


def note_reading(database: Database, token: str) -> None:
    """The same for a visitor who only reads, unless somebody is writing; it never fails."""
    with suppress(AdvisorError), database.writer(patient=False) as session:
        workspace = find_workspace(session, token)
        if workspace is not None:
            note_visit(workspace)


def list_browsers(workspace: Workspace) -> tuple[Browser, ...]:
    """The browsers that have the workspace, the first that was let in first."""
    return find_browsers(workspace)


def name_browser(workspace: WritableWorkspace, name: str) -> None:
    """Call the browser the workspace was opened from by that name; the empty one takes it away."""
    name = name.strip()
    if len(name) > NAME_LENGTH:
        raise Invalid(
            f"A name can have at most {NAME_LENGTH} characters; yours has {len(name)}.",
            remedy="Shorten it.",
        )
    write_name(workspace, workspace.browser, name)


def end_browser(workspace: WritableWorkspace, browser_id: str) -> None:
    """End the browser's access at once; NotFound if it is not one of this workspace."""
    delete_browser(workspace, browser_id)
