"""Whole assessments of a workspace: read to be exported, inserted when they are imported.

What an import brought is found again by the numbers of its changes: each change of a workspace has
a number, and an assessment that of its last one. So the address of the page after an import says
between which numbers it was, and the store knows what came then, as long as it is there and nothing
else was changed of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

from sqlalchemy import Integer, Select, Table, bindparam, func, insert, select, tuple_

from app.assessments.listing import EVERYTHING
from app.assessments.queries import find_rows
from app.engine.errors import Invalid
from app.exports.records import assessment_record, assessment_row, part_rows
from app.store.assessments import require_id
from app.store.prepared import Prepared
from app.store.records import Assessment
from app.store.session import Session, WriterSession
from app.store.tables import (
    assessments,
    drafts,
    revisions,
    second_opinions,
    shares,
    workspaces,
)
from app.store.workspaces import IN_USE, Workspace, WritableWorkspace, advance, in_use

PORTION = 100
"""Assessments, or versions of them, that are in memory at once; one with more comes by itself."""
PARTS = (revisions, second_opinions, drafts, shares)
"""The tables of what belongs to an assessment, in the order in which rows can be inserted."""
Records = list[dict[str, Any]]

_HERE = assessments.c.workspace_id == bindparam("workspace")
_HEADS = [assessments.c.id, assessments.c.sequence, assessments.c.latest]
_NEXT = Prepared(
    select(*_HEADS)
    .where(_HERE, assessments.c.sequence > bindparam("after"))
    .order_by(assessments.c.sequence)
    .limit(bindparam("most", type_=Integer))
)
_AMONG_HEADS = Prepared(
    select(*_HEADS)
    .where(
        tuple_(assessments.c.workspace_id, assessments.c.id).in_(bindparam("keys", expanding=True))
    )
    .order_by(assessments.c.sequence)
)
_COUNT = Prepared(select(func.count()).select_from(assessments).where(_HERE))
_COUNT_CHANGED = Prepared(
    select(func.count())
    .select_from(assessments)
    .where(
        _HERE,
        assessments.c.sequence > bindparam("after"),
        assessments.c.sequence <= bindparam("until"),
    )
)


def _of_keys(table: Table, key: str, *order: str) -> Prepared:
    """All rows of the assessments with these keys, pairs of a workspace and an id."""
    pair = tuple_(table.c.workspace_id, table.c[key])
    query: Select[Any] = select(*table.c).where(pair.in_(bindparam("keys", expanding=True)))
    return Prepared(query.order_by(*[table.c[name] for name in order]))


_ASSESSMENTS = _of_keys(assessments, "id")
_OF_ASSESSMENT = {
    drafts: _of_keys(drafts, "assessment_id"),
    revisions: _of_keys(revisions, "assessment_id", "n"),
    second_opinions: _of_keys(second_opinions, "assessment_id"),
    shares: _of_keys(shares, "assessment_id", "sequence"),
}


@overload
def workspace_numbered(session: WriterSession, number: int) -> WritableWorkspace: ...


@overload
def workspace_numbered(session: Session, number: int) -> Workspace: ...


def workspace_numbered(session: Session, number: int) -> Workspace:
    """The workspace of that number, for whoever looks after all; Invalid if there is none."""
    query = select(workspaces.c.id).where(workspaces.c.id == number, IN_USE)
    writes = isinstance(session, WriterSession)
    if session.scalar(query.with_for_update() if writes else query) is None:
        raise Invalid(f"There is no workspace {number}.", remedy="")
    if isinstance(session, WriterSession):
        return WritableWorkspace(number, session)
    return Workspace(number, session)


def find_owners(session: Session, assessment_id: str) -> Sequence[int]:
    """The numbers of the workspaces that have an assessment of this id: imported, it is in two."""
    query = select(assessments.c.workspace_id).where(
        assessments.c.id == assessment_id, in_use(assessments.c.workspace_id)
    )
    return session.scalars(query.order_by(assessments.c.workspace_id)).all()


def every_record(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Each assessment of the workspace, the one changed last at the end, a portion at a time."""
    after = 0
    while heads := _heads(workspace, after):
        for ids in _portions(heads):
            yield from _records(workspace, ids)
        after = heads[-1][1]


def count_assessments(workspace: Workspace) -> int:
    """How many the workspace holds."""
    (counted,) = workspace.session.send(_COUNT, {"workspace": workspace.id}).firsts()
    return int(counted)


def find_records(workspace: Workspace, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Those of these ids that are in the workspace."""
    for assessment_id in ids:
        require_id(assessment_id)
    if not ids:
        return
    keys = [(workspace.id, assessment_id) for assessment_id in ids]
    for portion in _portions(workspace.session.send(_AMONG_HEADS, {"keys": keys}).rows):
        yield from _records(workspace, portion)


def _heads(workspace: Workspace, after: int) -> Sequence[tuple[Any, ...]]:
    asked = {"workspace": workspace.id, "after": after, "most": PORTION}
    return workspace.session.send(_NEXT, asked).rows


def _portions(heads: Sequence[tuple[Any, ...]]) -> Iterator[list[str]]:
    """Ids of assessments that have about so many versions together."""
    ids, versions = list[str](), 0
    for assessment_id, _, latest in heads:
        if ids and versions + (latest or 0) > PORTION:
            yield ids
            ids, versions = [], 0
        ids.append(assessment_id)
        versions += latest or 0
    if ids:
        yield ids


def _records(workspace: Workspace, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The records of these assessments, in this order."""
    keys = [(workspace.id, assessment_id) for assessment_id in ids]
    session, now = workspace.session, workspace.session.clock()
    heads = {
        row["id"]: row for row in _named(assessments, session.send(_ASSESSMENTS, {"keys": keys}))
    }
    parts: dict[str, dict[str, Records]] = defaultdict(lambda: defaultdict(list))
    for table, query in _OF_ASSESSMENT.items():
        for row in _named(table, session.send(query, {"keys": keys})):
            parts[row["assessment_id"]][table.name].append(row)
    for assessment_id in ids:
        yield assessment_record(heads[assessment_id], parts[assessment_id], now)


def _named(table: Table, rows: Iterator[Any] | Any) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.c]
    return (dict(zip(names, row, strict=True)) for row in rows)


_INSERT_ASSESSMENT = Prepared(insert(assessments))
_INSERTS = {table: insert(table) for table in PARTS}


def insert_records(workspace: WritableWorkspace, records: Sequence[Mapping[str, Any]]) -> None:
    """New assessments with all that is theirs; none of these ids may be in the workspace.

    Full if the workspace holds as many as it may. Each counts as a start and a save.
    """
    owner = {"workspace_id": workspace.id}
    rows: dict[str, Records] = defaultdict(list)
    for record in records:
        sequence = advance(workspace, 2 + len(record["shares"]), "assessments")
        workspace.session.send(_INSERT_ASSESSMENT, owner | assessment_row(record, sequence))
        for name, made in part_rows(record, workspace.session.random, sequence).items():
            rows[name].extend(owner | row for row in made)
    for table in PARTS:
        if made := rows[table.name]:
            workspace.session.execute(_INSERTS[table], made)


class Arrivals(NamedTuple):
    """The first of what came, and how much it was in all."""

    first: tuple[Assessment, ...]
    total: int


def last_change(workspace: Workspace) -> int:
    """The number of the last change that an assessment saw; 0 if there is none."""
    return max((row.assessment.sequence for row in find_rows(workspace, EVERYTHING, 1)), default=0)


def find_arrivals(workspace: Workspace, after: int, until: int, most: int) -> Arrivals:
    """What was last changed between these numbers, the second one included, the latest first."""
    asked = {"workspace": workspace.id, "after": after, "until": until}
    (count,) = workspace.session.send(_COUNT_CHANGED, asked).firsts()
    rows = find_rows(workspace, EVERYTHING, most, (until + 1,))
    came = (row.assessment for row in rows if row.assessment.sequence > after)
    return Arrivals(tuple(came), int(count))
