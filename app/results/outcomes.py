"""Outcomes: results in short, as a program is told them."""

from __future__ import annotations

from app.api.models import ResponseModel

OUTCOME = {
    "verdict": "fastapi",
    "label": "FastAPI",
    "leader": "fastapi",
    "strength": "clear",
    "lead": 10,
}


class Outcome(ResponseModel):
    """A result in short."""

    verdict: str
    """The id of the verdict in its rulebook."""
    label: str
    """The verdict in words."""
    leader: str | None
    """The id of the alternative that is recommended; null if it is too close to call."""
    strength: str | None
    """The word for the size of the lead; `by rule` where a gate decided."""
    lead: int | None
    """By how many points; null where a gate decided."""


def outcome_of(result: object) -> Outcome | None:
    """What lists of the store, or a result, say of it; None for none."""
    return None if result is None else Outcome.model_validate(result)
