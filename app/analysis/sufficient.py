"""Which of the given answers suffice for the verdict."""

from __future__ import annotations

from collections.abc import Mapping

from app.analysis.bounds import Loosening, bounds, ends_with_one_more, settled_row
from app.analysis.settled import settled_verdict
from app.analysis.slots import given, possible, reopened
from app.analysis.space import Space, space
from app.engine.answers import Answers, visible_answers
from app.engine.rules import Rulebook


def sufficient_answers(rulebook: Rulebook, answers: Answers) -> Answers | None:
    """A subset of the answers that settles the verdict; without any of them it would be open.

    None unless the answers settle it. "I do not know" is an answer here, unless a gate takes it
    for granted. Answers are taken away one at a time, those that support the verdict least first,
    questions of the cutset last.
    """
    arrays = space(rulebook)
    kept = given(rulebook, answers)
    if settled_verdict(arrays, reopened(rulebook, kept)) is None:
        return None
    while True:
        fewer = _without_spare(arrays, kept)
        if all(question in fewer for question in arrays.cutset if question in kept):
            return fewer
        kept = fewer  # without the answer that shut a gate, another one may be spare that was not


def _without_spare(space: Space, answers: Answers) -> Answers:
    """The answers without all that can go, each tried once."""
    rulebook, kept = space.rulebook, dict(answers)
    loosening = Loosening(space, possible(space, reopened(rulebook, answers)))
    for question in _least_supportive_first(space, answers):
        if question in space.part_of:
            if loosening.open_if_settled(question):
                del kept[question]
        elif question in kept:
            fewer = _without(rulebook, kept, question)
            if settled_verdict(space, reopened(rulebook, fewer)) is not None:
                kept = dict(fewer)
    return kept


def _without(rulebook: Rulebook, answers: Answers, question: str) -> Answers:
    """The answers without this one, and without those to questions that it made visible."""
    fewer = {name: chosen for name, chosen in answers.items() if name != question}
    return visible_answers(rulebook, fewer)


def _least_supportive_first(space: Space, answers: Answers) -> list[str]:
    """By the points that the verdict could lose without the answer; the cutset last."""
    now = bounds(space, possible(space, answers))
    low, high = now.ends
    row = settled_row(space, now)
    leader = None if row is None else space.rulebook.verdicts[row].leader
    first, _ = space.rulebook.alternative_by_id
    without = _ends_without(space, answers)

    def support(question: str) -> int:
        lower, higher = without[question]
        for_first, for_second = low - lower, higher - high
        if leader is None:
            return for_first + for_second
        return for_first if leader == first else for_second

    return sorted(answers, key=lambda question: (question in space.cutset, support(question)))


def _ends_without(space: Space, answers: Answers) -> Mapping[str, tuple[int, int]]:
    """Lowest and highest contrast without each of the answers."""
    ends = dict(ends_with_one_more(space, possible(space, answers)))
    for question in space.cutset:
        if question in answers:
            fewer = _without(space.rulebook, answers, question)
            ends[question] = bounds(space, possible(space, fewer)).ends
    return ends
