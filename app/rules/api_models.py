"""A rulebook and its quality, as programs are told them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from app.api.models import ResponseModel, example
from app.engine.questions import OptionSet


def in_written_order(condition: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """A condition as it stands in the file."""
    return {
        question: list(options.written if isinstance(options, OptionSet) else sorted(options))
        for question, options in condition.items()
    }


Condition = Annotated[dict[str, list[str]], BeforeValidator(in_written_order)]
"""Question → options; it holds if each question was answered with one of its options."""
Points = dict[str, int]
"""Alternative → points, in the unit of the rulebook."""


SHA256 = "1b46b05c796588cc11243ef4973126524308ecc45ce32d4510846884c3ada493"
EXAMPLE_RULEBOOK: dict[str, Any] = {
    "id": "flask-fastapi",
    "version": "1.0.1",
    "sha256": SHA256,
    "title": "Flask or FastAPI?",
    "source": "An article",
    "unit": "decibans",
    "too_close": 5,
    "role": "advice",
    "compares": None,
    "bands": [{"lead": 5, "strength": "slight"}],
    "weights": {"bottom_line": 10},
    "sections": [{"id": "project", "title": "The project"}],
    "alternatives": [{"id": "flask", "label": "Flask"}, {"id": "fastapi", "label": "FastAPI"}],
    "questions": [
        {
            "id": "situation",
            "section": "project",
            "text": "Where do you start from?",
            "kind": "one",
            "type": "fact",
            "options": [{"id": "new", "text": "A new project", "exclusive": False}],
            "ask_when": {},
            "help": None,
            "why": None,
            "more": None,
            "taste": False,
        }
    ],
    "claims": [
        {
            "id": "B1",
            "where": "Summary, first bullet",
            "says": "FastAPI suits new APIs",
            "tier": "bottom_line",
            "nature": "advice",
            "best_before": None,
        }
    ],
    "unused_claims": [],
    "groups": [{"id": "kind_api", "label": "What is built"}],
    "families": [],
    "rules": [
        {
            "id": "new-api",
            "when": {"situation": ["new"], "kind": ["public_api", "internal_api"]},
            "points": {"fastapi": 10},
            "group": "kind_api",
            "tier": "bottom_line",
            "because": "a new API is where FastAPI makes you more productive",
            "claims": ["B1"],
            "both_sides": False,
            "hedged": False,
            "presumption": True,
            "weight_note": None,
        }
    ],
    "gates": [],
    "verdicts": [
        {
            "id": "fastapi",
            "label": "FastAPI",
            "leader": "fastapi",
            "when": {},
            "note": None,
            "outside": False,
        }
    ],
}
"""It is cut short: one element of each list."""


class Section(ResponseModel):
    """A part of the questionnaire."""

    id: str
    title: str


class Alternative(ResponseModel):
    """What may be recommended."""

    id: str
    label: str


class Option(ResponseModel):
    """A possible reply."""

    id: str
    text: str
    exclusive: bool
    """Whether it cannot go together with another option."""


class Question(ResponseModel):
    """One thing that is asked."""

    id: str
    section: str
    text: str
    kind: Literal["one", "many"]
    """Whether one option may be chosen, or several."""
    type: Literal["fact", "judgement"]
    options: list[Option]
    ask_when: Condition
    """It is asked only if this holds."""
    help: str | None
    why: str | None
    more: str | None
    taste: bool
    """Whether it is close to asking for the outcome."""


class Claim(ResponseModel):
    """A statement of the source, in our words, with the place where it stands."""

    id: str
    where: str
    says: str
    tier: str
    nature: Literal["fact", "advice"]
    best_before: date | None
    """The day by which a fact has to be checked again."""


class UnusedClaim(ResponseModel):
    """A claim no rule rests on, and why."""

    id: str
    why: str


class Group(ResponseModel):
    """Rules that overlap; only the strongest counts."""

    id: str
    label: str


class ReasonFamily(ResponseModel):
    """Groups of this rulebook and of the one it compares itself with that speak of one thing."""

    id: str
    label: str
    own: list[str]
    other: list[str]


class Rule(ResponseModel):
    """A condition on answers that gives points to alternatives."""

    id: str
    when: Condition
    points: Points
    group: str
    tier: str
    because: str
    claims: list[str]
    both_sides: bool
    hedged: bool
    presumption: bool
    weight_note: str | None


class Gate(ResponseModel):
    """Rules alternatives out while `when` holds and `unless`, if any, does not."""

    id: str
    blocks: list[str]
    when: Condition
    unless: Condition
    because: str
    claims: list[str]


class Verdict(ResponseModel):
    """A recommendation in words; the one without a leader is “too close to call”."""

    id: str
    label: str
    leader: str | None
    when: Condition
    note: str | None
    outside: bool
    """Whether it points to something that is no alternative here."""


class Band(ResponseModel):
    """The word for a lead of at least so many points."""

    lead: int
    strength: str


class Rulebook(ResponseModel):
    """A rulebook, whole: what it asks, its rules, what they rest on, its verdicts."""

    model_config = example(EXAMPLE_RULEBOOK)

    id: str
    version: str
    sha256: str
    title: str
    source: str
    unit: str
    too_close: int
    """A smaller lead is too close to call."""
    role: Literal["advice", "second_opinion"]
    compares: str | None
    bands: list[Band]
    weights: dict[str, int]
    """The points of each tier, and of each modifier of a rule."""
    sections: list[Section]
    alternatives: list[Alternative]
    questions: list[Question]
    claims: list[Claim]
    unused_claims: list[UnusedClaim]
    groups: list[Group]
    families: list[ReasonFamily]
    rules: list[Rule]
    gates: list[Gate]
    verdicts: list[Verdict]
