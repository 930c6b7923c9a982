"""The questionnaire of an assessment: its answers as they stand."""

from __future__ import annotations

from app.engine.answers import Answers, as_json, visible_answers
from app.engine.results import RulebookReference
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.rules.actions import find_rulebook
from app.store.assessments import touch_assessment
from app.store.drafts import delete_draft, find_draft, find_saved, write_draft
from app.store.records import Draft
from app.store.workspaces import Workspace, WritableWorkspace, lock

__all__ = ["Draft", "clear_draft", "pinned_rulebook", "read_draft", "save_draft"]


def read_draft(workspace: Workspace, assessment_id: str) -> Draft:
    """The draft, or the latest revision's answers if nothing was changed since."""
    return find_draft(workspace, assessment_id)


def save_draft(
    workspace: WritableWorkspace,
    library: Library,
    assessment_id: str,
    answers: Answers,
    *,
    rulebook: Rulebook | None = None,
) -> None:
    """Replace the draft; the last write wins. Answers to hidden questions are kept.

    The draft is stored under the rulebook the answers were read with: the pinned one, unless
    another version of it is given. A draft that says what the latest revision says is none: a
    write that arrives after the save it was overtaken by must not look like a change.
    """
    read_with = rulebook or pinned_rulebook(workspace, library, assessment_id)
    lock(workspace)
    saved = find_saved(workspace, assessment_id)
    if saved and _says_the_same(saved, read_with, answers):
        delete_draft(workspace, assessment_id)
        return
    touch_assessment(workspace, assessment_id)
    pinned = RulebookReference(read_with.id, read_with.version, read_with.sha256)
    write_draft(workspace, assessment_id, pinned, as_json(read_with, answers))


def _says_the_same(saved: Draft, rulebook: Rulebook, answers: Answers) -> bool:
    """The same answers to another version may mean something else."""
    visible = as_json(rulebook, visible_answers(rulebook, answers))
    return saved.rulebook_version == rulebook.version and saved.answers == visible


def clear_draft(workspace: WritableWorkspace, assessment_id: str) -> None:
    """Empty the draft; revisions stay as they are."""
    draft = find_draft(workspace, assessment_id)
    pinned = RulebookReference(draft.rulebook_id, draft.rulebook_version, draft.rulebook_sha256)
    touch_assessment(workspace, assessment_id)
    write_draft(workspace, assessment_id, pinned, {})


def pinned_rulebook(workspace: Workspace, library: Library, assessment_id: str) -> Rulebook:
    """The rulebook the assessment's answers are for; NotFound if this release lacks it."""
    draft = find_draft(workspace, assessment_id)
    return find_rulebook(library, draft.rulebook_id, draft.rulebook_version)
