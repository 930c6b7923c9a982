"""Assessments: one row each, of which lists need no more."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import and_, bindparam, func, insert, select, update

from app.store.faults import missing
from app.store.ids import is_id
from app.store.prepared import Prepared
from app.store.records import Assessment
from app.store.tables import assessments
from app.store.title_keys import title_key
from app.store.workspaces import Workspace, WritableWorkspace, advance

COLUMNS = [assessments.c[field.name] for field in fields(Assessment)]
HERE = and_(
    assessments.c.workspace_id == bindparam("workspace"),
    assessments.c.id == bindparam("assessment"),
)

_INSERT = Prepared(insert(assessments))
_FIND = Prepared(select(*COLUMNS).where(HERE))
_CHANGE = Prepared(update(assessments).where(HERE))
_HAS_ROOM = func.coalesce(assessments.c.latest, 0) < bindparam("most")
_NEXT = Prepared(update(assessments).where(HERE, _HAS_ROOM))


def insert_assessment(
    workspace: WritableWorkspace, assessment_id: str, title: str, *, steps: int = 1, **more: object
) -> None:
    """A new assessment; `more` says what there is of draft and outcome, in so many steps.

    Full if the workspace holds as many as it may.
    """
    now = workspace.session.clock()
    values = {
        "workspace_id": workspace.id,
        "id": assessment_id,
        "sequence": advance(workspace, steps, "assessments"),
        "title": title,
        "title_key": title_key(title),
        "note": "",
        "title_edit": 1,
        "note_edit": 1,
        "created_at": now,
        "changed_at": now,
        **more,
    }
    workspace.session.send(_INSERT, values)


def find_assessment(workspace: Workspace, assessment_id: str) -> Assessment:
    """That assessment; NotFound if it is not in this workspace."""
    row = workspace.session.send(_FIND, here(workspace, assessment_id)).one_or_none()
    if row is None:
        raise missing()
    return Assessment(*row)


def has_assessment(workspace: Workspace, assessment_id: str) -> bool:
    """Whether it is in this workspace."""
    if not is_id(assessment_id):
        return False
    asked = here(workspace, assessment_id)
    return workspace.session.send(_FIND, asked).one_or_none() is not None


def touch_assessment(workspace: WritableWorkspace, assessment_id: str, **more: object) -> None:
    """Move the assessment to the top of the list; `more` is what changed of draft and outcome.

    The edits of title and note stay: they tell whether these texts changed.
    """
    values = {"sequence": advance(workspace), "changed_at": workspace.session.clock(), **more}
    change = here(workspace, assessment_id) | values
    if workspace.session.send(_CHANGE, change).rowcount == 0:
        raise missing()


def write_version(workspace: WritableWorkspace, assessment_id: str, n: int, **more: object) -> None:
    """The same for a new version, the one of that number; Full if it is one too many."""
    quotas = workspace.session.quotas
    values = {"sequence": advance(workspace), "changed_at": workspace.session.clock(), **more}
    change = here(workspace, assessment_id) | values | {"latest": n, "most": quotas.versions}
    if workspace.session.send(_NEXT, change).rowcount == 0:
        find_assessment(workspace, assessment_id)
        raise quotas.too_many_versions()


def retitle(workspace: WritableWorkspace, assessment: Assessment, title: str) -> None:
    """Give it another title; whoever edits the one it had is told."""
    touch_assessment(
        workspace,
        assessment.id,
        title=title,
        title_key=title_key(title),
        title_edit=assessment.title_edit + 1,
    )


def mark_undrafted(workspace: WritableWorkspace, assessment_id: str) -> None:
    """Note that there is no draft any more: lists tell it without looking. It does not move."""
    advance(workspace)
    workspace.session.send(_CHANGE, here(workspace, assessment_id) | {"has_draft": False})


def here(workspace: Workspace, assessment_id: str) -> dict[str, object]:
    """What a statement that asks for one assessment is given.

    NotFound for what cannot be an id; databases differ in what they do with odd texts.
    """
    require_id(assessment_id)
    return {"workspace": workspace.id, "assessment": assessment_id}


def require_id(assessment_id: str) -> None:
    """NotFound for what cannot be an id."""
    if not is_id(assessment_id):
        raise missing()
