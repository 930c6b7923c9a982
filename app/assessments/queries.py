"""The list of assessments: in the order of an index, by keyset, counted up to a bound.

Nothing here costs more in a larger workspace, except to search for words, which reads every title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_

from app.store.records import Assessment
from app.store.tables import assessments
from app.store.title_keys import fold
from app.store.workspaces import Workspace

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


class Found(NamedTuple):
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
) -> tuple[Found, ...]:
    """At most so many assessments beyond that place, or before it, in the order asked for."""
    columns, falling = _ORDERS[wanted.order]
    falling = falling != backwards
    query = select(*_COLUMNS, *columns).where(_matches(workspace, wanted))
    if beyond is not None:
        query = query.where(_beyond(columns, beyond, falling))
    ordered = query.order_by(*[one.desc() if falling else one.asc() for one in columns])
    found = [_found(row) for row in workspace.session.execute(ordered.limit(limit))]
    return tuple(found[::-1] if backwards else found)


def count_rows(workspace: Workspace, wanted: Wanted, most: int) -> int:
    """How many there are, but no more than `most`."""
    counted = select(literal(1)).where(_matches(workspace, wanted)).limit(most).subquery()
    number: int = workspace.session.scalars(select(func.count()).select_from(counted)).one()
    return number


def find_labels(workspace: Workspace) -> tuple[str, ...]:
    """The labels of the verdicts there are; one step in an index for each, not one a row."""
    here = assessments.c.workspace_id == workspace.id
    found = select(func.min(assessments.c.label).label("label")).where(here).cte(recursive=True)
    later = _least_label(and_(here, assessments.c.label > found.c.label))
    found = found.union_all(select(later).where(found.c.label.is_not(None)))
    labels = select(found.c.label).where(found.c.label.is_not(None))
    return tuple(workspace.session.scalars(labels))


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
    there = tuple_(*[literal(value, one.type) for one, value in zip(columns, place, strict=True)])
    return here < there if falling else here > there


def _found(row: Any) -> Found:
    return Found(Assessment(*row[: len(_COLUMNS)]), tuple(row[len(_COLUMNS) :]))
