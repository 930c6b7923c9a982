"""Which open question is worth most: the expected information gain about the final verdict.

The gain of a question is H(V) − Σ P(v)·H(V | question = v) bits, where V is the final verdict
under the base rates of `slots.py` (Lindley 1956). One pass values all questions (`joint.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.joint import Floats, joint_rates
from app.analysis.settled import settled_verdict
from app.analysis.slots import given
from app.analysis.space import Space, space
from app.engine.answers import Answers, visible_questions
from app.engine.rules import Rulebook


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
    asked = [q.id for q in visible_questions(rulebook, known) if q.id not in known]
    arrays = space(rulebook)
    bits = dict(zip(arrays.blocks, _gains(arrays, joint_rates(arrays, known, asked)), strict=True))
    unsorted = (Worth(question, bits[question]) for question in asked)
    return tuple(sorted(unsorted, key=lambda worth: -round(worth.bits, 12)))


def _gains(space: Space, joint: Floats) -> list[float]:
    """Bits that each question tells of the verdict, from the (V, R) joint rates of its states."""
    joint = np.maximum(joint, 0)  # a difference of rates may fall below by a rounding error
    before = _entropies(np.add.reduceat(joint, space.unknown))
    left = np.add.reduceat(joint.sum(axis=1) * _entropies(joint), space.unknown)
    gains: list[float] = np.maximum(0, before - left).tolist()
    return gains


def _entropies(weights: Floats) -> Floats:
    """(n,) bits, of (n, R) weights that need not sum to 1."""
    sums = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    entropies: Floats = -(shares * logs).sum(axis=1)
    return entropies
