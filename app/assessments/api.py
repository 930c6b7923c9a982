"""Saved assessments for programs: list, make, get, rename, note, delete, duplicate.

All that can be changed of one has one ETag: the assessment, its draft, its own reasons and its
versions are told with it, and whoever changes any of them sends it as `If-Match`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import BackgroundTasks, Query, Response

from app.api.adjustment_models import SentAdjustments
from app.api.conditional import (
    CHANGES,
    SHOWS,
    IfMatch,
    IfNoneMatch,
    Tags,
    answer_unless_known,
    assessment_tag,
    tagged,
    with_tag,
)
from app.api.idempotency import Repeated
from app.api.models import RequestModel, RulebookChoice, SentAnswers, example
from app.api.paging import USUAL, Cursor, Limit, place_of
from app.api.problems import InvalidFields
from app.api.routing import api_router, problems
from app.api.sent import (
    adjustments_in,
    answers_in,
    extra_answers_in,
    line_in,
    lines_in,
    refuse,
    wanted_rulebook,
)
from app.api.validation import FieldError
from app.api.visits import KeyReader, KeyWriter
from app.assessments import actions
from app.assessments.actions import delete_assessments, rename_assessment, write_note
from app.assessments.api_models import Assessment, Assessments
from app.assessments.list_address import cursor_at, place_at
from app.assessments.listing import list_beyond
from app.assessments.queries import Order, State, Wanted
from app.engine.texts import cleaned, in_one_line
from app.questionnaire.actions import save_new_assessment
from app.questionnaire.naming import made_name
from app.store.assessments import find_assessment
from app.store.records import Assessment as Stored
from app.store.workspaces import WritableWorkspace
from app.web.forms import LONGEST, Identifier
from app.web.visit import Visit

router = api_router("assessments")

Words = Annotated[
    str, Query(max_length=LONGEST["words"], description="Words that have to stand in the title.")
]
Standing = Annotated[
    State, Query(description="`unfinished` has answers that are not saved yet; `saved`, all else.")
]
Sorting = Annotated[
    Order,
    Query(
        description="`changed`: the last changed first; `created`: the newest first; `oldest`; "
        "`title`: by title, A to Z."
    ),
]
Label = Annotated[str, Query(max_length=200, description="The label of the latest verdict.")]


class NewAssessment(RequestModel):
    """Answers to save as the first version of a new assessment."""

    model_config = example(
        {
            "title": "A public API",
            "answers": {"situation": "new", "kind": "public_api"},
            "adjustments": {
                "own_reasons": [
                    {"text": "Two of us know Flask", "side": "flask", "weight": "bottom_line"}
                ]
            },
        }
    )

    answers: SentAnswers
    rulebook: RulebookChoice | None = None
    """The rules to apply; without, the latest version of the default ones."""
    title: str | None = None
    """At most 200 characters; without, it is named after its answers."""
    adjustments: SentAdjustments | None = None
    extra_answers: SentAnswers | None = None
    """Answers to questions that only the second opinion asks."""


class AssessmentChange(RequestModel):
    """Texts to replace; what is left out, or null, stays as it is."""

    model_config = example({"title": "The public API", "note": "Decided on Monday."})

    title: str | None = None
    """At most 200 characters, and not empty."""
    note: str | None = None
    """At most 5,000 characters; an empty text removes the note."""


@router.get("/assessments")
def list_assessments(
    visit: KeyReader,
    q: Words = "",
    label: Label = "",
    state: Standing = "",
    sort: Sorting = "changed",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Assessments:
    """List the assessments of the workspace, narrowed and sorted.

    The last changed come first, unless another order is asked for.
    """
    wanted = Wanted(in_one_line(cleaned(q)), in_one_line(cleaned(label)), state, sort)
    after = place_of(cursor, lambda word: place_at(sort, word))
    with visit.reading() as workspace:
        rows, following = list_beyond(workspace, wanted, limit, after)
    return Assessments(
        items=[Assessment.of(row.assessment) for row in rows],
        next=cursor_at(following) if following else None,
    )


@router.post(
    "/assessments",
    status_code=201,
    response_model=Assessment,
    responses=with_tag(201) | problems(404),
)
def create_assessment(visit: KeyWriter, sent: NewAssessment, repeated: Repeated) -> Response:
    """Save answers as the first version of a new assessment."""
    faults: list[FieldError] = []
    library = visit.library
    rulebook = wanted_rulebook(library, sent.rulebook, faults)
    second = library.second_opinion_on(rulebook.id)
    answers = answers_in(rulebook, sent.answers, faults)
    adjustments = adjustments_in(rulebook, sent.adjustments or SentAdjustments(), faults)
    extra = extra_answers_in(second, rulebook, answers, sent.extra_answers or {}, faults)
    title = line_in("title", sent.title or "", faults)
    refuse(faults)
    made = made_name(rulebook, library.texts(rulebook.id), answers)
    with visit.writing() as workspace:
        assessment_id = save_new_assessment(
            workspace,
            rulebook,
            answers,
            repeated,
            adjustments,
            typed=title,
            made=made,
            second=second,
            extra_answers=extra,
        )
        assessment = find_assessment(workspace, assessment_id)
    return made_answer(visit, assessment)


@router.get("/assessments/{assessment_id}", response_model=Assessment, responses=SHOWS)
def get_assessment(
    visit: KeyReader, assessment_id: Identifier, if_none_match: IfNoneMatch
) -> Response:
    """Get an assessment, with the outcome of its latest version."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
    return answer_unless_known(
        if_none_match, assessment_tag(assessment), lambda: Assessment.of(assessment)
    )


@router.patch(
    "/assessments/{assessment_id}",
    response_model=Assessment,
    responses=CHANGES,
)
def change_assessment(
    visit: KeyWriter, assessment_id: Identifier, sent: AssessmentChange, if_match: IfMatch
) -> Response:
    """Rename an assessment, or replace its note."""
    change = _texts_in(sent)
    with visit.writing() as workspace:
        assessment = _as_seen(workspace, assessment_id, if_match)
        _write_texts(workspace, assessment, change)
        now = find_assessment(workspace, assessment_id)
    return tagged(Assessment.of(now), assessment_tag(now))


@router.delete("/assessments/{assessment_id}", status_code=204, responses=problems(412, 428))
def delete_assessment(
    visit: KeyWriter, assessment_id: Identifier, if_match: IfMatch, after: BackgroundTasks
) -> Response:
    """Delete an assessment for good, with its draft, its versions and their links."""
    with visit.writing() as workspace:
        assessment = _as_seen(workspace, assessment_id, if_match)
        delete_assessments(workspace, {assessment_id: assessment.latest or 0})
    if visit.parts.database.rewrites:
        after.add_task(visit.parts.alarm.ring)
    return Response(status_code=204)


@router.post(
    "/assessments/{assessment_id}/duplicate",
    status_code=201,
    response_model=Assessment,
    responses=with_tag(201),
)
def duplicate_assessment(
    visit: KeyWriter, assessment_id: Identifier, repeated: Repeated
) -> Response:
    """Make a new assessment with the same answers and adjustments, as a draft.

    Neither versions, note nor links are copied; saving it makes its first version.
    """
    with visit.writing() as workspace:
        copy_id = actions.duplicate_assessment(workspace, assessment_id, repeated)
        assessment = find_assessment(workspace, copy_id)
    return made_answer(visit, assessment)


def made_answer(visit: Visit, assessment: Stored) -> Response:
    """The answer that tells of a new assessment, and where it is."""
    address = visit.url("api_get_assessment", assessment_id=assessment.id)
    return tagged(Assessment.of(assessment), assessment_tag(assessment), 201, address)


def _as_seen(workspace: WritableWorkspace, assessment_id: str, if_match: Tags) -> Stored:
    """The assessment, to be changed; Outdated unless it is as If-Match names it."""
    assessment = find_assessment(workspace, assessment_id)
    if_match.require(assessment_tag(assessment))
    return assessment


def _texts_in(sent: AssessmentChange) -> AssessmentChange:
    """The texts as pages would store them; InvalidFields for one that is too long or empty."""
    faults: list[FieldError] = []
    title = note = None
    if sent.title is not None:
        title = line_in("title", sent.title, faults)
        if not title and not faults:
            faults.append(FieldError("The title is empty.", pointer="/title"))
    if sent.note is not None:
        note = lines_in("note", sent.note, faults)
    refuse(faults)
    if title is None and note is None:
        raise InvalidFields([FieldError("Send a title or a note.", pointer="")])
    return AssessmentChange(title=title, note=note)


def _write_texts(
    workspace: WritableWorkspace, assessment: Stored, change: AssessmentChange
) -> None:
    if change.title is not None:
        rename_assessment(workspace, assessment.id, change.title, assessment.title_edit)
    if change.note is not None:
        write_note(workspace, assessment.id, change.note, assessment.note_edit)
