"""Does a rulebook work for all answers: conditions, gates, verdict rows and the budget.

These checks enumerate the cutset and the components exactly (`app.analysis`), without
numpy. They need a rulebook whose names resolve, so they run when nothing else is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.analysis import refusals
from app.analysis.structure import BUDGET
from app.engine.questions import Chosen
from app.engine.rules import Rulebook
from app.rulebooks.checks import Finding


def exact_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """The four refusals that concern all answers; beyond the budget nothing else can be told."""
    excess = list(_budget(rulebook))
    yield from excess
    if not excess:
        yield from _conditions(rulebook)
        yield from _gates(rulebook)
        yield from _verdicts(rulebook)


def _budget(rulebook: Rulebook) -> Iterator[Finding]:
    for excess in refusals.over_budget(rulebook):
        questions = ", ".join(excess.questions)
        if excess.assignments is None:
            message = (
                f"{questions} have more than {BUDGET} joint answers; name fewer of them in "
                "ask_when, gates and verdict rows, or give them fewer options"
            )
        else:
            message = (
                f"shared groups entangle {questions}: {excess.assignments} joint answers, "
                f"{BUDGET} are allowed; share fewer groups"
            )
        yield Finding("question", excess.questions[0], "budget", message)
    if rulebook.sweep and (weightings := refusals.count_weightings(rulebook.sweep)) > BUDGET:
        message = (
            f"the ranges of the sweep span {weightings} policies, {BUDGET} are allowed; narrow"
        )
        yield Finding("rulebook", rulebook.id, "budget", f"{message} them")


def _conditions(rulebook: Rulebook) -> Iterator[Finding]:
    for table, name, key, condition in rulebook.conditions():
        if not refusals.can_hold(rulebook, condition):
            asked = " and ".join(condition)
            message = f"{key} can never hold: no answers lead to these options of {asked}"
            yield Finding(table, name, "condition", f"{message}; correct it or drop it")


def _gates(rulebook: Rulebook) -> Iterator[Finding]:
    chosen = refusals.without_alternative(rulebook)
    if chosen is not None:
        *_, last = (gate for gate in rulebook.gates if gate.is_shut(chosen))
        message = f"no alternative is left if {_in_words(chosen)}; let one of them pass"
        yield Finding("gate", last.id, "gate", message)


def _in_words(chosen: Chosen) -> str:
    return " and ".join(
        f"{name} is {' + '.join(sorted(options))}" for name, options in chosen.items()
    )


def _verdicts(rulebook: Rulebook) -> Iterator[Finding]:
    never_taken = refusals.never_taken(rulebook)
    for row in never_taken:
        if refusals.can_hold(rulebook, row.when):
            message = "is never reached: an earlier row is always taken; move it up or drop it"
            yield Finding("verdict", row.id, "verdict", message)
    for row in refusals.never_won(rulebook):
        if row not in never_taken:
            message = (
                f"is never reached: where it holds, {row.leader} never leads by "
                f"{rulebook.too_close}; drop it, or give {row.leader} more reasons"
            )
            yield Finding("verdict", row.id, "verdict", message)
