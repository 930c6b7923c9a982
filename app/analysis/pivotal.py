"""What a single answer can do: pivotal answers, unknowns worth finding out, and the tornado."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.flips import Flip, single_changes
from app.analysis.settled import Interval, bounds
from app.analysis.slots import given
from app.analysis.space import Flags, Space, space
from app.engine.answers import Answers, visible_questions
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Pivotal:
    """Every change of one answer alone that changes the verdict.

    `answers`: another answer instead of the one given. `unknowns`: an answer to a visible question
    that is open or answered with "I do not know"; these are worth finding out.
    """

    answers: tuple[Flip, ...]
    unknowns: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """How far the lead of the first alternative goes when one question alone varies."""

    question: str
    interval: Interval

    @property
    def width(self) -> int:
        """The points between both ends."""
        return self.interval.high - self.interval.low


def pivotal(rulebook: Rulebook, answers: Answers) -> Pivotal:
    """The single changes that matter, those of known answers and those of unknowns apart."""
    known = given(rulebook, answers, reopen=True)
    changes = single_changes(rulebook, answers)
    return Pivotal(
        answers=tuple(flip for flip in changes if flip.changes.keys() <= known.keys()),
        unknowns=tuple(flip for flip in changes if not flip.changes.keys() <= known.keys()),
    )


def tornado(rulebook: Rulebook, answers: Answers) -> tuple[Swing, ...]:
    """For each visible question the lead over all its answers and unknown, widest first.

    Everything else stays as it is, open questions stay unknown, and so does what is revealed.
    """
    found = space(rulebook)
    now = _as_it_is(found, given(rulebook, answers))
    swings = [_swing(found, now, q.id) for q in visible_questions(rulebook, answers)]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def _as_it_is(space: Space, known: Answers) -> Flags:
    """(V,) the one state of each question."""
    may = np.zeros(space.size, dtype=np.bool_)
    may[0] = True
    may[[block.slot(known.get(name)) for name, block in space.blocks.items()]] = True
    return may


def _swing(space: Space, now: Flags, question: str) -> Swing:
    may = now.copy()
    may[space.blocks[question].slots] = True
    _, low, high = bounds(space, may)
    first, second = space.rulebook.alternative_by_id
    return Swing(question, Interval(first, second, int(low.min()), int(high.max())))
