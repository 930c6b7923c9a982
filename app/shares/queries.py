"""Shares: their owner finds them through the workspace, whoever has the link by its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, func, insert, or_, select, update

from app.results.queries import REVISION, as_revision
from app.store.assessments import require_id
from app.store.faults import missing
from app.store.ids import new_id
from app.store.looks import Look
from app.store.prepared import Prepared
from app.store.records import Share, SharedRevision
from app.store.second_opinions import MARKS, OF_REVISION, opinion_of
from app.store.session import Session
from app.store.tables import assessments, revisions, second_opinions, shares, workspaces
from app.store.workspaces import IN_USE, Workspace, WritableWorkspace, advance, advance_freeing

_COLUMNS: list[ColumnElement[Any]] = [shares.c[field.name] for field in fields(Share)]
_ITS_ASSESSMENT = and_(
    assessments.c.workspace_id == shares.c.workspace_id,
    assessments.c.id == shares.c.assessment_id,
)
_ITS_REVISION = and_(
    revisions.c.workspace_id == shares.c.workspace_id,
    revisions.c.assessment_id == shares.c.assessment_id,
    revisions.c.n == shares.c.n,
)

_OF_TOKEN = shares.c.token_hash == bindparam("hash")
_ITS_WORKSPACE = and_(workspaces.c.id == shares.c.workspace_id, IN_USE)
_SHARED = (
    select(*_COLUMNS, assessments.c.title, *REVISION)
    .join_from(shares, assessments, _ITS_ASSESSMENT)
    .join(revisions, _ITS_REVISION)
    .join(workspaces, _ITS_WORKSPACE)
    .outerjoin(second_opinions, OF_REVISION)
    .where(_OF_TOKEN)
)
SHARED = Look(
    select(*_COLUMNS, assessments.c.title, *MARKS)
    .join_from(shares, assessments, _ITS_ASSESSMENT)
    .join(workspaces, _ITS_WORKSPACE)
    .outerjoin(
        second_opinions, opinion_of(shares.c.workspace_id, shares.c.assessment_id, shares.c.n)
    )
    .where(_OF_TOKEN)
)
"""What the report of a link is made of, besides its revision, which never changes."""
_MINE = shares.c.workspace_id == bindparam("workspace")
_HERE = and_(_MINE, shares.c.id == bindparam("share"))
_INSERT = insert(shares)
_FIND = select(*_COLUMNS).where(_HERE)
_FIND_OF_TOKEN = select(*_COLUMNS).where(_MINE, _OF_TOKEN)
_COUNT_OPEN = Prepared(
    select(shares.c.assessment_id, func.count())
    .where(
        _MINE,
        shares.c.assessment_id.in_(bindparam("assessments", expanding=True)),
        shares.c.revoked_at.is_(None),
        or_(
            shares.c.expires_at.is_(None),
            and_(
                shares.c.expires_at > bindparam("now"),
                shares.c.created_at <= bindparam("soon"),
            ),
        ),
    )
    .group_by(shares.c.assessment_id)
)
_OF_ONE = (
    select(*_COLUMNS)
    .where(_MINE, shares.c.assessment_id == bindparam("assessment"))
    .order_by(shares.c.sequence.desc())
    .limit(bindparam("most", type_=Integer))
)
_PAGE = Prepared(_OF_ONE.where(shares.c.sequence < bindparam("before")))
_UNREVOKED = Prepared(
    _OF_ONE.where(
        shares.c.revoked_at.is_(None),
        or_(shares.c.expires_at.is_(None), shares.c.expires_at > bindparam("now")),
    )
)
_LABELS = Prepared(
    select(revisions.c.n, revisions.c.label).where(
        revisions.c.workspace_id == bindparam("workspace"),
        revisions.c.assessment_id == bindparam("assessment"),
        revisions.c.n.in_(bindparam("numbers", expanding=True)),
    )
)
_REVOKE = update(shares).where(_HERE, shares.c.revoked_at.is_(None))
_UNUSED = and_(
    _OF_TOKEN,
    shares.c.revoked_at.is_(None),
    or_(shares.c.used_at.is_(None), shares.c.used_at <= bindparam("not_since")),
)
_USE = update(shares).where(_UNUSED)
# Its owner's pages show it, but it is no use of the workspace: that would keep it from the purge.
_ADVANCE_BY_USE = (
    update(workspaces)
    .where(workspaces.c.id == select(shares.c.workspace_id).where(_UNUSED).scalar_subquery())
    .values(sequence=workspaces.c.sequence + 1)
)


def insert_share(
    workspace: WritableWorkspace,
    assessment_id: str,
    n: int,
    token_hash: bytes,
    *,
    label: str,
    answered_by: str,
    lifetime: timedelta | None,
    detailed_preview: bool,
    hides_texts: bool,
) -> str:
    """The id of a new share of that revision, which has to be there.

    Full if as many are open as may be.
    """
    share_id, now = new_id(workspace.session.random), workspace.session.clock()
    values = {
        "workspace_id": workspace.id,
        "id": share_id,
        "assessment_id": assessment_id,
        "n": n,
        "sequence": advance(workspace, adding="open_links"),
        "token_hash": token_hash,
        "label": label,
        "answered_by": answered_by,
        "detailed_preview": detailed_preview,
        "hides_texts": hides_texts,
        "created_at": now,
        "expires_at": None if lifetime is None else now + lifetime,
    }
    workspace.session.execute(_INSERT, values)
    return share_id


def find_share(workspace: Workspace, share_id: str) -> Share:
    """That share; NotFound if it is not in this workspace."""
    require_id(share_id)
    asked = {"workspace": workspace.id, "share": share_id}
    row = workspace.session.execute(_FIND, asked).one_or_none()
    if row is None:
        raise missing()
    return Share(*row)


def find_share_of(workspace: Workspace, token_hash: bytes) -> Share | None:
    """The share of this workspace whose link has that token."""
    asked = {"workspace": workspace.id, "hash": token_hash}
    row = workspace.session.execute(_FIND_OF_TOKEN, asked).one_or_none()
    return None if row is None else Share(*row)


def count_open(
    workspace: Workspace, assessment_ids: Sequence[str], *, slack: timedelta
) -> dict[str, int]:
    """How many shares of each of these assessments open now, by one statement.

    One that a clock says was made later than `slack` from now does not open, if it ever expires.
    """
    for assessment_id in assessment_ids:
        require_id(assessment_id)
    now = workspace.session.clock()
    asked = {"workspace": workspace.id, "assessments": assessment_ids}
    found = workspace.session.send(_COUNT_OPEN, asked | {"now": now, "soon": now + slack})
    return dict(iter(found))


def find_unrevoked(workspace: Workspace, assessment_id: str, most: int) -> tuple[Share, ...]:
    """The last shares of the assessment that are neither revoked nor expired."""
    require_id(assessment_id)
    asked = {"workspace": workspace.id, "assessment": assessment_id, "most": most}
    rows = workspace.session.send(_UNREVOKED, asked | {"now": workspace.session.clock()})
    return tuple(Share(*row) for row in rows)


def find_page(
    workspace: Workspace, assessment_id: str, most: int, before: int
) -> tuple[Share, ...]:
    """The last shares of the assessment, of those before that place in their order."""
    require_id(assessment_id)
    asked = {"workspace": workspace.id, "assessment": assessment_id, "most": most}
    return tuple(Share(*row) for row in workspace.session.send(_PAGE, asked | {"before": before}))


def find_labels(workspace: Workspace, assessment_id: str, numbers: Sequence[int]) -> dict[int, str]:
    """What the revisions of these numbers came to."""
    require_id(assessment_id)
    asked = {"workspace": workspace.id, "assessment": assessment_id, "numbers": numbers}
    return dict(iter(workspace.session.send(_LABELS, asked))) if numbers else {}


def write_revocation(workspace: WritableWorkspace, share_id: str) -> None:
    """Close the share for good, and forget who answered; one that is closed stays as it is."""
    require_id(share_id)
    here = {"workspace": workspace.id, "share": share_id}
    change = {"revoked_at": workspace.session.clock(), "answered_by": ""}
    if workspace.session.execute(_REVOKE, here | change).rowcount:
        advance_freeing(workspace)


def find_shared(session: Session, token_hash: bytes) -> SharedRevision | None:
    """What the link with that token leads to, open or not: the caller has to look."""
    row = session.execute(_SHARED, {"hash": token_hash}).first()
    if row is None:
        return None
    share, title, revision = row[: len(_COLUMNS)], row[len(_COLUMNS)], row[len(_COLUMNS) + 1 :]
    return SharedRevision(Share(*share), title, as_revision(revision))


def write_use(session: Session, token_hash: bytes, *, not_since: datetime) -> None:
    """Note that the link was opened now, unless that was noted later than `not_since`."""
    asked = {"hash": token_hash, "not_since": not_since}
    # The workspace first, as every writer of it does, or two of them would wait for each other.
    if session.execute(_ADVANCE_BY_USE, asked).rowcount:
        session.execute(_USE, asked | {"used_at": session.clock()})
