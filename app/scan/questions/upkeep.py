"""How much will the Flask app still change? Told only by words in the README."""

from __future__ import annotations

from app.scan.proposals import Finding, proposed
from app.scan.prose import given_up
from app.scan.survey import Survey

QUESTION = "upkeep"


def upkeep(survey: Survey) -> Finding | None:
    """Maintenance, where the README says so; asked of Flask apps only."""
    if not survey.project.is_flask:
        return None
    said = (
        survey.evidence(place, "is what the README says") for place in given_up(survey.repository)
    )
    return proposed(QUESTION, "maintenance", "medium", *said)
