"""What is known of the answers, as vectors over the slots of a space.

All of them treat answers to hidden questions as never given (`given`): a questionnaire may keep
them, but a question that is shown again is asked again.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from app.analysis.memo import memo
from app.analysis.space import Block, Flags, Ints, Space, space
from app.engine.answers import Answers, visible_answers
from app.engine.presuming import presumed
from app.engine.questions import Question
from app.engine.rules import Rulebook

NO_ANSWER = 0.1
"""How often a question is expected to be answered with "I do not know"."""

NEVER = 1_000_000
"""The cost of a state that may not be changed to; any sum that contains it is larger than all
sums that do not."""


def given(rulebook: Rulebook, answers: Answers, *, reopen: bool = False) -> Answers:
    """The visible answers; with `reopen`, "I do not know" counts as open."""
    visible = visible_answers(rulebook, answers)
    return {q: chosen for q, chosen in visible.items() if chosen or not reopen}


def reopened(rulebook: Rulebook, answers: Answers) -> Answers:
    """The visible answers; "I do not know" counts as open where a shut gate relies on it."""
    visible = given(rulebook, answers)
    open_again = presumed(rulebook, visible)
    return {q: chosen for q, chosen in visible.items() if q not in open_again}


def possible(space: Space, answers: Answers, *, complete: bool = False) -> Flags:
    """(V,) whether each state can occur in a completion of the answers.

    An open question can still get every answer and "I do not know"; `complete` leaves out the
    latter. "I do not know" as an answer stays.
    """
    may = np.ones(space.size, dtype=np.bool_)
    for name, block in space.blocks.items():
        if name in answers:
            may[block.slots] = False
            may[block.slot(answers[name])] = True
        elif complete:
            may[block.start] = False
    return may


def rates(space: Space, answers: Answers) -> NDArray[np.float64]:
    """(V,) how likely each state is: certain where answered, else the base rates."""
    likely = _before_answers(space.rulebook).copy()
    for name, chosen in answers.items():
        block = space.blocks[name]
        likely[block.slots] = 0
        likely[block.slot(chosen)] = 1
    return likely


@memo
def _before_answers(rulebook: Rulebook) -> NDArray[np.float64]:
    """(V,) the base rates of all questions."""
    blocks = space(rulebook).blocks.values()
    return np.concatenate([[1.0], *(base_rates(block) for block in blocks)])


def base_rates(block: Block) -> NDArray[np.float64]:
    """How likely each state of a question is before it is asked; they sum to 1.

    10 % "I do not know". The rest: by `prior` if all options have one, else evenly; for a multiple
    choice 1 for each exclusive option and 0.5^size for each set of the others, normalised.
    """
    one = block.question.kind == "one"
    weights = np.array(_single(block.question) if one else _multiple(block))
    return np.concatenate([[NO_ANSWER], (1 - NO_ANSWER) * weights / weights.sum()])


def _single(question: Question) -> list[float]:
    priors = [option.prior for option in question.options if option.prior is not None]
    complete = len(priors) == len(question.options) and sum(priors) > 0
    return priors if complete else [1.0] * len(question.options)


def _multiple(block: Block) -> list[float]:
    alone = {option.id for option in block.question.options if option.exclusive}
    return [1.0 if state <= alone else 0.5 ** len(state) for state in block.states[1:]]


def costs(space: Space, answers: Answers, frozen: Collection[str]) -> Ints:
    """(V,) changed answers: 0 for the state that is, 1 for another answer, NEVER where frozen.

    Nothing is ever changed to "I do not know".
    """
    cost = np.ones(space.size, dtype=np.int64)
    cost[0] = 0
    for name in frozen:
        cost[space.blocks[name].slots] = NEVER
    cost[space.unknown] = NEVER
    cost[as_they_are(space, answers)] = 0
    return cost


def as_they_are(space: Space, answers: Answers) -> list[int]:
    """The slot of each question: that of its answer, or of "I do not know"."""
    return [block.slot(answers.get(name)) for name, block in space.blocks.items()]
