"""Starting an assessment, keeping its answers as a draft, and saving them as a revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.engine.adjustments import NONE, Adjustments
from app.engine.answers import Answers, as_json, read_answers, visible_answers
from app.engine.results import RulebookReference
from app.engine.rules import Rulebook
from app.questionnaire.known import (
    NOBODY,
    Known,
    is_late,
    refuse_unknown_beside,
    refuse_unknown_draft,
    refuse_unknown_result,
    turn_of,
    writer_of,
)
from app.questionnaire.naming import Naming, made_name, new_title
from app.questionnaire.remembered import UNCHANGED, save_of
from app.results.judging import NO_ANSWERS, extra_that_counts, judge
from app.results.queries import insert_revision, insert_saved
from app.rulebooks.library import Library
from app.store.assessments import insert_assessment, mark_undrafted, require_id, retitle
from app.store.drafts import delete_draft, find_answered, insert_draft, write_draft
from app.store.ids import new_id
from app.store.intents import Intent, once
from app.store.records import Answered, Draft
from app.store.title_numbers import numbered
from app.store.workspaces import Workspace, WritableWorkspace

START = "start"
UNNAMED = Naming()


def start_assessment(
    workspace: WritableWorkspace, rulebook: Rulebook, answers: Answers, intent: Intent
) -> str:
    """The id of a new assessment with these answers as its draft; the same intent, the same id.

    It is called like its rulebook until it is given a name or answers.
    """

    def start() -> str:
        assessment_id = new_id(workspace.session.random)
        title = numbered(workspace, rulebook.title)
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
    *,
    typed: str = "",
    made: str = "",
    second: Rulebook | None = None,
    extra_answers: Mapping[str, Any] = NO_ANSWERS,
) -> str:
    """The id of a new assessment with these answers and adjustments as its first revision.

    The same intent, the same id. There is no draft in between. It is called as it was `typed`, or
    else by the name that was `made` for it. The `second` rulebook gives its opinion, with the
    extra answers.
    """

    def save() -> str:
        judged = judge(rulebook, answers, adjustments, second, extra_answers)
        assessment_id = new_id(workspace.session.random)
        title = typed or numbered(workspace, made or rulebook.title)
        insert_saved(workspace, assessment_id, title, judged)
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
    extra_answers: Mapping[str, Any] | None = None,
    known: Known | None = None,
    naming: Naming = UNNAMED,
    answered: Answered | None = None,
) -> None:
    """Replace the draft. Answers to hidden questions are kept.

    Without new adjustments or extra answers it keeps those that it has. A name that nobody typed
    follows the answers. Changed if the page that sends them did not know what they would replace;
    what it sent before its last change and comes late is ignored. Who says nothing of what they
    know has the last word. What was `answered` before need not be read again by who has read it
    here.

    The draft is stored under the rulebook the answers were read with: the pinned one, unless
    another version of it is given. A draft that says what the latest revision says is none: a
    write that arrives after the save it was overtaken by must not look like a change.
    """
    answered = answered or find_answered(workspace, assessment_id)
    draft = answered.draft
    read_with = rulebook or pinned_rulebook(library, draft)
    adjusted_by, extra = _beside(draft, adjustments, extra_answers)
    given = as_json(read_with, answers)
    says_the_same = (draft.rulebook_version, draft.answers) == (read_with.version, given)
    if is_late(answered, known):
        return
    if says_the_same and (draft.adjustments, draft.extra_answers) == (adjusted_by, extra):
        _rename(workspace, library, answered, naming, read_with, answers)
        return
    refuse_unknown_result(answered, known)
    refuse_unknown_draft(answered, known)
    refuse_unknown_beside(answered, known, adjustments, extra_answers)
    _rename(workspace, library, answered, naming, read_with, answers)
    counting = _counting(library, read_with, answers, extra)
    if answered.saved and changes_nothing(
        answered.saved, read_with, answers, adjusted_by, counting
    ):
        _drop_draft(workspace, assessment_id)
        return
    pinned = RulebookReference(read_with.id, read_with.version, read_with.sha256)
    # Another reason is no other answer: who wrote those stays who did.
    stays = draft.page or NOBODY, draft.turn
    page, turn = stays if says_the_same else turn_of(workspace, known)
    writer = draft.adjusted_by if adjusted_by == draft.adjustments else writer_of(known)
    write_draft(workspace, assessment_id, pinned, given, adjusted_by, extra, page, turn, writer)


def _beside(
    draft: Draft, adjustments: Adjustments | None, extra_answers: Mapping[str, Any] | None
) -> tuple[Adjustments, Mapping[str, Any]]:
    """The adjustments and extra answers that are given, or those of the draft."""
    return (
        draft.adjustments if adjustments is None else adjustments,
        draft.extra_answers if extra_answers is None else extra_answers,
    )


def changes_nothing(
    saved: Draft,
    rulebook: Rulebook,
    answers: Answers,
    adjustments: Adjustments,
    extra_answers: Mapping[str, Any] | None = None,
) -> bool:
    """Whether saving would change nothing; what counts as a change is decided here alone.

    The same answers to another version may mean something else. The extra answers are those that
    count, or those that were saved, if none are given.
    """
    visible = as_json(rulebook, visible_answers(rulebook, answers))
    _, extra = _beside(saved, adjustments, extra_answers)
    here = rulebook.version, visible, adjustments, extra
    return here == (saved.rulebook_version, saved.answers, saved.adjustments, saved.extra_answers)


def _counting(
    library: Library, rulebook: Rulebook, answers: Answers, extra_answers: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The extra answers that a second opinion would be given."""
    second = library.second_opinion_on(rulebook.id)
    return extra_that_counts(second, rulebook, answers, extra_answers)


def _drop_draft(workspace: WritableWorkspace, assessment_id: str) -> None:
    if delete_draft(workspace, assessment_id):
        mark_undrafted(workspace, assessment_id)


def clear_draft(
    workspace: WritableWorkspace,
    assessment_id: str,
    known: Known | None = None,
    naming: Naming = UNNAMED,
) -> None:
    """Empty the draft of answers; all else of it, a name and the revisions stay as they are.

    Changed as for a draft.
    """
    answered = find_answered(workspace, assessment_id)
    refuse_unknown_result(answered, known)
    refuse_unknown_draft(answered, known)
    draft = answered.draft
    pinned = RulebookReference(draft.rulebook_id, draft.rulebook_version, draft.rulebook_sha256)
    page = new_id(workspace.session.random)
    extra = draft.extra_answers
    kept = draft.adjustments
    write_draft(workspace, assessment_id, pinned, {}, kept, extra, page, 0, draft.adjusted_by)
    title = new_title(answered.assessment.title, naming, "", "") if naming.typed else None
    if title and not naming.problem:
        retitle(workspace, answered.assessment, title)


def pinned_rulebook(library: Library, draft: Draft) -> Rulebook:
    """The rulebook the answers are for; RulesMissing if this release lacks it."""
    return library.stored(draft.rulebook_id, draft.rulebook_version)


class Opened(NamedTuple):
    """An assessment with the answers that stand, under the rules they are for."""

    answered: Answered
    rulebook: Rulebook
    answers: Answers


def opened_questionnaire(library: Library, workspace: Workspace, assessment_id: str) -> Opened:
    """The assessment as its questionnaire shows it; NotFound if this release lacks its rulebook."""
    answered = find_answered(workspace, assessment_id)
    rulebook = pinned_rulebook(library, answered.draft)
    answers, _ = read_answers(rulebook, answered.draft.answers)
    return Opened(answered, rulebook, answers)


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
    known: Known | None = None,
    rulebook: Rulebook | None = None,
    adjustments: Adjustments | None = None,
    extra_answers: Mapping[str, Any] | None = None,
    naming: Naming = UNNAMED,
    answered: Answered | None = None,
) -> Saved:
    """The new revision, which holds the answers to visible questions only.

    If they, the adjustments and the extra answers are those of the latest revision, no new one is
    made. The draft is gone afterwards. The same intent again gives the same revision. Changed if
    the page that sends them knew of another revision or another draft, and they say something else
    than that. The rulebook is the one the draft is for, unless another version of it is given; the
    adjustments and extra answers are those of the draft, unless others are given. Adjustments that
    the rulebook has no place for are kept with the revision and change nothing. A name that nobody
    typed follows the answers.
    """

    require_id(assessment_id)

    def save() -> str:
        found = answered or find_answered(workspace, assessment_id)
        latest = found.assessment.latest
        applied = rulebook or pinned_rulebook(library, found.draft)
        adjusted_by, extra = _beside(found.draft, adjustments, extra_answers)
        counting = _counting(library, applied, answers, extra)
        what = applied, answers, adjusted_by, counting
        unchanged = found.saved and changes_nothing(found.saved, *what)
        if not unchanged:
            refuse_unknown_result(found, known)
        if not changes_nothing(found.draft, *what):
            refuse_unknown_draft(found, known)
            refuse_unknown_beside(found, known, adjustments, extra_answers)
        _rename(workspace, library, found, naming, applied, answers)
        if unchanged:
            _drop_draft(workspace, assessment_id)
            return f"{UNCHANGED}{latest}"
        second = library.second_opinion_on(applied.id)
        judged = judge(applied, answers, adjusted_by, second, extra)
        return str(insert_revision(workspace, assessment_id, latest, judged))

    made = once(workspace, save_of(assessment_id), intent, save)
    return Saved(int(made.removeprefix(UNCHANGED)), made.startswith(UNCHANGED))


def _rename(
    workspace: WritableWorkspace,
    library: Library,
    answered: Answered,
    naming: Naming,
    rulebook: Rulebook,
    answers: Answers,
) -> None:
    """Give the assessment the name that was typed, or that its answers make."""
    texts = library.texts(rulebook.id)
    before = read_answers(rulebook, answered.draft.answers)[0]
    made_before, made = (made_name(rulebook, texts, given) for given in (before, answers))
    title = new_title(answered.assessment.title, naming, made_before, made)
    if title is not None:
        title = numbered(workspace, title) if title == made else title
        retitle(workspace, answered.assessment, title)
