"""The assignments of the cutset: what is asked, who is available and which words apply in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.analysis.memo import memo
from app.analysis.structure import BUDGET, UNKNOWN_STATE, states, structure
from app.engine.questions import Chosen, Question, holds
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Assignment:
    """One way to answer the cutset, unknowns included, that visibility allows.

    `cutset` has all its questions, `chosen` the known answers; `visible` all questions, of the
    whole rulebook, that are asked then; `available` the alternatives that no gate blocks;
    `verdicts` the row for each leader (None: too close to call).
    """

    cutset: frozenset[str]
    chosen: Chosen
    visible: frozenset[str]
    available: tuple[str, ...]
    verdicts: Mapping[str | None, str]

    @property
    def complete(self) -> bool:
        """Whether every visible question of the cutset has a known answer."""
        return self.chosen.keys() == self.cutset & self.visible


@memo
def assignments(rulebook: Rulebook) -> tuple[Assignment, ...]:
    """All of them; in the first nothing is known."""
    return tuple(_described(rulebook, chosen) for chosen in _ways(structure(rulebook).cutset))


def count_assignments(rulebook: Rulebook) -> int:
    """How many there are; stops counting beyond the budget."""
    return sum(1 for _ in islice(_ways(structure(rulebook).cutset), BUDGET + 1))


def _ways(questions: Sequence[Question], chosen: Chosen | None = None) -> Iterator[Chosen]:
    """Depth first: parents precede children, and the parents of all questions are in the cutset."""
    chosen = chosen or {}
    if not questions:
        yield chosen
        return
    question, *rest = questions
    asked = holds(question.ask_when, chosen)
    for state in states(question) if asked else [UNKNOWN_STATE]:
        yield from _ways(rest, {**chosen, question.id: state} if state else chosen)


def _described(rulebook: Rulebook, chosen: Chosen) -> Assignment:
    blocked = {
        alternative
        for gate in rulebook.gates
        if gate.is_shut(chosen)
        for alternative in gate.blocks
    }
    verdicts: dict[str | None, str] = {}
    for row in rulebook.verdicts:
        if holds(row.when, chosen):
            verdicts.setdefault(row.leader, row.id)
    return Assignment(
        cutset=frozenset(question.id for question in structure(rulebook).cutset),
        chosen=chosen,
        visible=frozenset(q.id for q in rulebook.questions if holds(q.ask_when, chosen)),
        available=tuple(a for a in rulebook.alternative_by_id if a not in blocked),
        verdicts=verdicts,
    )
