"""The only door to data: a workspace in a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, overload

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from app.engine.errors import AdvisorError
from app.store.faults import missing
from app.store.prepared import Prepared
from app.store.quotas import HOUR, WORDS, Kept
from app.store.remains import delete_newest
from app.store.session import Session, WriterSession
from app.store.tables import DOORS, assessments, browsers, shares, workspaces
from app.store.types import Instant


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
    """The same inside a writing transaction: whatever changes something asks for this one.

    All other writers are kept out of the workspace until the commit. SQLite holds its one write
    lock anyway; on PostgreSQL the look-up locks the row of the workspace. So a decision and the
    write that follows it are one step.
    """

    session: WriterSession


_OF_TOKEN = select(browsers.c.workspace_id, browsers.c.id, browsers.c.seen_on).where(
    browsers.c.token_hash == bindparam("hash")
)
IN_USE = workspaces.c.deleted_at.is_(None)
# Waiting for the lock, PostgreSQL looks at the row of the workspace again, and at no other.
_ITS_WORKSPACE = and_(workspaces.c.id == browsers.c.workspace_id, IN_USE)
_TO_READ = Prepared(_OF_TOKEN)
_TO_WRITE = Prepared(_OF_TOKEN.join(workspaces, _ITS_WORKSPACE).with_for_update(of=workspaces))
_THIS = and_(workspaces.c.id == bindparam("workspace"), IN_USE)
_ADVANCE = (
    update(workspaces)
    .where(_THIS)
    .values(sequence=workspaces.c.sequence + bindparam("steps"), changed_at=bindparam("now"))
    .returning(workspaces.c.sequence)
)
# An hour that begins in the future was begun by a clock that was wrong; replicas differ by less.
_IN_THE_HOUR = and_(
    workspaces.c.saves_since > bindparam("hour_ago"),
    workspaces.c.saves_since <= bindparam("in_an_hour"),
)
_COUNTED = bindparam("counted", type_=Integer)
_NOW = bindparam("now", type_=Instant())
_HAS_TIME = or_(workspaces.c.saves + _COUNTED <= bindparam("most_saves"), not_(_IN_THE_HOUR))
_SAVE = _ADVANCE.where(_HAS_TIME).values(
    saves=case((_IN_THE_HOUR, workspaces.c.saves), else_=0) + _COUNTED,
    saves_since=case((_IN_THE_HOUR, workspaces.c.saves_since), else_=_NOW),
)
# The statement itself looks for room: nothing can come between looking and counting.
_CHANGES: dict[Kept | None, Prepared] = {
    None: Prepared(_SAVE),
    **{
        kept: Prepared(
            _SAVE.where(workspaces.c[kept] < bindparam("most")).values(
                {kept: workspaces.c[kept] + 1}
            )
        )
        for kept in WORDS
    },
}
_OPEN_LINKS = (
    select(func.count())
    .select_from(shares)
    .where(
        shares.c.workspace_id == workspaces.c.id,
        shares.c.revoked_at.is_(None),
        or_(shares.c.expires_at.is_(None), shares.c.expires_at > _NOW),
    )
    .scalar_subquery()
)


def _rows_of(table: Table) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table)
    return counted.where(table.c.workspace_id == workspaces.c.id).scalar_subquery()


# What a release without quotas changes, beside this one during an update, it does not count.
_AS_IT_IS: dict[Kept, ScalarSelect[int]] = {
    "assessments": _rows_of(assessments),
    "open_links": _OPEN_LINKS,
    "browsers": _rows_of(browsers),
}
_RECOUNT = update(workspaces).where(_THIS).values(**_AS_IT_IS)
_FREE = Prepared(_ADVANCE.values(**_AS_IT_IS))
_TIME = select(workspaces.c.saves_since, _HAS_TIME).where(_THIS)


@overload
def workspace_of(session: WriterSession, token_hash: bytes) -> WritableWorkspace | None: ...


@overload
def workspace_of(session: Session, token_hash: bytes) -> Workspace | None: ...


def workspace_of(session: Session, token_hash: bytes) -> Workspace | None:
    """The workspace a browser with that token may use."""
    writes = isinstance(session, WriterSession)
    query = _TO_WRITE if writes else _TO_READ
    row = session.send(query, {"hash": token_hash}).one_or_none()
    if row is None:
        return None
    workspace_id, browser, seen_on = row
    if isinstance(session, WriterSession):
        return WritableWorkspace(workspace_id, session, browser, seen_on)
    return Workspace(workspace_id, session, browser, seen_on)


def insert_workspace(session: WriterSession) -> WritableWorkspace:
    """A new, empty workspace, for the browser that comes next."""
    now = session.clock()
    values = {"sequence": 0, "browsers": 1, "created_at": now, "changed_at": now}
    inserted = session.execute(insert(workspaces), values)
    (workspace_id,) = cast("tuple[int]", inserted.inserted_primary_key)
    return WritableWorkspace(workspace_id, session)


def delete_workspace(workspace: WritableWorkspace) -> None:
    """From the commit on nothing opens or shows the workspace; its rows go by and by."""
    mark_deleted(workspace.session, [workspace.id])


def mark_deleted(session: WriterSession, ids: Sequence[int]) -> None:
    """The same for several, which the caller has locked; what is left is for `store.remains`."""
    change = update(workspaces).where(workspaces.c.id.in_(ids))
    session.execute(change.values(deleted_at=session.clock()))
    for door in DOORS:
        session.execute(delete(door).where(door.c.workspace_id.in_(ids)))
    delete_newest(session, ids)


def in_use(workspace_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the workspace was not deleted: for whatever looks into all of them."""
    deleted = select(workspaces.c.id).where(workspaces.c.deleted_at.is_not(None))
    return workspace_id.not_in(deleted)


def advance(workspace: WritableWorkspace, steps: int = 1, adding: Kept | None = None) -> int:
    """The number of the next change, or of the last of several; by these, not clocks, lists go.

    Whatever changes something that a page shows has to ask for one: pages that are kept are known
    by it. Full if there is no room for what it is `adding` one of, TooMany if there were too many
    saves within the hour, NotFound if the workspace was deleted.
    """
    session = workspace.session
    save = _save(session) | {"workspace": workspace.id, "counted": session.count_save()}
    values = save | {"steps": steps}
    if adding:
        values["most"] = getattr(session.quotas, adding)
    change = _CHANGES[adding]
    row: tuple[int] | None = session.send(change, values).one_or_none()
    if row is None and adding:
        session.execute(_RECOUNT, {"workspace": workspace.id, "now": save["now"]})
        row = session.send(change, values).one_or_none()
    if row is None:
        raise _refusal(session, save, adding)
    return row[0]


def advance_freeing(workspace: WritableWorkspace) -> int:
    """The same for what was just deleted or revoked: no quota is in the way of that.

    What there is is counted anew, and it counts as no save. NotFound if the workspace was deleted.
    """
    values = {"workspace": workspace.id, "steps": 1, "now": workspace.session.clock()}
    row: tuple[int] | None = workspace.session.send(_FREE, values).one_or_none()
    if row is None:
        raise missing()
    return row[0]


def _save(session: WriterSession) -> dict[str, Any]:
    now, most = session.clock(), session.quotas.saves
    return {"now": now, "hour_ago": now - HOUR, "in_an_hour": now + HOUR, "most_saves": most}


def _refusal(session: WriterSession, save: dict[str, Any], adding: Kept | None) -> AdvisorError:
    """Why the change was not made: the workspace is gone, or the hour is used up, or it is full."""
    row = session.execute(_TIME, save).one_or_none()
    if row is None:
        return missing()
    since, has_time = row
    if adding and has_time:
        return session.quotas.refusal(adding)
    return session.quotas.too_many_saves(since, save["now"])
