"""A result, an explanation and a second opinion as programs are told them.

The fields are those of `Result.record()`, `as_record` and `opinion_record`, which the command line
prints, too.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict

from app.api.adjustment_models import Adjustments
from app.api.models import ResponseModel, RulebookReference, SentAnswers
from app.results.opinion_models import SecondOpinion

Points = dict[str, int]
"""Alternative → points, in integer decibans."""


class ByPoints(ResponseModel):
    """Who would lead by points alone; no leader when it is too close."""

    leader: str | None
    lead: int


class LedgerLine(ResponseModel):
    """A rule that fired, and what it was worth; the lines sum to the scores."""

    rule: str
    group: str
    points: Points
    credited: Points
    """The points that count; empty where a stronger rule of the group is counted instead."""
    counted_by: str | None
    """That stronger rule."""
    answers: dict[str, str | list[str]]
    because: str
    claims: list[str]
    """The statements of the source that it rests on."""
    presumption: bool


class ShutGate(ResponseModel):
    """A rule that decides by itself, and the answers that made it."""

    gate: str
    blocks: list[str]
    because: str
    claims: list[str]
    answers: dict[str, str | list[str]]


class Coverage(ResponseModel):
    """How many questions are visible, and how many answered, unknown, open."""

    visible: int
    answered: int
    unknown: int
    open: int


class Result(ResponseModel):
    """What a rulebook says to answers."""

    rulebook: RulebookReference
    verdict: str
    label: str
    note: str | None
    basis: Literal["points", "rule"]
    strength: str | None
    """Null where it is too close to call; “by rule” where a gate decided."""
    leader: str | None
    runner_up: str | None
    tied: list[str]
    lead: int | None
    scores: Points
    by_points: ByPoints
    ledger: list[LedgerLine]
    gates: list[ShutGate]
    coverage: Coverage
    claims: list[str]


class Flip(ResponseModel):
    """A smallest change of answers that gives another verdict."""

    changes: SentAnswers
    verdict: str
    lead: int | None


class Interval(ResponseModel):
    """Where the lead of the alternative over its rival can still end."""

    alternative: str
    rival: str
    low: int
    high: int


class Weightings(ResponseModel):
    """In how many of all ways to weigh the source the verdict holds."""

    total: int
    agree: int
    leads: Points
    """Alternative → in how many it leads."""
    too_close: int


class NextQuestion(ResponseModel):
    """The question that tells most."""

    question: str
    bits: float


class Explanation(ResponseModel):
    """What can be proved about the answers."""

    flips: list[Flip]
    flips_change_facts: bool
    flips_complete: bool
    settled: bool
    """Whether nothing that is open can change the verdict."""
    interval: Interval
    sufficient: SentAnswers | None
    """Answers that settle the verdict by themselves; null while it is not settled."""
    weightings: Weightings | None
    next_question: NextQuestion | None


EXAMPLE_ANSWERS: dict[str, Any] = {"situation": "new", "kind": "public_api"}
EXAMPLE_RESULT: dict[str, Any] = {
    "rulebook": {
        "id": "flask-fastapi",
        "version": "1.0.1",
        "sha256": "1b46b05c796588cc11243ef4973126524308ecc45ce32d4510846884c3ada493",
    },
    "verdict": "fastapi",
    "label": "FastAPI",
    "note": None,
    "basis": "points",
    "strength": "clear",
    "leader": "fastapi",
    "runner_up": "flask",
    "tied": [],
    "lead": 10,
    "scores": {"flask": 0, "fastapi": 10},
    "by_points": {"leader": "fastapi", "lead": 10},
    "ledger": [
        {
            "rule": "new-api",
            "group": "kind_api",
            "points": {"fastapi": 10},
            "credited": {"fastapi": 10},
            "counted_by": None,
            "answers": {"situation": "new", "kind": "public_api"},
            "because": "a new API is where FastAPI makes you more productive",
            "claims": ["B1", "B4"],
            "presumption": True,
        },
        {
            "rule": "any-api",
            "group": "kind_api",
            "points": {"fastapi": 5},
            "credited": {},
            "counted_by": "new-api",
            "answers": {"kind": "public_api"},
            "because": "FastAPI is the author's default for APIs",
            "claims": ["B4"],
            "presumption": False,
        },
    ],
    "gates": [],
    "coverage": {"visible": 14, "answered": 2, "unknown": 0, "open": 12},
    "claims": ["B1", "B4"],
}
EXAMPLE_BESIDE: dict[str, Any] = {"adjustments": None, "adjusted": None, "second_opinion": None}


class Evaluation(ResponseModel):
    """A result, and what stands beside it where it was asked for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"result": EXAMPLE_RESULT} | EXAMPLE_BESIDE]}
    )

    result: Result
    adjustments: Adjustments | None
    adjusted: Result | None
    """The result with the adjustments; null without any."""
    second_opinion: SecondOpinion | None


class ExplainedEvaluation(Evaluation):
    """The same with what can be proved about the answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"result": EXAMPLE_RESULT}
                | EXAMPLE_BESIDE
                | {
                    "explanation": {
                        "flips": [
                            {
                                "changes": {"horizon": "quick", "type_hints": "unfamiliar"},
                                "verdict": "too_close",
                                "lead": 4,
                            }
                        ],
                        "flips_change_facts": False,
                        "flips_complete": True,
                        "settled": False,
                        "interval": {
                            "alternative": "flask",
                            "rival": "fastapi",
                            "low": -43,
                            "high": 14,
                        },
                        "sufficient": None,
                        "weightings": {
                            "total": 2286,
                            "agree": 2286,
                            "leads": {"flask": 0, "fastapi": 2286},
                            "too_close": 0,
                        },
                        "next_question": {"question": "horizon", "bits": 0.045},
                    }
                }
            ]
        }
    )

    explanation: Explanation
