"""Own reasons for programs: what is adjusted in an assessment, and what it comes to."""

from __future__ import annotations

from fastapi import Response

from app.api.adjustment_models import EXAMPLE, Adjustments, SentAdjustments
from app.api.conditional import (
    CHANGES,
    SHOWS,
    IfMatch,
    IfNoneMatch,
    answer_unless_known,
    assessment_tag,
    tagged,
)
from app.api.models import ResponseModel, example
from app.api.routing import api_router
from app.api.sent import adjustments_in, refuse
from app.api.validation import FieldError
from app.api.visits import KeyReader, KeyWriter
from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import own_weights
from app.engine.scoring import evaluate
from app.questionnaire.actions import Opened, opened_questionnaire, save_draft
from app.results.outcomes import OUTCOME, Outcome, outcome_of
from app.rules.api_models import Alternative
from app.web.forms import Identifier

router = api_router("adjustments")


class CurrentAdjustments(ResponseModel):
    """The adjustments of an assessment as they stand, saved or not, and what comes of them."""

    model_config = example(
        {
            "adjustments": EXAMPLE,
            "copied": False,
            "sides": [{"id": "flask", "label": "Flask"}, {"id": "fastapi", "label": "FastAPI"}],
            "weights": {"bottom_line": 10, "when_i_use": 5, "works_challenges": 3},
            "outcome": OUTCOME,
            "adjusted_outcome": OUTCOME | {"lead": 9},
        }
    )

    adjustments: Adjustments
    copied: bool
    """Whether they came with somebody's result and were not made here."""
    sides: list[Alternative]
    """Those that a reason may speak for."""
    weights: dict[str, int]
    """What a reason may weigh, by name, in points."""
    outcome: Outcome
    """What the answers that stand come to by the rules alone."""
    adjusted_outcome: Outcome | None
    """And with the adjustments; null without any."""

    @classmethod
    def of(cls, opened: Opened) -> CurrentAdjustments:
        """The adjustments of an assessment that is open, and both outcomes."""
        rulebook, answers = opened.rulebook, opened.answers
        adjustments = opened.answered.draft.adjustments
        adjusted = adjusted_if_any(rulebook, answers, adjustments)
        return cls(
            adjustments=Adjustments.model_validate(adjustments),
            copied=adjustments.copied,
            sides=[Alternative.model_validate(side) for side in rulebook.alternatives],
            weights=own_weights(rulebook),
            outcome=Outcome.model_validate(evaluate(rulebook, answers)),
            adjusted_outcome=outcome_of(adjusted.result if adjusted else None),
        )


@router.get(
    "/assessments/{assessment_id}/adjustments",
    response_model=CurrentAdjustments,
    responses=SHOWS,
)
def get_adjustments(
    visit: KeyReader, assessment_id: Identifier, if_none_match: IfNoneMatch
) -> Response:
    """Get the adjustments that stand, and what there is to choose from."""
    with visit.reading() as workspace:
        opened = opened_questionnaire(visit.library, workspace, assessment_id)
    tag = assessment_tag(opened.answered.assessment)
    return answer_unless_known(if_none_match, tag, lambda: CurrentAdjustments.of(opened))


@router.put(
    "/assessments/{assessment_id}/adjustments",
    response_model=CurrentAdjustments,
    responses=CHANGES,
)
def replace_adjustments(
    visit: KeyWriter, assessment_id: Identifier, sent: SentAdjustments, if_match: IfMatch
) -> Response:
    """Replace the adjustments, and keep them with the draft.

    `POST …/versions` with `{}` saves them as the next version.
    """
    with visit.writing() as workspace:
        opened = opened_questionnaire(visit.library, workspace, assessment_id)
        if_match.require(assessment_tag(opened.answered.assessment))
        faults: list[FieldError] = []
        kept = opened.answered.draft.adjustments
        adjustments = adjustments_in(opened.rulebook, sent, faults, kept=kept, at=())
        refuse(faults)
        save_draft(workspace, visit.library, assessment_id, opened.answers, adjustments=adjustments)
        now = opened_questionnaire(visit.library, workspace, assessment_id)
    return tagged(CurrentAdjustments.of(now), assessment_tag(now.answered.assessment))
