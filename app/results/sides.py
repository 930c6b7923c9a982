"""The alternatives with their scores; each keeps its colour on every page."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.results import Result
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Side:
    """One alternative; `rank` numbers its colour, `out` says that a gate ruled it out."""

    id: str
    label: str
    score: int
    rank: int
    out: bool


def sides(rulebook: Rulebook, result: Result) -> tuple[Side, ...]:
    """The alternatives in file order."""
    out = {blocked for gate in result.gates for blocked in gate.blocks}
    return tuple(
        Side(one.id, one.label, result.scores[one.id], rank, one.id in out)
        for rank, one in enumerate(rulebook.alternatives)
    )
