"""Evaluating and explaining answers for programs; nothing is stored, and no key is needed.

Who needs no key is limited by address. Explaining works out for some milliseconds what a person
wants to wait for once: one explanation at a time has a thread, so that a crowd of programs waits
in a queue of its own while pages are served.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from fastapi import Depends
from limits import RateLimitItemPerMinute
from pydantic import Field
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.analysis.explanation import as_record, explain
from app.api.adjustment_models import SentAdjustments
from app.api.models import RequestModel, RulebookChoice, SentAnswers, example
from app.api.quick import QuickRoute
from app.api.routing import api_router
from app.api.sent import adjustments_in, answers_in, extra_answers_in, refuse, wanted_rulebook
from app.api.validation import FieldError
from app.api.visits import ApiAnyone
from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import NONE
from app.engine.errors import Unavailable
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import result_of, weigh
from app.results.api_models import EXAMPLE_ANSWERS, Evaluation, ExplainedEvaluation
from app.results.opinion_record import opinion_record
from app.results.opinions import Asked, live_opinion
from app.results.result_json import result_json
from app.web.limits import Rate, host_of, limited
from app.web.visit import Visit

router = api_router("evaluation")

EVALUATIONS = Rate(
    RateLimitItemPerMinute(1_200, namespace="evaluations"),
    "Your network asked for too many evaluations within a minute.",
    "Wait as long as Retry-After says. For many cases at once there is the command "
    "framework-advisor assess --batch, which needs no server.",
)
EXPLANATIONS = Rate(
    RateLimitItemPerMinute(120, namespace="explanations"),
    "Your network asked for too many explanations within a minute.",
    "Wait as long as Retry-After says. For many cases at once there is the command "
    "framework-advisor assess --batch --explain, which needs no server.",
)


NOT_ASKED_FOR = (
    "These answer questions of the second opinion, which was not asked for: send second_opinion "
    "as true, too."
)


def crowded() -> Unavailable:
    """Too many programs wait for an explanation."""
    return Unavailable("Too many explanations are being worked out.", retry_after=2)


class EvaluationRequest(RequestModel):
    """Answers to evaluate."""

    model_config = example({"answers": EXAMPLE_ANSWERS})

    answers: SentAnswers
    rulebook: RulebookChoice | None = None
    """The rulebook to apply; the default one if it is left out."""
    adjustments: SentAdjustments | None = None
    """Rules switched off and reasons of one's own; a second result then stands beside the first."""
    second_opinion: bool = False
    """Whether what others decided is told, too."""
    extra_answers: SentAnswers = Field(default_factory=dict)
    """Answers to questions that only the second opinion asks."""


class Evaluated:
    """What was sent, understood, and its result; InvalidFields names all that is at fault."""

    def __init__(self, visit: Visit, sent: EvaluationRequest) -> None:
        faults: list[FieldError] = []
        self.rulebook = wanted_rulebook(visit.library, sent.rulebook, faults)
        refuse(faults)
        self.answers = answers_in(self.rulebook, sent.answers, faults)
        second = self._second(visit, faults) if sent.second_opinion else None
        extra: Mapping[str, Any] = {}
        if sent.extra_answers and not sent.second_opinion:
            faults.append(FieldError(NOT_ASKED_FOR, pointer="/extra_answers"))
        elif sent.extra_answers:
            given = self.answers, sent.extra_answers
            extra = extra_answers_in(second, self.rulebook, *given, faults)
        changes = NONE
        if sent.adjustments:
            changes = adjustments_in(self.rulebook, sent.adjustments, faults)
        refuse(faults)
        self.weighed = weigh(self.rulebook, self.answers)
        self.is_plain = not (second or changes)
        self._beside = visit, second, extra, changes

    @cached_property
    def result(self) -> Result:
        """Its ledger written out, for whoever reads more of it than its bytes."""
        return result_of(self.weighed)

    def told(self) -> dict[str, Any]:
        """The result and what stands beside it."""
        visit, second, extra, changes = self._beside
        adjusted = adjusted_if_any(self.rulebook, self.answers, changes)
        told: dict[str, Any] = {
            "result": self.result,
            "adjustments": changes.record() if adjusted else None,
            "adjusted": adjusted.result if adjusted else None,
            "second_opinion": None,
        }
        if second is not None:
            asked = Asked(self.rulebook, self.answers, self.result)
            view = live_opinion(visit.library, second, asked, extra, visit.today)
            told["second_opinion"] = opinion_record(view)
        return told

    def _second(self, visit: Visit, faults: list[FieldError]) -> Rulebook | None:
        second = visit.library.second_opinion_on(self.rulebook.id)
        if second is None:
            message = "There is no second opinion on this rulebook."
            faults.append(FieldError(message, pointer="/second_opinion"))
        return second


async def evaluate_answers(visit: ApiAnyone, sent: EvaluationRequest) -> Response:
    """Evaluate answers.

    As the command `assess` does. Nothing is stored. An answer to a question that the other answers
    leave no room for is refused.
    """
    visit.parts.limits.count(EVALUATIONS, host_of(visit.request))
    if sent.second_opinion:
        return await run_in_threadpool(_evaluated, visit, sent)
    return _evaluated(visit, sent)


router.add_api_route(
    "/evaluate",
    evaluate_answers,
    methods=["POST"],
    response_model=Evaluation,
    route_class_override=QuickRoute,
)


def _evaluated(visit: Visit, sent: EvaluationRequest) -> Response:
    evaluated = Evaluated(visit, sent)
    if evaluated.is_plain:
        return Response(BESIDE_NOTHING % result_json(evaluated.weighed), media_type=MEDIA_TYPE)
    return json_answer(evaluated.told())


MEDIA_TYPE = "application/json"
BESIDE_NOTHING = b'{"result":%s,"adjustments":null,"adjusted":null,"second_opinion":null}'


@router.post(
    "/explain", response_model=ExplainedEvaluation, dependencies=[Depends(limited(EXPLANATIONS))]
)
async def explain_answers(visit: ApiAnyone, sent: EvaluationRequest) -> Response:
    """Explain a result: what would change it, and whether anything still can.

    As the command `explain` does: the smallest changes of answers that give another verdict,
    whether it is settled, where the lead can still end, what the verdict rests on, in how many
    weightings of the source it holds, and the question that tells most.
    """
    async with visit.parts.explaining.place():
        return await run_in_threadpool(_explained, visit, sent)


def _explained(visit: Visit, sent: EvaluationRequest) -> Response:
    evaluated = Evaluated(visit, sent)
    rulebook = evaluated.rulebook
    explanation = explain(rulebook, evaluated.answers, evaluated.result)
    return json_answer(evaluated.told() | {"explanation": as_record(rulebook, explanation)})


def json_answer(value: object) -> Response:
    """The answer with this value, dataclasses included."""
    return Response(to_json(value), media_type=MEDIA_TYPE)
