"""Assessments: duplicate, delete, rename, note."""

from __future__ import annotations

from collections.abc import Mapping

from app.assessments.queries import delete_by_ids, find_by_ids, write_text
from app.engine.errors import Invalid
from app.engine.results import RulebookReference
from app.store.assessments import insert_assessment
from app.store.drafts import find_answered, insert_draft
from app.store.faults import Changed
from app.store.ids import new_id
from app.store.intents import KEY, Intent, find_intent, once
from app.store.records import NOTE_LENGTH, TITLE_LENGTH
from app.store.title_numbers import copy_of
from app.store.workspaces import Workspace, WritableWorkspace

DELETE = "delete"


def duplicate_assessment(workspace: WritableWorkspace, assessment_id: str, intent: Intent) -> str:
    """The id of a new assessment with a draft of all answers and adjustments as they stand.

    A draft, since only saving makes a result. Nothing else is copied: no revision, no note, no
    share. The same intent again: the same id.
    """
    answered = find_answered(workspace, assessment_id)

    def duplicate() -> str:
        draft = answered.draft
        copy_id = new_id(workspace.session.random)
        title = copy_of(workspace, answered.assessment.title)
        insert_assessment(workspace, copy_id, title, has_draft=True)
        pinned = RulebookReference(draft.rulebook_id, draft.rulebook_version, draft.rulebook_sha256)
        insert_draft(
            workspace, copy_id, pinned, draft.answers, draft.adjustments, draft.extra_answers
        )
        return copy_id

    return once(workspace, f"duplicate {assessment_id}", intent, duplicate)


def delete_assessments(
    workspace: WritableWorkspace, known: Mapping[str, int], intent: Intent | None = None
) -> None:
    """Delete them for good, with drafts, revisions and shares: all of them or, by an error, none.

    `known` is the latest revision of each that its owner knew of, 0 for none: Conflict if there
    is a later one. NotFound if one is not in this workspace. The same intent again does nothing.
    """

    def act() -> str:
        for assessment in find_by_ids(workspace, tuple(known)):
            if (assessment.latest or 0) != known[assessment.id]:
                yours, theirs = known[assessment.id], assessment.latest
                raise Changed("result", yours=f"version {yours}", theirs=f"version {theirs}")
        delete_by_ids(workspace, tuple(known))
        return str(len(known))

    if intent is None:
        act()
    else:
        once(workspace, DELETE, intent, act)


def count_deleted(workspace: Workspace, key: str) -> int:
    """How many assessments the form with that key deleted; 0 if it deleted none."""
    intent = find_intent(workspace, DELETE, key) if KEY.fullmatch(key) else None
    return int(intent[1]) if intent and intent[1].isdecimal() else 0


def rename_assessment(
    workspace: WritableWorkspace, assessment_id: str, title: str, edit: int
) -> None:
    """Give it another title; Conflict if the title changed since that edit of it was shown."""
    title = _within(TITLE_LENGTH, title)
    if not title:
        raise Invalid("The name is empty.", remedy="Enter a name.")
    write_text(workspace, assessment_id, "title", title, edit)


def write_note(workspace: WritableWorkspace, assessment_id: str, note: str, edit: int) -> None:
    """Replace the note, also by none; Conflict as for a title."""
    write_text(workspace, assessment_id, "note", _within(NOTE_LENGTH, note), edit)


def _within(longest: int, text: str) -> str:
    text = text.strip()
    if len(text) > longest:
        raise Invalid(
            f"This can have at most {longest} characters; yours has {len(text)}.",
            remedy="Shorten it.",
        )
    return text
