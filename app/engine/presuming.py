"""What a shut gate takes for granted: that no answer, were it given, would lift it."""

from __future__ import annotations

from collections.abc import Mapping

from app.engine.answers import Answers, chosen_options, visible_questions
from app.engine.questions import Chosen, Condition
from app.engine.rules import Rulebook


def presumed(rulebook: Rulebook, answers: Answers) -> frozenset[str]:
    """The questions that unconfirmed gates take for granted; none of them has an answer.

    "I do not know" is no answer here. All of them are visible: where a question of the exception
    is hidden, those stand for it that would show it.
    """
    return frozenset().union(*unconfirmed_gates(rulebook, answers).values())


def unconfirmed_gates(rulebook: Rulebook, answers: Answers) -> Mapping[str, frozenset[str]]:
    """Each shut gate that answers to visible questions could lift, with these questions.

    A gate without an exception is confirmed, and so is one whose exception a given answer rules
    out.
    """
    chosen = chosen_options(visible_questions(rulebook, answers), answers)
    return {
        gate.id: missing
        for gate in rulebook.gates
        if gate.is_shut(chosen) and (missing := _missing(rulebook, gate.unless, chosen))
    }


def _missing(rulebook: Rulebook, condition: Condition, chosen: Chosen) -> frozenset[str] | None:
    """The visible questions whose answers the condition lacks; None if it can no longer hold."""
    missing: set[str] = set()
    for question, options in condition.items():
        if question not in chosen:
            hidden_by = _missing(rulebook, rulebook.question_by_id[question].ask_when, chosen)
            if hidden_by is None:
                return None
            missing |= hidden_by or {question}
        elif options.isdisjoint(chosen[question]):
            return None
    return frozenset(missing)
