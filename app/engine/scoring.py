"""From answers to a verdict: credit, scores, gates and strength."""

from __future__ import annotations

from app.engine.answers import Answers
from app.engine.results import (
    ByPoints,
    Contribution,
    Coverage,
    GateDecision,
    Result,
    RulebookReference,
)
from app.engine.rules import Rulebook

__all__ = [
    "ENGINE_VERSION",
    "ByPoints",
    "Contribution",
    "Coverage",
    "GateDecision",
    "Result",
    "RulebookReference",
    "evaluate",
]

ENGINE_VERSION = "1.0.0"
"""Saved with each revision; changes when the same answers could give another record."""


def evaluate(rulebook: Rulebook, answers: Answers) -> Result:
    """What the rulebook says about the answers; answers to hidden questions do not count."""
    raise NotImplementedError
