"""A second opinion, as a program is told it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.models import ResponseModel, RulebookReference, SentAnswers, example
from app.results.opinion_record import opinion_record
from app.results.opinions import OpinionView

OPINION = {
    "word": "agrees",
    "label": "FastAPI",
    "rulebook": {
        "id": "field-evidence",
        "version": "1.0.0",
        "sha256": "2ff9fbd8a635469fb9f2773fb0c0badf96ef6c241d35e310266204ccc129df64",
    },
    "engine_version": "1.0.0",
    "extra_answers": {},
    "verdict": "fastapi",
    "leader": "fastapi",
    "strength": "slight",
    "lead": 6,
    "credits": {"new-api": {"fastapi": 6}},
    "pair": ["flask", "fastapi"],
    "families": [
        {
            "id": "kind",
            "kind": "alike",
            "advice": -10,
            "others": -6,
            "reasons": [{"rule": "new-api", "claim": "E-new-api", "for": 22, "against": 4}],
        }
    ],
}


class OpinionReason(ResponseModel):
    """A rule of the second opinion that counted, and how many decisions are behind it."""

    rule: str
    claim: str | None = None
    """The claim that was counted; null where nothing was."""
    in_favour: int | None = Field(None, alias="for")
    """How many decisions were for it."""
    against: int | None = None


class OpinionFamily(ResponseModel):
    """What both rulebooks put between the sides for one family of reasons."""

    id: str
    kind: Literal["opposite", "one-sided", "alike"]
    advice: int
    """Points of the rulebook that decides."""
    others: int
    """Points of the second opinion."""
    reasons: list[OpinionReason]


class SecondOpinion(ResponseModel):
    """What others decided in the same position, beside the result; it overrules nothing."""

    model_config = example(OPINION)

    word: Literal["agrees", "differs", "undecided", "decides", "both_undecided", "elsewhere"]
    """What it is beside the result. `undecided`: only the result decides; `decides`: only this
    does; `elsewhere`: it says that neither side is where to look."""
    label: str
    rulebook: RulebookReference
    engine_version: str
    extra_answers: SentAnswers
    """Answers to questions that only the second opinion asks."""
    verdict: str
    leader: str | None
    strength: str | None
    lead: int | None
    credits: dict[str, dict[str, int]]
    """The points that each rule gave, by alternative."""
    pair: tuple[str, str]
    """Two alternatives: points of families are for the first, below zero for the other."""
    families: list[OpinionFamily]

    @classmethod
    def of(cls, view: OpinionView) -> SecondOpinion:
        """A second opinion as pages show it, for programs."""
        return cls.model_validate(opinion_record(view))
