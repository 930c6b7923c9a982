"""The lowest and highest contrast that answers leave, and what one question more would add.

Exact: the components share no question, so the lowest contrast is the sum of their lowest ones.
Conditional questions are covered, since their parents are in the cutset. The cost is C·I plus one
pass over the L cells; a question more or less concerns the cells of its component alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from app.analysis.space import FAR, FIRST, SECOND, TOO_CLOSE, Flags, Ints, Space

_UNDECIDED = -1


class Bounds(NamedTuple):
    """The (W,) possible cutset assignments, and the lowest and highest contrast in each."""

    ways: Ints
    low: Ints
    high: Ints

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and highest contrast of all."""
        return int(self.low.min()), int(self.high.max())


def bounds(space: Space, may: Flags) -> Bounds:
    """What is left where only these states may occur."""
    low, high = _of_segments(space, np.logical_and.reduce(may[space.cells], axis=1))
    return _summed(space, possible_ways(space, may), low, high)


def possible_ways(space: Space, may: Flags) -> Ints:
    """(W,) the numbers of the cutset assignments that may occur."""
    return np.flatnonzero(may[space.ways].all(axis=1))


def settled_row(space: Space, within: Bounds) -> int | None:
    """The number of the one verdict row that these bounds leave, if there is one."""
    ways, low, high = within
    close = space.rulebook.too_close
    ahead = np.full(len(ways), _UNDECIDED)
    ahead[(low > -close) & (high < close)] = TOO_CLOSE
    ahead[low >= close] = FIRST
    ahead[high <= -close] = SECOND
    ahead[space.by_rule[ways]] = FIRST  # the row is the same whoever is ahead
    if (ahead == _UNDECIDED).any():
        return None
    rows = space.outcomes[ways, ahead]
    return int(rows[0]) if (rows == rows[0]).all() else None


def ends_with_one_more(space: Space, may: Flags) -> Mapping[str, tuple[int, int]]:
    """Lowest and highest contrast if one question could have any answer, for all in components."""
    off = ~may[space.cells]
    how_many = off.sum(axis=1)
    only_here = off & (how_many == 1)[:, None]
    low, high = _of_segments(space, how_many == 0)
    lower = space.per_segment(np.minimum, np.where(only_here, space.contrast[:, None], FAR))
    higher = space.per_segment(np.maximum, np.where(only_here, space.contrast[:, None], -FAR))
    ways, lows, highs = _summed(space, possible_ways(space, may), low, high)
    segments = space.segment_of[ways]
    below = np.minimum(lower - low[:, None], 0)[segments]
    above = np.maximum(higher - high[:, None], 0)[segments]
    lowest = (lows[:, None, None] + below).min(axis=0).tolist()
    highest = (highs[:, None, None] + above).max(axis=0).tolist()
    return {
        question: (lowest[number][column], highest[number][column])
        for number, part in enumerate(space.parts)
        for column, question in enumerate(part.questions)
    }


def _of_segments(space: Space, fits: Flags) -> tuple[Ints, Ints]:
    """(S,) the lowest and highest contrast of the cells that fit in each segment."""
    low = space.per_segment(np.minimum, np.where(fits, space.contrast, FAR))
    return low, space.per_segment(np.maximum, np.where(fits, space.contrast, -FAR))


def _summed(space: Space, ways: Ints, low: Ints, high: Ints) -> Bounds:
    """The bounds from the (S,) lowest and highest contrasts of the segments."""
    segments, base = space.segment_of[ways], space.fixed[ways]
    return Bounds(ways, base + low[segments].sum(axis=1), base + high[segments].sum(axis=1))


class Loosening:
    """Bounds that widen as questions of components are opened, one at a time."""

    def __init__(self, space: Space, may: Flags) -> None:
        self.space, self.may = space, may.copy()
        low, high = _of_segments(space, np.logical_and.reduce(may[space.cells], axis=1))
        self.bounds = _summed(space, possible_ways(space, may), low, high)
        segments = space.segment_of[self.bounds.ways]
        self.of_parts = low[segments], high[segments]

    def open_if_settled(self, question: str) -> bool:
        """Opens the question of a component if the verdict stays settled; whether it did."""
        number, slots = self.space.part_of[question], self.space.blocks[question].slots
        part, (ways, lows, highs) = self.space.parts[number], self.bounds
        before = self.may[slots].copy()
        self.may[slots] = True
        low, high = self._of_part(number)
        segments = self.space.segment_of[ways, number] - part.segments.start
        low, high = low[segments], high[segments]
        of_lows, of_highs = (of_parts[:, number] for of_parts in self.of_parts)
        wider = Bounds(ways, lows - of_lows + low, highs - of_highs + high)
        if settled_row(self.space, wider) is None:
            self.may[slots] = before
            return False
        self.bounds, of_lows[:], of_highs[:] = wider, low, high
        return True

    def _of_part(self, number: int) -> tuple[Ints, Ints]:
        """The lowest and highest contrast in each segment of one component."""
        cells, starts = self.space.cells_of_part(number)
        contrast = self.space.contrast[cells]
        fits = self.may[self.space.cells[cells]].all(axis=1)
        low = np.minimum.reduceat(np.where(fits, contrast, FAR), starts)
        return low, np.maximum.reduceat(np.where(fits, contrast, -FAR), starts)
