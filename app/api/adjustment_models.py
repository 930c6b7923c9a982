"""Adjustments as a program sends them and is told them."""

from __future__ import annotations

from pydantic import Field

from app.api.models import RequestModel, ResponseModel, example
from app.engine.adjustments import MOST_REASONS

MOST_SWITCHED_OFF = 200
EXAMPLE = {
    "rules_off": ["new-api"],
    "gates_off": [],
    "own_reasons": [{"text": "Two of us know Flask", "side": "flask", "weight": "bottom_line"}],
}


class SentReason(RequestModel):
    """A reason of one's own."""

    text: str
    """What it is; it has at most 200 characters."""
    side: str
    """The id of the alternative that it speaks for."""
    weight: str
    """The name of a weight of the rulebook: one of its three largest."""


class SentAdjustments(RequestModel):
    """Rules and gates that are switched off, and reasons of one's own."""

    model_config = example(EXAMPLE)

    rules_off: list[str] = Field(default=[], max_length=MOST_SWITCHED_OFF)
    """Ids of rules that do not count."""
    gates_off: list[str] = Field(default=[], max_length=MOST_SWITCHED_OFF)
    """Ids of gates that do not count."""
    own_reasons: list[SentReason] = Field(default=[], max_length=MOST_REASONS)


class OwnReason(ResponseModel):
    """A reason of one's own."""

    text: str
    side: str
    """The id of the alternative that it speaks for."""
    weight: str
    """The name of a weight of the rulebook."""


class Adjustments(ResponseModel):
    """Rules and gates that are switched off, and reasons of one's own; as it can be sent again."""

    model_config = example(EXAMPLE)

    rules_off: list[str]
    gates_off: list[str]
    own_reasons: list[OwnReason]
