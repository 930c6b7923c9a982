"""The draft of an assessment for programs: what stands, saved or not."""

from __future__ import annotations

from fastapi import Response

from app.api.adjustment_models import Adjustments
from app.api.conditional import (
    CHANGES,
    SHOWS,
    IfMatch,
    IfNoneMatch,
    answer_unless_known,
    assessment_tag,
    tagged,
)
from app.api.models import Moment, ResponseModel, RulebookReference, SentAnswers, example
from app.api.routing import api_router
from app.api.visits import KeyReader, KeyWriter
from app.questionnaire.actions import save_draft
from app.questionnaire.sent_changes import EXAMPLE_ANSWERS, SentChanges, changes_in
from app.results.api_models import EXAMPLE_RESULT
from app.results.saved_models import reference_of
from app.store.drafts import find_answered
from app.store.records import Answered
from app.web.forms import Identifier

router = api_router("drafts")


class Draft(ResponseModel):
    """What stands in an assessment: what is not saved yet, or else what its latest version says."""

    model_config = example(
        {
            "rulebook": EXAMPLE_RESULT["rulebook"],
            "answers": EXAMPLE_ANSWERS,
            "adjustments": {"rules_off": [], "gates_off": [], "own_reasons": []},
            "extra_answers": {},
            "has_changes": True,
            "changed_at": "2026-11-29T15:00:00Z",
        }
    )

    rulebook: RulebookReference
    """The rules that the answers are for."""
    answers: SentAnswers
    """Those to questions that are not asked now are kept until it is saved."""
    adjustments: Adjustments
    extra_answers: SentAnswers
    """Answers to questions that only the second opinion asks."""
    has_changes: bool
    """Whether anything of it is not saved as a version yet."""
    changed_at: Moment

    @classmethod
    def of(cls, answered: Answered) -> Draft:
        """The draft of an assessment, or its latest version in place of one."""
        draft = answered.draft
        return cls(
            rulebook=reference_of(draft),
            answers=dict(draft.answers),
            adjustments=Adjustments.model_validate(draft.adjustments),
            extra_answers=dict(draft.extra_answers),
            has_changes=answered.assessment.has_draft,
            changed_at=draft.changed_at,
        )


@router.get(
    "/assessments/{assessment_id}/draft",
    response_model=Draft,
    responses=SHOWS,
)
def get_draft(visit: KeyReader, assessment_id: Identifier, if_none_match: IfNoneMatch) -> Response:
    """Get the answers, adjustments and extra answers that stand.

    The latest version's, where nothing was changed since it was saved.
    """
    with visit.reading() as workspace:
        answered = find_answered(workspace, assessment_id)
    tag = assessment_tag(answered.assessment)
    return answer_unless_known(if_none_match, tag, lambda: Draft.of(answered))


@router.patch(
    "/assessments/{assessment_id}/draft",
    response_model=Draft,
    responses=CHANGES,
)
def change_draft(
    visit: KeyWriter, assessment_id: Identifier, sent: SentChanges, if_match: IfMatch
) -> Response:
    """Keep answers, adjustments or extra answers without saving a version.

    Answers may be to questions that are not asked now: they count once they are. What says the
    same as the latest version leaves no draft.
    """
    with visit.writing() as workspace:
        answered = find_answered(workspace, assessment_id)
        if_match.require(assessment_tag(answered.assessment))
        changes = changes_in(visit.library, answered.draft, sent, "keep")
        save_draft(
            workspace,
            visit.library,
            assessment_id,
            changes.answers,
            rulebook=changes.rulebook,
            adjustments=changes.adjustments,
            extra_answers=changes.extra_answers,
            answered=answered,
        )
        now = find_answered(workspace, assessment_id)
    return tagged(Draft.of(now), assessment_tag(now.assessment))
