"""Comparisons, as programs ask for them and are told them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from app.api.models import (
    Moment,
    RequestModel,
    ResponseModel,
    RulebookReference,
    SentAnswers,
    example,
)
from app.comparisons import actions
from app.comparisons.actions import FEWEST, MOST, Column
from app.engine import comparing
from app.engine.answers import as_json
from app.engine.comparing import GateChange, Step, decisive_questions
from app.engine.explaining import Term
from app.results.api_models import EXAMPLE_ANSWERS, EXAMPLE_RESULT
from app.results.outcomes import OUTCOME, Outcome, outcome_of
from app.results.saved_models import reference_of

FIRST: dict[str, Any] = {"assessment_id": "mfrggzdfmztwq2lk", "version": 1}
OTHER: dict[str, Any] = FIRST | {"version": 2}
RESULT: dict[str, Any] = {
    "title": "A public API",
    "created_at": "2026-11-29T15:00:00Z",
    "rulebook": EXAMPLE_RESULT["rulebook"],
    "answers": EXAMPLE_ANSWERS,
    "outcome": OUTCOME,
    "adjusted_outcome": None,
    "lead": 10,
    "comparable": True,
}


class ResultReference(RequestModel):
    """One of the results to compare."""

    assessment_id: str
    version: int = Field(ge=1, le=2**31 - 1)


class ComparisonRequest(RequestModel):
    """Two to four different results; the others are compared with the first."""

    model_config = example({"results": [FIRST, OTHER]})

    results: list[ResultReference] = Field(min_length=FEWEST, max_length=MOST)


class ComparedResult(ResponseModel):
    """One of the results compared."""

    assessment_id: str
    title: str
    version: int
    created_at: Moment
    """When the version was saved."""
    rulebook: RulebookReference
    answers: SentAnswers
    outcome: Outcome
    adjusted_outcome: Outcome | None
    lead: int | None
    """Of the pair: its first alternative's points less the second's; null if `comparable` is not
    true."""
    comparable: bool
    """Whether its points mean the same as those of the first result."""


class ComparedGate(ResponseModel):
    """A gate that decided in one of the two results only."""

    gate: str
    in_first: bool
    """Whether in the first result, else in the other."""
    blocks: list[str]
    because: str
    questions: list[str]
    """Those answered otherwise that made it so."""


class ComparedReason(ResponseModel):
    """A reason and the points that it puts between the pair."""

    rule: str
    points: int
    because: str


class ComparisonStep(ResponseModel):
    """What one group of reasons adds on the way from the first lead to the other."""

    group: str
    start: int
    """The lead before it."""
    end: int
    """The lead after it."""
    points: int
    lost: list[ComparedReason]
    """Reasons as they count in the first result."""
    gained: list[ComparedReason]
    """The same as they count in the other."""
    questions: list[str]
    """Those answered otherwise that caused it; none if the rules differ."""


class Difference(ResponseModel):
    """The first result against another; the points of the steps sum to `points`."""

    assessment_id: str
    """Of the other result."""
    version: int
    before: int
    """The lead of the pair in the first result."""
    after: int
    """The lead of the pair in the other."""
    points: int
    gates: list[ComparedGate]
    steps: list[ComparisonStep]
    decisive_questions: list[str]
    """Each alone would give the first result the verdict of the other."""


class ComparedLine(ResponseModel):
    """A reason, and what it puts between the pair in each result."""

    rule: str
    because: str
    points: list[int | None]
    """One entry for each result, in their order; null where points do not compare."""


class Comparison(ResponseModel):
    """Several results side by side, and why they came out differently."""

    model_config = example(
        {
            "pair": ["fastapi", "flask"],
            "results": [FIRST | RESULT, OTHER | RESULT | {"lead": 5}],
            "differences": [
                OTHER
                | {
                    "before": 10,
                    "after": 5,
                    "points": -5,
                    "gates": [],
                    "steps": [
                        {
                            "group": "kind_api",
                            "start": 10,
                            "end": 5,
                            "points": -5,
                            "lost": [],
                            "gained": [],
                            "questions": ["kind"],
                        }
                    ],
                    "decisive_questions": [],
                }
            ],
            "lines": [{"rule": "new-api", "because": "a new API …", "points": [10, 5]}],
        }
    )

    pair: tuple[str, str]
    """The two alternatives through which all results are seen: points are for the first of them,
    below zero for the second."""
    results: list[ComparedResult]
    differences: list[Difference | None]
    """One for each result but the first, in their order; null where points do not compare."""
    lines: list[ComparedLine]
    """Every reason that counts for the pair somewhere, those that differ most first."""


def comparison_of(comparison: actions.Comparison) -> Comparison:
    """A comparison for programs."""
    first, *others = comparison.columns
    return Comparison(
        pair=comparison.pair,
        results=[
            _result(column, lead, comparable)
            for column, lead, comparable in zip(
                comparison.columns, comparison.leads, comparison.comparable, strict=True
            )
        ],
        differences=[
            _difference(first, other, difference) if difference else None
            for other, difference in zip(others, comparison.differences, strict=True)
        ],
        lines=[
            ComparedLine(
                rule=line.contribution.rule,
                because=line.contribution.because,
                points=list(comparison.in_columns(line.points)),
            )
            for line in comparison.lines
        ],
    )


def _result(column: Column, lead: int | None, comparable: bool) -> ComparedResult:
    revision, adjusted = column.revision, column.revision.adjusted
    return ComparedResult(
        assessment_id=revision.assessment_id,
        title=column.title,
        version=revision.n,
        created_at=revision.created_at,
        rulebook=reference_of(revision),
        answers=as_json(column.rulebook, revision.answers),
        outcome=Outcome.model_validate(revision.result),
        adjusted_outcome=outcome_of(adjusted.result if adjusted else None),
        lead=lead,
        comparable=comparable,
    )


def _difference(first: Column, other: Column, difference: comparing.Difference) -> Difference:
    return Difference(
        assessment_id=other.revision.assessment_id,
        version=other.revision.n,
        before=difference.before,
        after=difference.after,
        points=difference.points,
        gates=[_gate(gate) for gate in difference.gates],
        steps=[_step(step) for step in difference.steps],
        decisive_questions=list(decisive_questions(first.assessed, other.assessed)),
    )


def _gate(change: GateChange) -> ComparedGate:
    return ComparedGate(
        gate=change.gate.gate,
        in_first=change.in_first,
        blocks=list(change.gate.blocks),
        because=change.gate.because,
        questions=list(change.questions),
    )


def _step(step: Step) -> ComparisonStep:
    return ComparisonStep(
        group=step.shift.group,
        start=step.start,
        end=step.end,
        points=step.shift.points,
        lost=_reasons(step.shift.lost),
        gained=_reasons(step.shift.gained),
        questions=list(step.shift.questions),
    )


def _reasons(terms: Iterable[Term]) -> list[ComparedReason]:
    return [
        ComparedReason(
            rule=term.contribution.rule, points=term.points, because=term.contribution.because
        )
        for term in terms
    ]
