"""Assessments: one row each, of which lists need no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, delete, insert, literal, select, update

from app.store.faults import Changed, missing
from app.store.ids import is_id
from app.store.records import Assessment
from app.store.sqlite.erasing import expect_deletion
from app.store.tables import assessments
from app.store.title_keys import fold
from app.store.workspaces import Workspace, WritableWorkspace, advance

_COLUMNS = [assessments.c[field.name] for field in fields(Assessment)]


def insert_assessment(workspace: WritableWorkspace, assessment_id: str, title: str) -> None:
    """A new assessment, without draft or revision yet."""
    now = workspace.session.clock()
    values = {
        "workspace_id": workspace.id,
        "id": assessment_id,
        "sequence": advance(workspace),
        "title": title,
        "title_key": fold(title),
        "note": "",
        "title_edit": 1,
        "note_edit": 1,
        "created_at": now,
        "changed_at": now,
    }
    workspace.session.execute(insert(assessments).values(values))


def find_assessment(workspace: Workspace, assessment_id: str) -> Assessment:
    """That assessment; NotFound if it is not in this workspace."""
    require_id(assessment_id)
    query = _of(workspace).where(assessments.c.id == assessment_id)
    row = workspace.session.execute(query).one_or_none()
    if row is None:
        raise missing()
    return Assessment(*row)


def titles_from(workspace: Workspace, title: str) -> frozenset[str]:
    """The titles that begin like this one, give or take capital letters and accents."""
    key = fold(title)
    query = select(assessments.c.title).where(
        assessments.c.workspace_id == workspace.id,
        assessments.c.title_key.between(key, f"{key}\U0010ffff"),  # in the order of an index
    )
    return frozenset(workspace.session.scalars(query))


def find_assessments(
    workspace: Workspace, state: Literal["drafted", "saved"], limit: int
) -> tuple[Assessment, ...]:
    """Those with a draft, or those with a revision; the last changed first."""
    conditions = {
        "drafted": assessments.c.has_draft == literal(True),
        "saved": assessments.c.latest.is_not(None),
    }
    query = _of(workspace).where(conditions[state]).order_by(assessments.c.sequence.desc())
    return tuple(Assessment(*row) for row in workspace.session.execute(query.limit(limit)))


def find_these(workspace: Workspace, ids: Sequence[str]) -> tuple[Assessment, ...]:
    """The assessments of these ids, in that order; NotFound unless all are in this workspace."""
    for one in ids:
        require_id(one)
    rows = workspace.session.execute(_of(workspace).where(assessments.c.id.in_(ids)))
    found = {row.id: Assessment(*row) for row in rows}
    if len(found) < len(set(ids)):
        raise missing()
    return tuple(found[one] for one in ids)


def delete_these(workspace: WritableWorkspace, ids: Sequence[str]) -> None:
    """Delete the assessments with their drafts, revisions and shares; they have to be there."""
    advance(workspace)
    expect_deletion(workspace.session)
    here = and_(assessments.c.workspace_id == workspace.id, assessments.c.id.in_(ids))
    workspace.session.execute(delete(assessments).where(here))


def edit_assessment(
    workspace: WritableWorkspace,
    assessment_id: str,
    field: Literal["title", "note"],
    value: str,
    edit: int,
) -> None:
    """Change one text; Changed unless its last edit is still the one that was shown."""
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
    unchanged = and_(_here(workspace, assessment_id), counter == edit)
    change = update(assessments).where(unchanged).values(values)
    if workspace.session.execute(change).rowcount == 0:
        theirs = getattr(find_assessment(workspace, assessment_id), field)
        raise Changed(field, yours=value, theirs=theirs)


def touch_assessment(workspace: WritableWorkspace, assessment_id: str, **outcome: object) -> None:
    """Move the assessment to the top of the list, with the outcome of a new revision if any.

    The edits of title and note stay: they tell whether these texts changed.
    """
    values = {
        "sequence": advance(workspace),
        "changed_at": workspace.session.clock(),
        **outcome,
    }
    change = update(assessments).where(_here(workspace, assessment_id)).values(values)
    if workspace.session.execute(change).rowcount == 0:
        raise missing()


def mark_drafted(workspace: WritableWorkspace, assessment_id: str, has_draft: bool) -> None:
    """Note whether there is a draft: lists tell it without looking."""
    change = update(assessments).where(_here(workspace, assessment_id)).values(has_draft=has_draft)
    workspace.session.execute(change)


def require_id(assessment_id: str) -> None:
    """NotFound for what cannot be an id; databases differ in what they do with odd texts."""
    if not is_id(assessment_id):
        raise missing()


def _here(workspace: Workspace, assessment_id: str) -> ColumnElement[bool]:
    return and_(assessments.c.workspace_id == workspace.id, assessments.c.id == assessment_id)


def _of(workspace: Workspace) -> Select[Any]:
    return select(*_COLUMNS).where(assessments.c.workspace_id == workspace.id)
