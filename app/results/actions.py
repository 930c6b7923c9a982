"""Revisions: save a result, and find it again as it was."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.answers import Answers, Problem, as_json, read_answers, visible_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.questionnaire.actions import pinned_rulebook
from app.results.queries import find_revision, find_revisions, insert_revision
from app.rulebooks.library import Library
from app.store.assessments import find_assessment, require_id
from app.store.faults import Changed
from app.store.once import Intent, once
from app.store.records import Revision, RevisionSummary
from app.store.workspaces import Workspace, WritableWorkspace

__all__ = [
    "Revision",
    "RevisionSummary",
    "Update",
    "get_revision",
    "list_revisions",
    "save_revision",
    "update_of",
]


@dataclass(frozen=True, slots=True)
class Update:
    """What a newer version of the rulebook says to the answers of a revision.

    `misfits` are the answers it has no question or option for; they are left out, never guessed.
    """

    rulebook: Rulebook
    answers: Answers
    misfits: tuple[Problem, ...]
    result: Result


def update_of(library: Library, revision: Revision) -> Update | None:
    """What the latest version of its rulebook says to a revision; None if that is its own."""
    latest = library.latest(revision.rulebook_id)
    if latest.version == revision.rulebook_version:
        return None
    own = library.get(revision.rulebook_id, revision.rulebook_version)
    answers, misfits = read_answers(latest, as_json(own, revision.answers))
    return Update(latest, answers, misfits, evaluate(latest, answers))


def save_revision(
    workspace: WritableWorkspace,
    library: Library,
    assessment_id: str,
    answers: Answers,
    intent: Intent,
    *,
    shown: int | None = None,
    rulebook: Rulebook | None = None,
) -> int:
    """The number of the new revision, which holds the answers to visible questions only.

    The draft is gone afterwards. The same intent again gives the same number. `shown` is the
    latest revision the visitor knew of, 0 for none: if there is a later one, Conflict. The
    rulebook is the one the draft is for, unless another version of it is given.
    """

    require_id(assessment_id)

    def save() -> str:
        latest = find_assessment(workspace, assessment_id).latest
        if shown is not None and shown != (latest or 0):
            raise Changed("result", yours=f"after revision {shown}", theirs=f"revision {latest}")
        applied = rulebook or pinned_rulebook(workspace, library, assessment_id)
        given = visible_answers(applied, answers)
        result = evaluate(applied, given)
        stored = as_json(applied, given)
        return str(
            insert_revision(workspace, assessment_id, latest, stored, result, ENGINE_VERSION)
        )

    return int(once(workspace, f"save {assessment_id}", intent, save))


def get_revision(workspace: Workspace, assessment_id: str, n: int) -> Revision:
    """That revision as it was saved; NotFound if it is not in this workspace."""
    return find_revision(workspace, assessment_id, n)


def list_revisions(workspace: Workspace, assessment_id: str) -> tuple[RevisionSummary, ...]:
    """All revisions of the assessment, the first first; NotFound as for the assessment."""
    found = find_revisions(workspace, assessment_id)
    if not found:
        find_assessment(workspace, assessment_id)
    return found
