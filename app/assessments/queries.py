"""Assessments: the pages of the list, the latest ones, several by id; their texts, their deletion.

The list is read in the order of an index, by keyset, and counted up to a bound. So nothing here
costs more in a larger workspace, except to search for words, which reads every title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)

from app.store.assessments import find_assessment, require_id
from app.store.faults import Changed, missing
from app.store.records import Assessment
from app.store.sqlite.erasing import expect_deletion
from app.store.tables import assessments
from app.store.title_keys import fold
from app.store.workspaces import Workspace, WritableWorkspace, advance

Order = Literal["changed", "title", "created", "oldest"]
State = Literal["", "saved", "unfinished"]
Place = tuple[int | str | datetime, ...]
"""Where an assessment stands in an order: its values of the columns of that order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to, and its order; an empty text narrows nothing.

    Unfinished is what has answers that were not saved yet; all the rest is saved.
    """

    words: str = ""
    label: str = ""
    state: State = ""
    order: Order = "changed"

    @property
    def narrows(self) -> bool:
        """Whether some assessments may be left out."""
        return bool(self.words or self.label or self.state)


class Row(NamedTuple):
    """An assessment and its place in the order asked for."""

    assessment: Assessment
    place: Place


class _Order(NamedTuple):
    columns: Sequence[ColumnElement[Any]]
    falling: bool


_COLUMNS = [assessments.c[field.name] for field in fields(Assessment)]
_CREATED = (assessments.c.created_at, assessments.c.id)
_ORDERS: dict[Order, _Order] = {
    "changed": _Order((assessments.c.sequence,), falling=True),
    "title": _Order((assessments.c.title_key, assessments.c.id), falling=False),
    "created": _Order(_CREATED, falling=True),
    "oldest": _Order(_CREATED, falling=False),
}


def find_rows(
    workspace: Workspace,
    wanted: Wanted,
    limit: int,
    beyond: Place | None = None,
    *,
    backwards: bool = False,
) -> tuple[Row, ...]:
    """At most so many assessments beyond that place, or before it, in the order asked for."""
    columns, falling = _ORDERS[wanted.order]
    falling = falling != backwards
    query = select(*_COLUMNS, *columns).where(_matches(workspace, wanted))
    if beyond is not None:
        query = query.where(_beyond(columns, beyond, falling))
    ordered = query.order_by(*[column.desc() if falling else column.asc() for column in columns])
    rows = [_row(stored) for stored in workspace.session.execute(ordered.limit(limit))]
    return tuple(rows[::-1] if backwards else rows)


def count_rows(workspace: Workspace, wanted: Wanted, most: int) -> int:
    """How many there are, but no more than `most`."""
    counted = select(literal(1)).where(_matches(workspace, wanted)).limit(most).subquery()
    number: int = workspace.session.scalars(select(func.count()).select_from(counted)).one()
    return number


def find_labels(workspace: Workspace) -> tuple[str, ...]:
    """The labels of the verdicts there are; one step in an index for each, not one a row."""
    here = assessments.c.workspace_id == workspace.id
    labels = select(func.min(assessments.c.label).label("label")).where(here).cte(recursive=True)
    later = _least_label(and_(here, assessments.c.label > labels.c.label))
    labels = labels.union_all(select(later).where(labels.c.label.is_not(None)))
    query = select(labels.c.label).where(labels.c.label.is_not(None))
    return tuple(workspace.session.scalars(query))


def list_unfinished(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with answers not saved yet, the last changed first."""
    return _last_changed(workspace, assessments.c.has_draft == literal(True), limit)


def list_recent(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with a saved result, the last changed first."""
    return _last_changed(workspace, assessments.c.latest.is_not(None), limit)


def find_by_ids(workspace: Workspace, ids: Sequence[str]) -> tuple[Assessment, ...]:
    """The assessments of these ids, in that order; NotFound unless all are in this workspace."""
    for assessment_id in ids:
        require_id(assessment_id)
    here = and_(assessments.c.workspace_id == workspace.id, assessments.c.id.in_(ids))
    rows = workspace.session.execute(select(*_COLUMNS).where(here))
    by_id = {row.id: Assessment(*row) for row in rows}
    if len(by_id) < len(set(ids)):
        raise missing()
    return tuple(by_id[assessment_id] for assessment_id in ids)


def delete_by_ids(workspace: WritableWorkspace, ids: Sequence[str]) -> None:
    """Delete the assessments with their drafts, revisions and shares; they have to be there."""
    advance(workspace)
    expect_deletion(workspace.session)
    here = and_(assessments.c.workspace_id == workspace.id, assessments.c.id.in_(ids))
    workspace.session.execute(delete(assessments).where(here))


def write_text(
    workspace: WritableWorkspace,
    assessment_id: str,
    field: Literal["title", "note"],
    value: str,
    edit: int,
) -> None:
    """Change title or note; Changed unless its last edit is still the one that was shown."""
    require_id(assessment_id)
    counter = assessments.c[f"{field}_edit"]
    values = {
        field: value,
        counter.name: counter + 1,
        "sequence": advance(workspace),
        "changed_at": workspace.session.clock(),
    }
    if field == "title":
        values["title_key"] = fold(value)
    # The statement itself compares: nothing can come between looking and writing.
    here = and_(assessments.c.workspace_id == workspace.id, assessments.c.id == assessment_id)
    change = update(assessments).where(and_(here, counter == edit)).values(values)
    if workspace.session.execute(change).rowcount == 0:
        theirs = getattr(find_assessment(workspace, assessment_id), field)
        raise Changed(field, yours=value, theirs=theirs)


def _last_changed(
    workspace: Workspace, condition: ColumnElement[bool], limit: int
) -> tuple[Assessment, ...]:
    here = and_(assessments.c.workspace_id == workspace.id, condition)
    query = select(*_COLUMNS).where(here).order_by(assessments.c.sequence.desc()).limit(limit)
    return tuple(Assessment(*row) for row in workspace.session.execute(query))


def _least_label(condition: ColumnElement[bool]) -> Any:
    least: Select[Any] = select(func.min(assessments.c.label)).where(condition)
    return least.scalar_subquery()


def _matches(workspace: Workspace, wanted: Wanted) -> ColumnElement[bool]:
    conditions = [assessments.c.workspace_id == workspace.id]
    if wanted.label:
        conditions.append(assessments.c.label == wanted.label)
    if wanted.state:
        conditions.append(assessments.c.has_draft == literal(wanted.state == "unfinished"))
    if wanted.words:
        conditions.append(assessments.c.title_key.contains(fold(wanted.words), autoescape=True))
    return and_(*conditions)


def _beyond(
    columns: Sequence[ColumnElement[Any]], place: Place, falling: bool
) -> ColumnElement[bool]:
    here = tuple_(*columns)
    there = tuple_(
        *[literal(value, column.type) for column, value in zip(columns, place, strict=True)]
    )
    return here < there if falling else here > there


def _row(stored: Any) -> Row:
    return Row(Assessment(*stored[: len(_COLUMNS)]), tuple(stored[len(_COLUMNS) :]))
