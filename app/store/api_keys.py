"""Keys of programs, each known by its hash: by one a workspace is found, to read or to write."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from datetime import datetime, timedelta
from typing import overload

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from app.engine.errors import AdvisorError, Full
from app.store.database import Database
from app.store.faults import missing
from app.store.ids import hash_token, is_id
from app.store.key_texts import is_key
from app.store.lifetimes import is_within
from app.store.prepared import Prepared
from app.store.records import ApiKey, Scope
from app.store.session import Session, WriterSession
from app.store.tables import api_keys, workspaces
from app.store.workspaces import (
    IN_USE,
    Workspace,
    WritableWorkspace,
    advance,
    advance_freeing,
)

MOST_KEYS = 20
"""So many keys one workspace has at most, those that expired and were not ended included."""

_COLUMNS = [api_keys.c[field.name] for field in fields(ApiKey)]
_MINE = api_keys.c.workspace_id == bindparam("workspace")
_HERE = and_(_MINE, api_keys.c.id == bindparam("key"))
_OF_TEXT = api_keys.c.key_hash == bindparam("hash")
_ITS_WORKSPACE = and_(workspaces.c.id == api_keys.c.workspace_id, IN_USE)
_FIND = Prepared(
    select(*_COLUMNS, api_keys.c.workspace_id).join(workspaces, _ITS_WORKSPACE).where(_OF_TEXT)
)
_LOCK = Prepared(
    select(workspaces.c.id)
    .join_from(api_keys, workspaces, _ITS_WORKSPACE)
    .where(_OF_TEXT)
    .with_for_update(of=workspaces)
)
_LIST = select(*_COLUMNS).where(_MINE).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
_COUNT = select(func.count()).select_from(api_keys).where(_MINE)
_IS_WRITTEN = select(api_keys.c.id).where(_HERE, _OF_TEXT)
_INSERT = insert(api_keys)
_NOTE = Prepared(update(api_keys).where(_HERE))
_END = delete(api_keys).where(_HERE)


@overload
def find_by_key(session: WriterSession, text: str) -> tuple[ApiKey, WritableWorkspace] | None: ...


@overload
def find_by_key(session: Session, text: str) -> tuple[ApiKey, Workspace] | None: ...


def find_by_key(session: Session, text: str) -> tuple[ApiKey, Workspace] | None:
    """The key that is written so and its workspace; None for one that opens nothing now.

    What a key may do is for the caller to look at.
    """
    if not is_key(text):
        return None
    asked = {"hash": hash_token(text)}
    if isinstance(session, WriterSession):
        # First wait for the lock, then look: the key may have been ended meanwhile.
        session.send(_LOCK, asked)
    row = session.send(_FIND, asked).one_or_none()
    if row is None:
        return None
    *columns, workspace_id = row
    key = ApiKey(*columns)
    if not is_open(key, session.clock()):
        return None
    if isinstance(session, WriterSession):
        return key, WritableWorkspace(workspace_id, session)
    return key, Workspace(workspace_id, session)


def is_open(key: ApiKey, now: datetime) -> bool:
    """Whether the key opens its workspace."""
    return is_within(key.created_at, key.expires_at, now)


def is_use_news(key: ApiKey, now: datetime) -> bool:
    """Whether this is the first use of the key today."""
    return key.used_on != now.date()


def note_use(workspace: WritableWorkspace, key: ApiKey) -> None:
    """Note the day on which the key was used, if that is news."""
    now = workspace.session.clock()
    if is_use_news(key, now):
        change = {"workspace": workspace.id, "key": key.id, "used_on": now.date()}
        workspace.session.send(_NOTE, change)


def note_reading(database: Database, text: str) -> None:
    """The same for a program that only reads, unless somebody is writing; it never fails."""
    with suppress(AdvisorError), database.writer(patient=False) as session:
        if found := find_by_key(session, text):
            key, workspace = found
            note_use(workspace, key)


def insert_key(
    workspace: WritableWorkspace,
    key_id: str,
    key_hash: bytes,
    *,
    name: str,
    scope: Scope,
    lifetime: timedelta | None,
) -> None:
    """A new key of that id; Full if there are as many as may be."""
    if count_keys(workspace) >= MOST_KEYS:
        raise Full(
            f"Your workspace has {MOST_KEYS} keys, and no more fit in.",
            remedy="End one that no program needs; one that expired counts until you end it.",
        )
    advance(workspace)
    now = workspace.session.clock()
    values = {
        "workspace_id": workspace.id,
        "id": key_id,
        "key_hash": key_hash,
        "name": name,
        "scope": scope,
        "created_at": now,
        "expires_at": None if lifetime is None else now + lifetime,
        "used_on": None,
    }
    workspace.session.execute(_INSERT, values)


def is_written(workspace: Workspace, key: ApiKey, text: str) -> bool:
    """Whether that key of the workspace is written so."""
    asked = {"workspace": workspace.id, "key": key.id, "hash": hash_token(text)}
    return workspace.session.execute(_IS_WRITTEN, asked).one_or_none() is not None


def find_key(workspace: Workspace, key_id: str) -> ApiKey:
    """That key, expired or not; NotFound if it is not one of this workspace."""
    key = next((key for key in list_keys(workspace) if key.id == key_id), None)
    if key is None:
        raise missing()
    return key


def list_keys(workspace: Workspace) -> tuple[ApiKey, ...]:
    """All of them, the last made first."""
    rows = workspace.session.execute(_LIST, {"workspace": workspace.id})
    return tuple(ApiKey(*row) for row in rows)


def count_keys(workspace: Workspace) -> int:
    """How many keys there are, those that expired and were not ended included."""
    return workspace.session.execute(_COUNT, {"workspace": workspace.id}).scalar_one()


def end_key(workspace: WritableWorkspace, key_id: str) -> None:
    """From the commit on the key opens nothing; NotFound if it is not one of this workspace."""
    here = {"workspace": workspace.id, "key": key_id}
    if not is_id(key_id) or workspace.session.execute(_END, here).rowcount == 0:
        raise missing()
    advance_freeing(workspace)
