"""The answers as they are, and what a single other answer makes of them.

Where every question has one state, each segment has one cell, so the contrast of each cutset
assignment is known; another answer to a question of a component moves it by a difference of two
cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.analysis.slots import as_they_are
from app.analysis.space import FIRST, SECOND, TOO_CLOSE, Flags, Ints, Space
from app.engine.answers import Answers


@dataclass(frozen=True, slots=True)
class Solution:
    """Changed answers: their slots in file order, the contrast, and the verdict row."""

    slots: tuple[int, ...]
    contrast: int
    verdict: int
    by_rule: bool


@dataclass(frozen=True)
class Standing:
    """What holds while nothing changes.

    now: (V,) the one state of each question; way: the cutset assignment that is given
    of_segments: (S,) contrast of the one cell of each segment
    contrasts: (C,) contrast under each assignment, the other answers as they are
    """

    space: Space
    now: Flags
    way: int
    of_segments: Ints
    contrasts: Ints

    @cached_property
    def row(self) -> int:
        """The number of the verdict row."""
        return int(self.rows(np.array([self.way]), self.contrasts[[self.way]])[0])

    def rows(self, ways: Ints, contrasts: Ints) -> Ints:
        """The verdict row of each assignment with its contrast."""
        close = self.space.rulebook.too_close
        ahead = np.where(contrasts >= close, FIRST, TOO_CLOSE)
        ahead[contrasts <= -close] = SECOND
        return self.space.outcomes[ways, ahead]  # all three are equal where a gate decides

    def single_changes(self, cost: Ints) -> Iterator[Solution]:
        """Every change of cost 1 that gives another verdict; `cost` is that of `slots.costs`."""
        ways = np.flatnonzero(cost[self.space.ways].sum(axis=1) == 1)
        yield from self._others(cost, self.space.ways[ways], ways, self.contrasts[ways])
        segments = np.zeros(len(self.of_segments), dtype=np.bool_)
        segments[self.space.segment_of[self.way]] = True
        of_cells = cost[self.space.cells].sum(axis=1)
        cells = np.flatnonzero((of_cells == 1) & segments[self.space.segment_of_cell])
        moved = self.space.contrast[cells] - self.of_segments[self.space.segment_of_cell[cells]]
        here = np.full(len(cells), self.way)
        yield from self._others(
            cost, self.space.cells[cells], here, self.contrasts[self.way] + moved
        )

    def _others(self, cost: Ints, slots: Ints, ways: Ints, contrasts: Ints) -> Iterator[Solution]:
        """Those with another verdict; the slots of each hold one that costs something."""
        rows = self.rows(ways, contrasts)
        other = rows != self.row
        changed = np.where(cost[slots[other]] > 0, slots[other], 0).sum(axis=1)
        columns = changed, contrasts[other], rows[other], self.space.by_rule[ways[other]]
        for slot, contrast, row, by_rule in zip(*(c.tolist() for c in columns), strict=True):
            yield Solution((slot,), contrast, row, by_rule)


def standing(space: Space, known: Answers) -> Standing:
    """How things stand with these visible answers."""
    now = np.zeros(space.size, dtype=np.bool_)
    now[0] = True
    now[as_they_are(space, known)] = True
    of_segments = space.contrast[now[space.cells].all(axis=1)]
    (way,) = np.flatnonzero(now[space.ways].all(axis=1))
    contrasts = space.fixed + of_segments[space.segment_of].sum(axis=1)
    return Standing(space, now, int(way), of_segments, contrasts)
