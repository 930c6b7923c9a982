"""Which open question is worth most: the expected information gain about the final verdict.

The gain of a question is H(V) − Σ P(v)·H(V | question = v) bits, where V is the final verdict
under the base rates of `slots.py` (Lindley 1956). One pass values all questions: for each
component the histogram of all others is a prefix plus a suffix of the running sum, and of that
only the weight beyond a threshold is ever needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.histograms import Histogram, addends, bins, fixed, running
from app.analysis.settled import settled_verdict
from app.analysis.slots import given, rates
from app.analysis.space import FIRST, SECOND, TOO_CLOSE, Ints, Space, space
from app.engine.answers import Answers, visible_questions
from app.engine.rules import Rulebook

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What asking a question is expected to tell about the final verdict."""

    question: str
    bits: float


def next_question(rulebook: Rulebook, answers: Answers) -> Worth | None:
    """The open question that is worth most; None if none is open or the verdict is settled."""
    if settled_verdict(space(rulebook), given(rulebook, answers)) is not None:
        return None
    return next(iter(worths(rulebook, answers)), None)


def worths(rulebook: Rulebook, answers: Answers, *, reopen: bool = False) -> tuple[Worth, ...]:
    """Every visible open question with its worth, the most useful first, else in file order.

    With `reopen`, questions answered with "I do not know" count as open.
    """
    known = given(rulebook, answers, reopen=reopen)
    joint = dict(_joint_rates(space(rulebook), known))
    unsorted = [
        Worth(question.id, _gain(joint[question.id]))
        for question in visible_questions(rulebook, known)
        if question.id not in known
    ]
    return tuple(sorted(unsorted, key=lambda worth: -round(worth.bits, 12)))


def _gain(joint: Floats) -> float:
    """Bits that the state of a question tells of the verdict, from their (n, R) joint rates."""
    left = sum(row.sum() * _entropy(row) for row in joint)
    return float(max(0.0, _entropy(joint.sum(axis=0)) - left))


def _entropy(weights: Floats) -> float:
    """Bits, of weights that need not sum to 1."""
    some = weights[weights > 0]
    shares = some / some.sum()
    return float(-(shares @ np.log2(shares)))


def _joint_rates(space: Space, known: Answers) -> Iterator[tuple[str, Floats]]:
    """Each question with the (n, R) rates of its n states together with the R verdict rows."""
    likely = rates(space, known)
    of_ways = likely[space.ways].prod(axis=1)
    ways = np.flatnonzero(of_ways)
    parts = addends(space, ways, likely)
    before = list(running(fixed(space, ways, likely), parts))
    after = list(running(_nothing(len(ways)), reversed(parts)))[::-1]
    joint = _Joint(space, ways, of_ways[ways], likely[space.cells].prod(axis=1))
    yield from joint.of_cutset(_ahead(space, before[-1], after[-1], [0]))
    for number, part in enumerate(parts):
        ahead = _ahead(space, before[number], after[number + 1], part.values)
        yield from joint.of_component(number, ahead)


def _nothing(rows: int) -> Histogram:
    return Histogram(0, np.ones((rows, 1)))


def _ahead(space: Space, before: Histogram, after: Histogram, values: Iterable[int]) -> Floats:
    """(3, C', Y) how likely each outcome is, once a component adds one of its Y contrasts."""
    close, tails = space.rulebook.too_close, after.tails()
    won = [before.with_tails(tails, after.low, close - value) for value in values]
    not_lost = [before.with_tails(tails, after.low, 1 - close - value) for value in values]
    first, rest = np.stack(won, axis=1), np.stack(not_lost, axis=1)
    return np.stack([first, 1 - rest, rest - first])


@dataclass(frozen=True, slots=True)
class _Joint:
    """What questions tell in a space: (C',) possible ways, their rates, and (L,) those of cells."""

    space: Space
    ways: Ints
    of_ways: Floats
    of_cells: Floats

    def of_cutset(self, ahead: Floats) -> Iterator[tuple[str, Floats]]:
        """The joint rates of each cutset question, from the (3, C', 1) outcomes."""
        weights = np.zeros((len(self.ways), len(self.space.rulebook.verdicts)))
        for outcome in (FIRST, SECOND, TOO_CLOSE):
            rows = self.space.outcomes[self.ways, outcome]
            weights[np.arange(len(rows)), rows] += ahead[outcome, :, 0] * self.of_ways
        for number, name in enumerate(self.space.cutset):
            yield name, self._by_state(name, self.space.ways[self.ways, number], weights)

    def of_component(self, number: int, ahead: Floats) -> Iterator[tuple[str, Floats]]:
        """The joint rates of each question of a component, from the (3, C', Y) outcomes."""
        part, of_part = self.space.parts[number], bins(self.space.rulebook)[number]
        profiles = self.space.segment_of[self.ways, number] - part.segments.start
        shape = of_part.profiles, len(self.space.rulebook.verdicts), len(of_part.values)
        verdicts = np.zeros(shape)
        rows = self.space.outcomes[self.ways].T
        np.add.at(verdicts, (profiles, rows), ahead * self.of_ways[:, None])
        weights = self.of_cells[of_part.cells, None] * verdicts[of_part.row, :, of_part.column]
        for column, name in enumerate(part.questions):
            yield name, self._by_state(name, self.space.cells[of_part.cells, column], weights)

    def _by_state(self, name: str, slots: Ints, weights: Floats) -> Floats:
        """(n, R) the weights added up by the state of the question, where it is visible."""
        block = self.space.blocks[name]
        joint = np.zeros((len(block.states), weights.shape[1]))
        visible = slots > 0
        np.add.at(joint, slots[visible] - block.start, weights[visible])
        return joint
