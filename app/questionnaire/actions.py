"""Starting an assessment, keeping its answers as a draft, and saving them as a revision."""

from __future__ import annotations

from typing import NamedTuple

from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import NONE, Adjustments
from app.engine.answers import Answers, as_json, visible_answers
from app.engine.results import RulebookReference
from app.engine.rules import Rulebook
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.results.queries import insert_revision, insert_saved
from app.rulebooks.library import Library
from app.store.assessments import insert_assessment, mark_undrafted, require_id
from app.store.drafts import delete_draft, find_answered, find_draft, insert_draft, write_draft
from app.store.faults import Changed
from app.store.ids import new_id
from app.store.intents import KEY, Intent, find_intent, once
from app.store.records import TITLE_LENGTH, Draft
from app.store.title_numbers import find_free_number
from app.store.workspaces import Workspace, WritableWorkspace

START = "start"
UNCHANGED = "="
"""Before the number, in what is remembered of a form that saved what was saved already."""
ROOM_FOR_A_NUMBER = len(" (1000000)")


def start_assessment(
    workspace: WritableWorkspace, rulebook: Rulebook, answers: Answers, intent: Intent
) -> str:
    """The id of a new assessment with these answers as its draft; the same intent, the same id."""

    def start() -> str:
        assessment_id = new_id(workspace.session.random)
        title = _default_title(workspace, rulebook)
        insert_assessment(workspace, assessment_id, title, has_draft=True)
        pinned = RulebookReference(rulebook.id, rulebook.version, rulebook.sha256)
        insert_draft(workspace, assessment_id, pinned, as_json(rulebook, answers))
        return assessment_id

    return once(workspace, START, intent, start)


def save_new_assessment(
    workspace: WritableWorkspace,
    rulebook: Rulebook,
    answers: Answers,
    intent: Intent,
    adjustments: Adjustments = NONE,
) -> str:
    """The id of a new assessment with these answers and adjustments as its first revision.

    The same intent, the same id. There is no draft in between.
    """

    def save() -> str:
        given = visible_answers(rulebook, answers)
        result, stored = evaluate(rulebook, given), as_json(rulebook, given)
        assessment_id = new_id(workspace.session.random)
        title = _default_title(workspace, rulebook)
        adjusted = adjusted_if_any(rulebook, given, adjustments)
        insert_saved(workspace, assessment_id, title, stored, result, adjusted, ENGINE_VERSION)
        return assessment_id

    return once(workspace, START, intent, save)


def save_draft(
    workspace: WritableWorkspace,
    library: Library,
    assessment_id: str,
    answers: Answers,
    *,
    rulebook: Rulebook | None = None,
    adjustments: Adjustments | None = None,
) -> None:
    """Replace the draft; the last write wins. Answers to hidden questions are kept.

    Without new adjustments it keeps those that it has.

    The draft is stored under the rulebook the answers were read with: the pinned one, unless
    another version of it is given. A draft that says what the latest revision says is none: a
    write that arrives after the save it was overtaken by must not look like a change.
    """
    answered = find_answered(workspace, assessment_id)
    read_with = rulebook or pinned_rulebook(library, answered.draft)
    adjusted_by = answered.draft.adjustments if adjustments is None else adjustments
    if answered.saved and _says_the_same(answered.saved, read_with, answers, adjusted_by):
        _drop_draft(workspace, assessment_id)
        return
    pinned = RulebookReference(read_with.id, read_with.version, read_with.sha256)
    write_draft(workspace, assessment_id, pinned, as_json(read_with, answers), adjusted_by)


def _says_the_same(
    saved: Draft, rulebook: Rulebook, answers: Answers, adjustments: Adjustments
) -> bool:
    """Whether saving would change nothing; what counts as a change is decided here alone.

    The same answers to another version may mean something else.
    """
    visible = as_json(rulebook, visible_answers(rulebook, answers))
    here = rulebook.version, visible, adjustments
    return here == (saved.rulebook_version, saved.answers, saved.adjustments)


def _drop_draft(workspace: WritableWorkspace, assessment_id: str) -> None:
    if delete_draft(workspace, assessment_id):
        mark_undrafted(workspace, assessment_id)


def clear_draft(workspace: WritableWorkspace, assessment_id: str) -> None:
    """Empty the draft of answers; its adjustments and the revisions stay as they are."""
    draft = find_draft(workspace, assessment_id)
    pinned = RulebookReference(draft.rulebook_id, draft.rulebook_version, draft.rulebook_sha256)
    write_draft(workspace, assessment_id, pinned, {}, draft.adjustments)


def pinned_rulebook(library: Library, draft: Draft) -> Rulebook:
    """The rulebook the answers are for; NotFound if this release lacks it."""
    return library.find(draft.rulebook_id, draft.rulebook_version)


class Saved(NamedTuple):
    """The number of a revision, and whether it was there before."""

    n: int
    unchanged: bool


def save_revision(
    workspace: WritableWorkspace,
    library: Library,
    assessment_id: str,
    answers: Answers,
    intent: Intent,
    *,
    known: int | None = None,
    rulebook: Rulebook | None = None,
    adjustments: Adjustments | None = None,
) -> Saved:
    """The new revision, which holds the answers to visible questions only.

    If they and the adjustments are those of the latest revision, no new one is made. The draft is
    gone afterwards. The same intent again gives the same revision. `known` is the latest revision
    the visitor knew of, 0 for none: if there is a later one that says something else, Conflict.
    The rulebook is the one the draft is for, unless another version of it is given; the adjustments
    are those of the draft, unless others are given. Those that the rulebook has no place for are
    kept with the revision and change nothing.
    """

    require_id(assessment_id)

    def save() -> str:
        answered = find_answered(workspace, assessment_id)
        latest = answered.assessment.latest
        applied = rulebook or pinned_rulebook(library, answered.draft)
        adjusted_by = answered.draft.adjustments if adjustments is None else adjustments
        if answered.saved and _says_the_same(answered.saved, applied, answers, adjusted_by):
            _drop_draft(workspace, assessment_id)
            return f"{UNCHANGED}{latest}"
        if known is not None and known != (latest or 0):
            raise Changed("result", yours=f"after version {known}", theirs=f"version {latest}")
        given = visible_answers(applied, answers)
        result = evaluate(applied, given)
        adjusted = adjusted_if_any(applied, given, adjusted_by)
        stored = as_json(applied, given)
        n = insert_revision(
            workspace, assessment_id, latest, stored, result, adjusted, ENGINE_VERSION
        )
        return str(n)

    made = once(workspace, _save_of(assessment_id), intent, save)
    return Saved(int(made.removeprefix(UNCHANGED)), made.startswith(UNCHANGED))


def left_unchanged(workspace: Workspace, assessment_id: str, key: str) -> bool:
    """Whether the form with that key saved what was saved already, so that nothing was made."""
    saved = find_intent(workspace, _save_of(assessment_id), key) if KEY.fullmatch(key) else None
    return saved is not None and saved[1].startswith(UNCHANGED)


def _save_of(assessment_id: str) -> str:
    return f"save {assessment_id}"


def _default_title(workspace: Workspace, rulebook: Rulebook) -> str:
    """The question and the day; after the first of a day, with a number."""
    now = workspace.session.clock()
    day = f" {now.day} {now:%B %Y}"
    first = rulebook.title[: TITLE_LENGTH - len(day) - ROOM_FOR_A_NUMBER] + day
    number = find_free_number(workspace, first)
    return first if number == 1 else f"{first} ({number})"
