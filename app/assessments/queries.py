"""Assessments: the pages of the list, the latest ones, several by id; their texts, their deletion.

The list is read in the order of an index, by keyset, and counted up to a bound. So nothing here
costs more in a larger workspace, except to search for words, which reads every title in an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Update,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)

from app.store.assessments import COLUMNS, HERE, find_assessment, here, require_id
from app.store.faults import Changed, missing
from app.store.prepared import Prepared
from app.store.records import Assessment
from app.store.sqlite.erasing import expect_deletion
from app.store.tables import assessments
from app.store.title_keys import ESCAPE, MOST_WORDS, patterns, title_key
from app.store.workspaces import Workspace, WritableWorkspace, advance, advance_freeing

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


class _Shape(NamedTuple):
    """What decides which statement reads a page; all else are its parameters."""

    order: Order
    falling: bool
    begins: bool
    label: bool
    state: bool
    words: int
    ids: bool


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
    among: Sequence[str] | None = None,
) -> tuple[Row, ...]:
    """At most so many assessments beyond that place, or before it, in the order asked for.

    Who knows the ids of all that match, and they are few, tells them: no other row is read.
    """
    if among is not None and not among:
        return ()
    falling = _ORDERS[wanted.order].falling != backwards
    shape = _Shape(wanted.order, falling, beyond is not None, *_narrowed(wanted), among is not None)
    values = _values(workspace, wanted) | {"limit": limit}
    if among is not None:
        values["keys"] = [(workspace.id, assessment_id) for assessment_id in among]
    values |= {f"there_{place}": value for place, value in enumerate(beyond or ())}
    rows = [_row(stored) for stored in workspace.session.send(_page_of(shape), values)]
    return tuple(rows[::-1] if backwards else rows)


def find_matching(workspace: Workspace, wanted: Wanted, most: int) -> tuple[str, ...]:
    """The ids of those there are, but no more than `most`, in any order.

    This reads an index and no row, so that words which nothing has are looked for quickly.
    """
    values = _values(workspace, wanted) | {"limit": most}
    matching = _matching_of(*_narrowed(wanted))
    return workspace.session.send(matching, values).firsts()


def count_rows(workspace: Workspace, wanted: Wanted, most: int) -> int:
    """How many there are, but no more than `most`."""
    counting = _counting_of(*_narrowed(wanted))
    values = _values(workspace, wanted) | {"limit": most}
    (number,) = workspace.session.send(counting, values).firsts()
    return int(number)


def find_labels(workspace: Workspace) -> tuple[str, ...]:
    """The labels of the verdicts there are; one step in an index for each, not one a row."""
    return workspace.session.send(_LABELS, {"workspace": workspace.id}).firsts()


def list_unfinished(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with answers not saved yet, the last changed first."""
    return _assessments(workspace, _UNFINISHED, limit)


def list_recent(workspace: Workspace, limit: int) -> tuple[Assessment, ...]:
    """Those with a saved result, the last changed first."""
    return _assessments(workspace, _RECENT, limit)


def find_by_ids(workspace: Workspace, ids: Sequence[str]) -> tuple[Assessment, ...]:
    """The assessments of these ids, in that order; NotFound unless all are in this workspace."""
    for assessment_id in ids:
        require_id(assessment_id)
    asked = {"workspace": workspace.id, "ids": ids}
    by_id = {row.id: Assessment(*row) for row in workspace.session.execute(_BY_IDS, asked)}
    if len(by_id) < len(set(ids)):
        raise missing()
    return tuple(by_id[assessment_id] for assessment_id in ids)


def delete_by_ids(workspace: WritableWorkspace, ids: Sequence[str]) -> None:
    """Delete the assessments with their drafts, revisions and shares; they have to be there."""
    expect_deletion(workspace.session)
    workspace.session.execute(_DELETE, {"workspace": workspace.id, "ids": ids})
    advance_freeing(workspace)


def write_text(
    workspace: WritableWorkspace,
    assessment_id: str,
    field: Literal["title", "note"],
    value: str,
    edit: int,
) -> None:
    """Change title or note; Changed unless its last edit is still the one that was shown.

    What says already what it should is never refused: the same form may come twice.
    """
    values = here(workspace, assessment_id) | {
        field: value,
        "edit": edit,
        "sequence": advance(workspace),
        "changed_at": workspace.session.clock(),
    }
    if field == "title":
        values["title_key"] = title_key(value)
    if workspace.session.execute(_CHANGES[field], values).rowcount == 0:
        theirs = getattr(find_assessment(workspace, assessment_id), field)
        if theirs == value:
            return
        raise Changed(field, yours=value, theirs=theirs)


def _assessments(workspace: Workspace, query: Prepared, limit: int) -> tuple[Assessment, ...]:
    rows = workspace.session.send(query, {"workspace": workspace.id, "limit": limit})
    return tuple(Assessment(*row) for row in rows)


def _narrowed(wanted: Wanted) -> tuple[bool, bool, int]:
    """By label, by state, and by how many words, counted in few steps: each is a statement."""
    words = len(patterns(wanted.words)) if wanted.words else 0
    return bool(wanted.label), bool(wanted.state), words and 1 << (words - 1).bit_length()


def _values(workspace: Workspace, wanted: Wanted) -> dict[str, object]:
    words = (*patterns(wanted.words), *["%"] * MOST_WORDS)
    return {
        "workspace": workspace.id,
        "label": wanted.label,
        "drafted": wanted.state == "unfinished",
        **{f"word_{place}": word for place, word in enumerate(words[:MOST_WORDS])},
    }


def _matches(label: bool, state: bool, words: int) -> ColumnElement[bool]:
    conditions = [_MINE]
    if label:
        conditions.append(assessments.c.label == bindparam("label"))
    if state:
        conditions.append(assessments.c.has_draft == bindparam("drafted"))
    for place in range(words):
        word: BindParameter[str] = bindparam(f"word_{place}")
        conditions.append(assessments.c.title_key.like(word, escape=ESCAPE))
    return and_(*conditions)


@cache
def _matching_of(label: bool, state: bool, words: int) -> Prepared:
    return Prepared(select(assessments.c.id).where(_matches(label, state, words)).limit(_LIMIT))


@cache
def _counting_of(label: bool, state: bool, words: int) -> Prepared:
    counted = select(literal(1)).where(_matches(label, state, words)).limit(_LIMIT).subquery()
    return Prepared(select(func.count()).select_from(counted))


@cache
def _page_of(shape: _Shape) -> Prepared:
    columns = _ORDERS[shape.order].columns
    narrowed = _matches(shape.label, shape.state, shape.words)
    query = select(*COLUMNS, *columns).where(_AMONG_KEYS if shape.ids else narrowed)
    if shape.begins:
        query = query.where(_beyond(columns, shape.falling))
    ordered = [column.desc() if shape.falling else column.asc() for column in columns]
    return Prepared(query.order_by(*ordered).limit(_LIMIT))


def _beyond(columns: Sequence[ColumnElement[Any]], falling: bool) -> ColumnElement[bool]:
    there = tuple_(
        *[bindparam(f"there_{place}", type_=column.type) for place, column in enumerate(columns)]
    )
    return tuple_(*columns) < there if falling else tuple_(*columns) > there


def _row(stored: Any) -> Row:
    return Row(Assessment(*stored[: len(COLUMNS)]), tuple(stored[len(COLUMNS) :]))


def _labels() -> Prepared:
    least = select(func.min(assessments.c.label).label("label")).where(_MINE)
    labels = least.cte(recursive=True)
    next_least = select(func.min(assessments.c.label)).where(
        _MINE, assessments.c.label > labels.c.label
    )
    later = select(next_least.scalar_subquery()).where(labels.c.label.is_not(None))
    labels = labels.union_all(later)
    return Prepared(select(labels.c.label).where(labels.c.label.is_not(None)))


def _last_changed(condition: ColumnElement[bool]) -> Prepared:
    query = select(*COLUMNS).where(_MINE, condition)
    return Prepared(query.order_by(assessments.c.sequence.desc()).limit(_LIMIT))


def _change_of(field: str) -> Update:
    """The statement itself compares: nothing can come between looking and writing."""
    counter = assessments.c[f"{field}_edit"]
    change = update(assessments).where(HERE, counter == bindparam("edit"))
    return change.values({counter.name: counter + 1})


_LIMIT = bindparam("limit", type_=Integer)
_MINE = assessments.c.workspace_id == bindparam("workspace")
# As pairs: with the workspace by itself, SQLite would rather walk through all of it in order.
_AMONG_KEYS = tuple_(assessments.c.workspace_id, assessments.c.id).in_(
    bindparam("keys", expanding=True)
)
_AMONG = assessments.c.id.in_(bindparam("ids", expanding=True))
_LABELS = _labels()
_UNFINISHED = _last_changed(assessments.c.has_draft == literal(True))
_RECENT = _last_changed(assessments.c.latest.is_not(None))
_BY_IDS = select(*COLUMNS).where(_MINE, _AMONG)
_DELETE = delete(assessments).where(_MINE, _AMONG)
_CHANGES = {field: _change_of(field) for field in ("title", "note")}
