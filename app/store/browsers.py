"""The browsers of a workspace, each known by the hash of its token: by it a workspace is found."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import overload

from sqlalchemy import and_, bindparam, delete, insert, select, update

from app.engine.errors import AdvisorError
from app.store.database import Database
from app.store.faults import missing
from app.store.ids import hash_token, is_id, new_id, new_token
from app.store.prepared import Prepared
from app.store.records import Browser
from app.store.session import Session, WriterSession
from app.store.tables import browsers
from app.store.workspaces import (
    Workspace,
    WritableWorkspace,
    advance,
    advance_freeing,
    insert_workspace,
    workspace_of,
)

_MINE = browsers.c.workspace_id == bindparam("workspace")
_HERE = and_(_MINE, browsers.c.id == bindparam("browser"))
_INSERT = insert(browsers)
_LIST = (
    select(*[browsers.c[field.name] for field in fields(Browser)])
    .where(_MINE)
    .order_by(browsers.c.created_at, browsers.c.id)
)
_CHANGE = Prepared(update(browsers).where(_HERE))
_END = delete(browsers).where(_HERE)


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
    return _insert_browser(insert_workspace(session), hash_token(token)), token


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


def insert_browser(workspace: WritableWorkspace, token_hash: bytes) -> WritableWorkspace:
    """The workspace as one more browser, the one with that token, opens it from now on.

    Full if there are as many as may be.
    """
    advance(workspace, adding="browsers")
    return _insert_browser(workspace, token_hash)


def _insert_browser(workspace: WritableWorkspace, token_hash: bytes) -> WritableWorkspace:
    session = workspace.session
    browser_id, now = new_id(session.random), session.clock()
    values = {
        "workspace_id": workspace.id,
        "id": browser_id,
        "token_hash": token_hash,
        "name": "",
        "created_at": now,
        "seen_on": now.date(),
    }
    session.execute(_INSERT, values)
    return replace(workspace, browser=browser_id, seen_on=now.date())


def list_browsers(workspace: Workspace) -> tuple[Browser, ...]:
    """All of them, the first that was let in first."""
    rows = workspace.session.execute(_LIST, {"workspace": workspace.id})
    return tuple(Browser(*row) for row in rows)


def write_name(workspace: WritableWorkspace, browser_id: str, name: str) -> None:
    """Call the browser by that name, or by none."""
    advance(workspace)
    workspace.session.send(_CHANGE, _here(workspace, browser_id) | {"name": name})


def write_visit(workspace: WritableWorkspace, day: date) -> None:
    """Note that the browser was used on that day."""
    change = _here(workspace, workspace.browser) | {"seen_on": day}
    workspace.session.send(_CHANGE, change)


def end_browser(workspace: WritableWorkspace, browser_id: str) -> None:
    """End the browser's token; NotFound if it is not one of this workspace."""
    if not is_id(browser_id):
        raise missing()
    if workspace.session.execute(_END, _here(workspace, browser_id)).rowcount == 0:
        raise missing()
    advance_freeing(workspace)


def _here(workspace: Workspace, browser_id: str) -> dict[str, object]:
    return {"workspace": workspace.id, "browser": browser_id}
