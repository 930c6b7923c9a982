"""Sufficient answers: some of those given that settle the verdict, none of them spare."""

from __future__ import annotations

from app.analysis.settled import bounds, settled_verdict
from app.analysis.slots import given, possible
from app.analysis.space import Space, space
from app.engine.answers import Answers, visible_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate


def sufficient_answers(rulebook: Rulebook, answers: Answers) -> Answers | None:
    """A subset of the answers that settles the verdict; without any of them it would be open.

    None unless the answers settle it. "I do not know" is an answer here, too. Answers are taken
    away one at a time, those that support the verdict least first, questions of the cutset last;
    what stays is minimal, because taking away more never settles what was open.
    """
    found = space(rulebook)
    kept = dict(given(rulebook, answers))
    if settled_verdict(found, kept) is None:
        return None
    for question in _least_supportive_first(found, kept):
        fewer = _without(rulebook, kept, question)
        if question in kept and settled_verdict(found, fewer) is not None:
            kept = dict(fewer)
    return kept


def _without(rulebook: Rulebook, answers: Answers, question: str) -> Answers:
    """The answers without this one, and without those to questions that it made visible."""
    fewer = {name: chosen for name, chosen in answers.items() if name != question}
    return visible_answers(rulebook, fewer)


def _least_supportive_first(space: Space, answers: Answers) -> list[str]:
    """By the points that the verdict could lose without the answer; the cutset last."""
    result = evaluate(space.rulebook, answers)
    first = next(iter(space.rulebook.alternative_by_id))
    low, high = _ends(space, answers)

    def support(question: str) -> int:
        lower, higher = _ends(space, _without(space.rulebook, answers, question))
        for_first, for_second = low - lower, higher - high
        if result.leader is None:
            return for_first + for_second
        return for_first if result.leader == first else for_second

    return sorted(answers, key=lambda question: (question in space.cutset, support(question)))


def _ends(space: Space, answers: Answers) -> tuple[int, int]:
    _, low, high = bounds(space, possible(space, answers))
    return int(low.min()), int(high.max())
