"""The browsers of a workspace, each known by the hash of its token."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from app.store.faults import missing
from app.store.ids import is_id, new_id
from app.store.records import Browser
from app.store.tables import browsers
from app.store.workspaces import Workspace, WritableWorkspace, advance


def insert_browser(workspace: WritableWorkspace, token_hash: bytes) -> WritableWorkspace:
    """The workspace as the browser with that token opens it from now on."""
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
    session.execute(insert(browsers).values(values))
    return replace(workspace, browser=browser_id, seen_on=now.date())


def find_browsers(workspace: Workspace) -> tuple[Browser, ...]:
    """All of them, the first that was let in first."""
    query = (
        select(*[browsers.c[field.name] for field in fields(Browser)])
        .where(browsers.c.workspace_id == workspace.id)
        .order_by(browsers.c.created_at, browsers.c.id)
    )
    return tuple(Browser(*row) for row in workspace.session.execute(query))


def write_name(workspace: WritableWorkspace, browser_id: str, name: str) -> None:
    """Call the browser by that name, or by none."""
    advance(workspace)
    change = update(browsers).where(_here(workspace, browser_id)).values(name=name)
    workspace.session.execute(change)


def write_visit(workspace: WritableWorkspace, day: date) -> None:
    """Note that the browser was used on that day."""
    here = _here(workspace, workspace.browser)
    workspace.session.execute(update(browsers).where(here).values(seen_on=day))


def delete_browser(workspace: WritableWorkspace, browser_id: str) -> None:
    """End the browser's token; NotFound if it is not one of this workspace."""
    if not is_id(browser_id):
        raise missing()
    advance(workspace)
    end = delete(browsers).where(_here(workspace, browser_id))
    if workspace.session.connection().execute(end).rowcount == 0:
        raise missing()


def _here(workspace: Workspace, browser_id: str) -> ColumnElement[bool]:
    return and_(browsers.c.workspace_id == workspace.id, browsers.c.id == browser_id)
