"""Drafts: one row for each assessment that was changed since it was last saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update

from app.engine.results import RulebookReference
from app.store.assessments import mark_drafted, require_id
from app.store.faults import missing
from app.store.records import Draft
from app.store.tables import drafts, revisions
from app.store.workspaces import Workspace, WritableWorkspace


def find_draft(workspace: Workspace, assessment_id: str) -> Draft:
    """The draft, or the latest revision's answers; NotFound if it is not in this workspace."""
    require_id(assessment_id)
    columns = [drafts.c[field.name] for field in fields(Draft)]
    drafted = select(*columns).where(_here(workspace, assessment_id))
    row = workspace.session.execute(drafted).first()
    draft = Draft(*row) if row else find_saved(workspace, assessment_id)
    if draft is None:
        raise missing()
    return draft


def find_saved(workspace: Workspace, assessment_id: str) -> Draft | None:
    """The latest revision, read as a draft; None if nothing has been saved."""
    row = workspace.session.execute(_latest(workspace, assessment_id)).first()
    return Draft(*row) if row else None


def write_draft(
    workspace: WritableWorkspace,
    assessment_id: str,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
) -> None:
    """Replace the draft of an assessment of this workspace, or make one."""
    values = {
        "rulebook_id": rulebook.id,
        "rulebook_version": rulebook.version,
        "rulebook_sha256": rulebook.sha256,
        "answers": dict(answers),
        "changed_at": workspace.session.clock(),
    }
    replace = update(drafts).where(_here(workspace, assessment_id)).values(values)
    if workspace.session.execute(replace).rowcount == 0:
        keys = {"workspace_id": workspace.id, "assessment_id": assessment_id}
        workspace.session.execute(insert(drafts).values(keys | values))
        mark_drafted(workspace, assessment_id, True)


def delete_draft(workspace: WritableWorkspace, assessment_id: str) -> None:
    """Forget the draft, if there is one."""
    forget = delete(drafts).where(_here(workspace, assessment_id))
    if workspace.session.execute(forget).rowcount:
        mark_drafted(workspace, assessment_id, False)


def _here(workspace: Workspace, assessment_id: str) -> ColumnElement[bool]:
    return and_(drafts.c.workspace_id == workspace.id, drafts.c.assessment_id == assessment_id)


def _latest(workspace: Workspace, assessment_id: str) -> Select[Any]:
    names = [field.name for field in fields(Draft) if field.name != "changed_at"]
    return (
        select(*[revisions.c[name] for name in names], revisions.c.created_at)
        .where(
            revisions.c.workspace_id == workspace.id,
            revisions.c.assessment_id == assessment_id,
        )
        .order_by(revisions.c.n.desc())
        .limit(1)
    )
