"""Assessments: one row each, of which lists need no more."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, select, update

from app.store.faults import missing
from app.store.ids import is_id
from app.store.records import Assessment
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
