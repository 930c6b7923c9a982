"""The questionnaire of an assessment: its answers as they stand."""

from __future__ import annotations

from app.engine.answers import Answers, as_json, visible_answers
from app.engine.results import RulebookReference
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.services.rulebooks import find_rulebook
from app.store.assessments import touch_assessment
from app.store.drafts import delete_draft, find_draft, find_saved, write_draft
from app.store.records import Draft
from app.store.workspaces import Workspace, lock

__all__ = ["Draft", "clear_draft", "pinned_rulebook", "read_draft", "save_draft"]


def read_draft(workspace: Workspace, assessment_id: str) -> Draft:
    """The draft, or the latest revision's answers if nothing was changed since."""
    return find_draft(workspace, assessment_id)


def save_draft(
    workspace: Workspace, library: Library, assessment_id: str, answers: Answers
) -> None:
    """Replace the draft; the last write wins. Answers to hidden questions are kept.

    A draft that says what the latest revision says is none: a write that arrives after the save
    it was overtaken by must not look like a change.
    """
    rulebook = pinned_rulebook(workspace, library, assessment_id)
    pinned = RulebookReference(rulebook.id, rulebook.version, rulebook.sha256)
    lock(workspace)
    saved = find_saved(workspace, assessment_id)
    if saved and saved.answers == as_json(rulebook, visible_answers(rulebook, answers)):
        delete_draft(workspace, assessment_id)
        return
    touch_assessment(workspace, assessment_id)
    write_draft(workspace, assessment_id, pinned, as_json(rulebook, answers))


def clear_draft(workspace: Workspace, assessment_id: str) -> None:
    """Empty the draft; revisions stay as they are."""
    draft = find_draft(workspace, assessment_id)
    pinned = RulebookReference(draft.rulebook_id, draft.rulebook_version, draft.rulebook_sha256)
    touch_assessment(workspace, assessment_id)
    write_draft(workspace, assessment_id, pinned, {})


def pinned_rulebook(workspace: Workspace, library: Library, assessment_id: str) -> Rulebook:
    """The rulebook the assessment's answers are for; NotFound if this release lacks it."""
    draft = find_draft(workspace, assessment_id)
    return find_rulebook(library, draft.rulebook_id, draft.rulebook_version)
