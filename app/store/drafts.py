"""Drafts: one row for each assessment that was changed since it was last saved.

Whether there is one is noted at the assessment, too; whoever writes a draft says it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import (
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    tuple_,
    update,
)

from app.engine.adjustments import NONE, Adjustments
from app.engine.results import RulebookReference
from app.store.assessments import COLUMNS, HERE, here, touch_assessment
from app.store.faults import missing
from app.store.prepared import Prepared
from app.store.records import Answered, Assessment, Draft, Standing
from app.store.second_opinions import OF_REVISION
from app.store.tables import assessments, drafts, revisions, second_opinions, shares
from app.store.workspaces import Workspace, WritableWorkspace

NO_ANSWERS: Mapping[str, Any] = {}
_NAMES = [field.name for field in fields(Draft)]
_OF_DRAFT = [drafts.c[name] for name in _NAMES]
_NOT_OF_REVISION = {
    "page": null(),
    "turn": literal(0),
    "adjusted_by": literal(""),
    "extra_answers": second_opinions.c.extra_answers,
}
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
    .outerjoin(second_opinions, OF_REVISION)
)
_ANSWERED = Prepared(_WITH_ANSWERS.where(HERE))
# As pairs: with the workspace by itself, SQLite would rather walk through all of it.
_AMONG = tuple_(assessments.c.workspace_id, assessments.c.id).in_(bindparam("keys", expanding=True))
_ALL_ANSWERED = Prepared(_WITH_ANSWERS.where(_AMONG))
_LINKED = exists().where(
    shares.c.workspace_id == assessments.c.workspace_id,
    shares.c.assessment_id == assessments.c.id,
    shares.c.revoked_at.is_(None),
)
_AS_TEXT = [cast(table.c.answers, String) for table in (drafts, revisions)]
_STANDINGS = Prepared(
    select(
        assessments.c.id,
        func.coalesce(drafts.c.rulebook_id, revisions.c.rulebook_id),
        func.coalesce(drafts.c.rulebook_version, revisions.c.rulebook_version),
        func.coalesce(*_AS_TEXT),
        func.coalesce(revisions.c.rulebook_id, drafts.c.rulebook_id),
        func.coalesce(revisions.c.rulebook_version, drafts.c.rulebook_version),
        _LINKED,
    )
    .select_from(assessments)
    .outerjoin(drafts, _ITS_DRAFT)
    .outerjoin(revisions, _ITS_LATEST)
    .where(_AMONG)
)
_DRAFT_HERE = and_(
    drafts.c.workspace_id == bindparam("workspace"),
    drafts.c.assessment_id == bindparam("assessment"),
)
_INSERT = Prepared(insert(drafts))
_REPLACE = Prepared(update(drafts).where(_DRAFT_HERE))
_DELETE = Prepared(delete(drafts).where(_DRAFT_HERE))


def find_answered(workspace: Workspace, assessment_id: str) -> Answered:
    """The assessment with its answers, by one statement; NotFound if it is not here."""
    row = workspace.session.send(_ANSWERED, here(workspace, assessment_id)).one_or_none()
    if row is None:
        raise missing()
    return _answered(row)


def find_all_answered(workspace: Workspace, assessment_ids: Sequence[str]) -> dict[str, Answered]:
    """The assessments of these ids with their answers, by one statement."""
    keys = [(workspace.id, assessment_id) for assessment_id in assessment_ids]
    found = [_answered(row) for row in workspace.session.send(_ALL_ANSWERED, {"keys": keys})]
    return {answered.assessment.id: answered for answered in found}


def find_standings(workspace: Workspace, assessment_ids: Sequence[str]) -> dict[str, Standing]:
    """What lists need of the answers of these assessments, by one statement, if there are any."""
    if not assessment_ids:
        return {}
    keys = [(workspace.id, assessment_id) for assessment_id in assessment_ids]
    rows = workspace.session.send(_STANDINGS, {"keys": keys})
    return {
        id_: Standing((rulebook, version), answers, (saved_rulebook, saved_version), linked)
        for id_, rulebook, version, answers, saved_rulebook, saved_version, linked in rows
    }


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
    extra_answers: Mapping[str, Any] = NO_ANSWERS,
) -> None:
    """The draft of an assessment that has none."""
    keys = {"workspace_id": workspace.id, "assessment_id": assessment_id}
    values = _values(workspace, rulebook, answers, adjustments, extra_answers)
    workspace.session.send(_INSERT, keys | values)


def write_draft(
    workspace: WritableWorkspace,
    assessment_id: str,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
    adjustments: Adjustments,
    extra_answers: Mapping[str, Any],
    page: str,
    turn: int,
    adjusted_by: str,
) -> None:
    """Replace the draft of an assessment of this workspace, or make one; it moves to the top."""
    touch_assessment(workspace, assessment_id, has_draft=True)
    values = _values(workspace, rulebook, answers, adjustments, extra_answers)
    values |= {"page": page, "turn": turn, "adjusted_by": adjusted_by}
    change = here(workspace, assessment_id) | values
    if workspace.session.send(_REPLACE, change).rowcount == 0:
        keys = {"workspace_id": workspace.id, "assessment_id": assessment_id}
        workspace.session.send(_INSERT, keys | values)


def delete_draft(workspace: WritableWorkspace, assessment_id: str) -> bool:
    """Forget the draft; whether there was one."""
    return workspace.session.send(_DELETE, here(workspace, assessment_id)).rowcount > 0


def _values(
    workspace: WritableWorkspace,
    rulebook: RulebookReference,
    answers: Mapping[str, Any],
    adjustments: Adjustments,
    extra_answers: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "rulebook_id": rulebook.id,
        "rulebook_version": rulebook.version,
        "rulebook_sha256": rulebook.sha256,
        "answers": dict(answers),
        "adjustments": adjustments.record() if adjustments else None,
        "extra_answers": dict(extra_answers) or None,
        "changed_at": workspace.session.clock(),
    }


def _draft(values: Sequence[Any]) -> Draft | None:
    """None for the values of an outer join that met nothing."""
    if values[0] is None:
        return None
    stored = dict(zip(_NAMES, values, strict=True))
    stored["adjustments"] = Adjustments.from_record(stored["adjustments"])
    stored["extra_answers"] = stored["extra_answers"] or NO_ANSWERS
    return Draft(**stored)
