"""Drafts: one row for each assessment that was changed since it was last saved.

Whether there is one is noted at the assessment, too; whoever writes a draft says it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, literal, null, select, tuple_, update

from app.engine.adjustments import NONE, Adjustments
from app.engine.results import RulebookReference
from app.store.assessments import COLUMNS, HERE, here, touch_assessment
from app.store.faults import missing
from app.store.records import Answered, Assessment, Draft
from app.store.tables import assessments, drafts, revisions
from app.store.workspaces import Workspace, WritableWorkspace

_NAMES = [field.name for field in fields(Draft)]
_OF_DRAFT = [drafts.c[name] for name in _NAMES]
_NOT_OF_REVISION = {"page": null(), "turn": literal(0)}
_OF_REVISION = [
    _NOT_OF_REVISION[name]
    if name in _NOT_OF_REVISION
    else revisions.c["created_at" if name == "changed_at" else name]
    for name in _NAMES
]
_ITS_DRAFT = and_(
    drafts.c.workspace_id == assessments.c.workspace_id,
    drafts.c.assessment_id == assessments.c.id,
)
_ITS_LATEST = and_(
    revisions.c.workspace_id == assessments.c.workspace_id,
    revisions.c.assessment_id == assessments.c.id,
    revisions.c.n == assessments.c.latest,
)
_WITH_ANSWERS = (
    select(*COLUMNS, *_OF_DRAFT, *_OF_REVISION)
    .select_from(assessments)
    .outerjoin(drafts, _ITS_DRAFT)
    .outerjoin(revisions, _ITS_LATEST)
)
_ANSWERED = _WITH_ANSWERS.where(HERE)
# As pairs: with the workspace by itself, SQLite would rather walk through all of it.
_ALL_ANSWERED = _WITH_ANSWERS.where(
    tuple_(assessments.c.workspace_id, assessments.c.id).in_(bindparam("keys", expanding=True))
)
_DRAFT_HERE = and_(
    drafts.c.workspace_id == bindparam("workspace"),
    drafts.c.assessment_id == bindparam("assessment"),
)
_INSERT = insert(drafts)
_REPLACE = update(drafts).where(_DRAFT_HERE)
_DELETE = delete(drafts).where(_DRAFT_HERE)


def find_answered(workspace: Workspace, assessment_id: str) -> Answered:
    """The assessment with its answers, by one statement; NotFound if it is not here."""
    row = workspace.session.execute(_ANSWERED, here(workspace, assessment_id)).one_or_none()
    if row is None:
        raise missing()
    return _answered(row)


def find_all_answered(workspace: Workspace, assessment_ids: Sequence[str]) -> dict[str, Answered]:
    """The assessments of these ids with their answers, by one statement."""
    keys = [(workspace.id, assessment_id) for assessment_id in assessment_ids]
    rows = map(_answered, workspace.session.execute(_ALL_ANSWERED, {"keys": keys}))
    return {answered.assessment.id: answered for answered in rows}


def _answered(row: Sequence[Any]) -> Answered:
    first, second = len(COLUMNS), len(COLUMNS) + len(_NAMES)
    saved = _draft(row[second:])
    draft = _draft(row[first:second]) or saved
    if draft is None:
        raise missing()
    return Answered(Assessment(*row[:first]), draft, saved)


def find_draft(workspace: Workspace, assessment_id: str) -> Draft:
    """The draft, or the latest revision's answers; NotFound if it is not in this workspace."""
    return find_answered(workspace, assessment_id).draft


def insert_draft(
    workspace: WritableWorkspace,
    assessment_id: str,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
    adjustments: Adjustments = NONE,
) -> None:
    """The draft of an assessment that has none."""
    keys = {"workspace_id": workspace.id, "assessment_id": assessment_id}
    workspace.session.execute(_INSERT, keys | _values(workspace, rulebook, answers, adjustments))


def write_draft(
    workspace: WritableWorkspace,
    assessment_id: str,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
    adjustments: Adjustments,
    page: str,
    turn: int,
) -> None:
    """Replace the draft of an assessment of this workspace, or make one; it moves to the top."""
    touch_assessment(workspace, assessment_id, has_draft=True)
    values = _values(workspace, rulebook, answers, adjustments) | {"page": page, "turn": turn}
    change = here(workspace, assessment_id) | values
    if workspace.session.execute(_REPLACE, change).rowcount == 0:
        keys = {"workspace_id": workspace.id, "assessment_id": assessment_id}
        workspace.session.execute(_INSERT, keys | values)


def delete_draft(workspace: WritableWorkspace, assessment_id: str) -> bool:
    """Forget the draft; whether there was one."""
    return workspace.session.execute(_DELETE, here(workspace, assessment_id)).rowcount > 0


def _values(
    workspace: WritableWorkspace,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
    adjustments: Adjustments,
) -> dict[str, Any]:
    return {
        "rulebook_id": rulebook.id,
        "rulebook_version": rulebook.version,
        "rulebook_sha256": rulebook.sha256,
        "answers": dict(answers),
        "adjustments": adjustments.record() if adjustments else None,
        "changed_at": workspace.session.clock(),
    }


def _draft(values: Sequence[Any]) -> Draft | None:
    """None for the values of an outer join that met nothing."""
    if values[0] is None:
        return None
    stored = dict(zip(_NAMES, values, strict=True))
    return Draft(**stored | {"adjustments": Adjustments.from_record(stored["adjustments"])})
