"""The quality of a rulebook, as programs are told it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import model_validator

from app.analysis.counts import Counts
from app.api.models import ResponseModel, example
from app.rules.api_models import SHA256, Points

EXAMPLE_COUNTS: dict[str, Any] = {
    "total": 4,
    "verdicts": {"fastapi": 2, "flask": 1, "too_close": 1},
    "sides": {"fastapi": 2, "flask": 1},
    "too_close": 1,
}
EXAMPLE_QUALITY: dict[str, Any] = {
    "id": "flask-fastapi",
    "version": "1.0.1",
    "sha256": SHA256,
    "clean": True,
    "size": {"cutset": ["situation"], "assignments": 5, "components": 9, "largest": 24},
    "complete": EXAMPLE_COUNTS,
    "with_unknown": EXAMPLE_COUNTS,
    "points": {"flask": 40, "fastapi": 60},
    "tilt": ["Neither side can collect more points."],
    "contexts": [],
    "robustness": [],
    "coverage": [{"claim": "B1", "rules": ["new-api"], "gates": [], "unused_because": None}],
    "ageing": [{"claim": "B9", "best_before": "2027-06-30", "passed": False}],
    "findings": [],
}
"""It is cut short."""


class AnswerCounts(ResponseModel):
    """Answer sets by the verdict and by the alternative they lead to; either sums to the total."""

    total: int
    verdicts: dict[str, int]
    sides: dict[str, int]
    too_close: int

    @model_validator(mode="before")
    @classmethod
    def _with_named_sides(cls, counts: Any) -> Any:
        """Counts of the analysis, whose side without a name is too close to call."""
        if not isinstance(counts, Counts):
            return counts
        sides = {side: number for side, number in counts.sides.items() if side is not None}
        return {
            "total": counts.total,
            "verdicts": counts.verdicts,
            "sides": sides,
            "too_close": counts.sides.get(None, 0),
        }


class AnswersShare(ResponseModel):
    """Complete answer sets with these options of a question."""

    question: str
    options: list[str]
    counts: AnswerCounts


class QualityContext(ResponseModel):
    """Options of the context question that come out alike: what each side can collect there."""

    question: str
    options: list[str]
    points: Points
    counts: AnswerCounts
    shares: list[AnswersShare]


class Robustness(ResponseModel):
    """Verdicts of one strength: in what share of all weightings they hold, or are reversed."""

    strength: str
    answer_sets: int
    median: float
    low: float
    worst: float
    reversed: float


class ClaimCoverage(ResponseModel):
    """The rules and gates that cite a claim, or why none does."""

    claim: str
    rules: list[str]
    gates: list[str]
    unused_because: str | None


class AgeingClaim(ResponseModel):
    """A fact that has to be checked again."""

    claim: str
    best_before: date
    passed: bool


class Finding(ResponseModel):
    """What a check of the rulebook found."""

    level: Literal["error", "warning", "note"]
    code: str
    subject: str
    message: str
    acknowledged: str | None


class SearchSpace(ResponseModel):
    """What the exact methods go through."""

    cutset: list[str]
    assignments: int
    components: int
    largest: int


class RulebookQuality(ResponseModel):
    """What is known of a rulebook as a whole, exactly where two alternatives are compared."""

    model_config = example(EXAMPLE_QUALITY)

    id: str
    version: str
    sha256: str
    clean: bool
    """Whether nothing refuses a release."""
    size: SearchSpace
    complete: AnswerCounts | None
    """All complete answer sets."""
    with_unknown: AnswerCounts | None
    """The same with “I do not know” as one answer more."""
    points: Points
    """The most that complete answers can give each alternative."""
    tilt: list[str]
    contexts: list[QualityContext]
    robustness: list[Robustness]
    coverage: list[ClaimCoverage]
    ageing: list[AgeingClaim]
    findings: list[Finding]
