"""How many answer sets lead where: exact counts over whole spaces or parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.analysis.histograms import Weights, total
from app.analysis.slots import given, possible
from app.analysis.space import FIRST, SECOND, TOO_CLOSE, Flags, Ints, Space, space
from app.engine.answers import Answers
from app.engine.rules import Rulebook

_FITS = 2.0**62
"""Totals up to here are counted in int64, with a bit to spare for the rounding of the estimate."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Answer sets by the verdict they lead to, and by the alternative it speaks for.

    No side (None) is too close to call. Every verdict and side is there, with 0 if nothing leads
    to it; either sums to `total`.
    """

    total: int
    verdicts: Mapping[str, int]
    sides: Mapping[str | None, int]

    def plus(self, other: Counts) -> Counts:
        """Both together, for answer sets that are in one of them only."""
        return Counts(
            self.total + other.total,
            {row: number + other.verdicts[row] for row, number in self.verdicts.items()},
            {side: number + other.sides[side] for side, number in self.sides.items()},
        )


def count(
    rulebook: Rulebook, answers: Answers | None = None, *, with_unknown: bool = False
) -> Counts:
    """The completions of the answers, counted: every open, visible question gets an answer.

    With `with_unknown`, "I do not know" is one answer more to each of them.
    """
    arrays = space(rulebook)
    may = possible(arrays, given(rulebook, answers or {}), complete=not with_unknown)
    ways = np.flatnonzero(may[arrays.ways].all(axis=1))
    return _tallied(arrays, ways, by_outcome(arrays, ways, _countable(arrays, ways, may)))


def by_outcome(space: Space, ways: Ints, slots: Weights) -> Weights:
    """(C', 3) the weight of: first ahead, second ahead, too close, under each assignment."""
    close = space.rulebook.too_close
    histogram = total(space, ways, slots)
    first, second = histogram.at_least(close), histogram.at_most(-close)
    return np.stack([first, second, histogram.weights.sum(axis=1) - first - second], axis=1)


def _countable(space: Space, ways: Ints, may: Flags) -> Weights:
    """(V,) 1 where a state may occur: int64 if the total fits, else Python integers."""
    fits = may[space.cells].all(axis=1)
    sizes = space.per_segment(np.add, np.where(fits, 1.0, 0.0))
    largest = float(sizes[space.segment_of[ways]].prod(axis=1).sum())
    return may.astype(np.int64 if largest <= _FITS else object)


def _tallied(space: Space, ways: Ints, weights: Weights) -> Counts:
    """Adds up what belongs to one verdict row; the row says for whom it speaks."""
    rows = space.rulebook.verdicts
    verdicts = dict.fromkeys((row.id for row in rows), 0)
    sides: dict[str | None, int] = {**dict.fromkeys(space.rulebook.alternative_by_id, 0), None: 0}
    for outcome in (FIRST, SECOND, TOO_CLOSE):
        for way, weight in zip(ways, weights[:, outcome], strict=True):
            row = rows[space.outcomes[way, outcome]]
            verdicts[row.id] += int(weight)
            sides[row.leader] += int(weight)
    return Counts(sum(verdicts.values()), verdicts, sides)
