"""The versions of an assessment for programs: list them, get one, save the next."""

from __future__ import annotations

from fastapi import Response

from app.api.conditional import (
    SHOWS,
    IfMatch,
    IfNoneMatch,
    answer_unless_known,
    assessment_tag,
    tagged,
    with_tag,
)
from app.api.idempotency import Repeated
from app.api.paging import USUAL, Cursor, Limit, number_at, page_of, place_of
from app.api.routing import api_router, problems
from app.api.visits import KeyReader, KeyWriter
from app.assessments.api_models import Version, Versions, VersionSummary
from app.questionnaire.actions import save_revision
from app.questionnaire.remembered import was_saved
from app.questionnaire.sent_changes import SentChanges, changes_in
from app.results.queries import BEYOND, find_revision, list_revisions
from app.store.assessments import find_assessment
from app.store.drafts import find_answered
from app.web.forms import Identifier, Number

router = api_router("versions")

UNCHANGED_VERSION = "Nothing was changed: the latest version."


@router.get(
    "/assessments/{assessment_id}/versions",
    response_model=Versions,
    responses=SHOWS,
)
def list_versions(
    visit: KeyReader,
    assessment_id: Identifier,
    if_none_match: IfNoneMatch,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """List the versions of an assessment, the latest first."""
    before = place_of(cursor, number_at) or BEYOND
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        found = list_revisions(workspace, assessment_id, most=limit + 1, before=before)
    page, following = page_of(found[::-1], limit, lambda summary: summary.n)
    return answer_unless_known(
        if_none_match,
        assessment_tag(assessment),
        lambda: Versions(items=[VersionSummary.of(summary) for summary in page], next=following),
    )


@router.get(
    "/assessments/{assessment_id}/versions/{n}",
    response_model=Version,
    responses=SHOWS,
)
def get_version(
    visit: KeyReader, assessment_id: Identifier, n: Number, if_none_match: IfNoneMatch
) -> Response:
    """Get a saved result as it was when it was saved."""
    with visit.reading() as workspace:
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, n)
    return answer_unless_known(
        if_none_match,
        assessment_tag(assessment),
        lambda: Version.of(visit.library, revision, visit.today),
    )


@router.post(
    "/assessments/{assessment_id}/versions",
    status_code=201,
    response_model=Version,
    responses={
        **with_tag(201),
        **problems(412, 428),
        200: with_tag(201)[201] | {"model": Version, "description": UNCHANGED_VERSION},
    },
)
def create_version(
    visit: KeyWriter,
    assessment_id: Identifier,
    sent: SentChanges,
    if_match: IfMatch,
    repeated: Repeated,
) -> Response:
    """Save the next version, of what is sent and of what stands.

    What is left out is taken from the draft, or from the latest version; `{}` saves the draft. If
    all of it is as in the latest version, that one is told, and none is made.
    """
    library = visit.library
    with visit.writing() as workspace:
        answered = find_answered(workspace, assessment_id)
        if not was_saved(workspace, assessment_id, repeated):
            if_match.require(assessment_tag(answered.assessment))
        changes = changes_in(library, answered.draft, sent, "refuse")
        saved = save_revision(
            workspace,
            library,
            assessment_id,
            changes.answers,
            repeated,
            rulebook=changes.rulebook,
            adjustments=changes.adjustments,
            extra_answers=changes.extra_answers,
            answered=answered,
        )
        assessment = find_assessment(workspace, assessment_id)
        revision = find_revision(workspace, assessment_id, saved.n)
    return tagged(
        Version.of(library, revision, visit.today),
        assessment_tag(assessment),
        200 if saved.unchanged else 201,
        visit.url("api_get_version", assessment_id=assessment_id, n=saved.n),
    )
