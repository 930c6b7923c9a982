"""How likely each state of each question is together with each final verdict.

A question tells of the verdict through its own component and the sum of all others. That sum is
the running sum from the front plus the one from behind, and of it only the weight beyond two
thresholds for each contrast of the component is ever needed. Two things keep it short: cutset
assignments that differ neither in points nor in segments share one row, and a component that has
one contrast left moves the row instead of spreading it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.analysis.histograms import Addend, Bins, Histogram, bins, on_one_point, running
from app.analysis.memo import memo
from app.analysis.slots import rates
from app.analysis.space import Flags, Ints, Space, space
from app.engine.answers import Answers
from app.engine.rules import Rulebook

Floats = NDArray[np.float64]


def joint_rates(space: Space, known: Answers, asked: Collection[str]) -> Floats:
    """(V, R) the rate of each state of the asked questions together with each verdict row.

    The base rates of `slots.py`; what stands in the rows of other questions means nothing.
    """
    rows = _rows(space, rates(space, known))
    moving = [number for number in range(len(space.parts)) if rows.moves[number]]
    in_question = {space.part_of[name] for name in asked if name in space.part_of}
    # Those that nobody asks about come first: only behind them sums from both ends are needed.
    moving.sort(key=lambda number: number in in_question)
    asked_first = sum(number not in in_question for number in moving)
    addends = [rows.addend(number) for number in moving]
    before = list(running(rows.start, addends))
    weights = np.zeros((rows.layout.size, len(space.rulebook.verdicts)))
    after = Histogram(0, np.ones((len(rows.ways), 1)))
    for place in reversed(range(asked_first, len(moving))):
        number, addend = moving[place], addends[place]
        ahead = _ahead(space, before[place], after, addend.values)
        weights[rows.layout.bins_of(number)] = rows.by_verdict(number, ahead)
        after = after.plus(addend)
    joint = rows.of_components(weights)
    if any(name in space.cutset for name in asked):
        joint += rows.of_cutset(_ahead(space, before[-1], Histogram(0, rows.ones), np.array([0])))
    return joint


def _ahead(space: Space, before: Histogram, after: Histogram, values: Ints) -> Floats:
    """(P, 3, Y) how likely each outcome is, once a component adds one of its Y contrasts."""
    close = space.rulebook.too_close
    thresholds = np.concatenate([close - values, 1 - close - values])
    beyond = before.beyond(after, thresholds)
    first, not_second = beyond[:, : len(values)], beyond[:, len(values) :]
    return np.stack([first, 1 - not_second, not_second - first], axis=1)


@dataclass(frozen=True)
class _Layout:
    """Where things stand in flat arrays, whatever is answered.

    kind: (C,) equal for assignments of equal points and segments
    first: for each component its first bin; size: the bins of all, profile by profile
    bin_of_cell: (L,) the bin that each cell falls into
    """

    parts: tuple[Bins, ...]
    kind: Ints
    first: Ints
    bin_of_cell: Ints

    @property
    def size(self) -> int:
        """How many bins there are."""
        return int(self.first[-1])

    def bins_of(self, number: int) -> slice:
        """The bins of one component."""
        return slice(self.first[number], self.first[number + 1])


@memo
def _layout(rulebook: Rulebook) -> _Layout:
    arrays, parts = space(rulebook), bins(rulebook)
    rows = np.column_stack([arrays.fixed, arrays.segment_of])
    first = np.cumsum([0, *(part.profiles * len(part.values) for part in parts)])
    bin_of_cell = np.zeros(len(arrays.cells), dtype=np.int64)
    for begin, part in zip(first[:-1], parts, strict=True):
        bin_of_cell[part.cells] = begin + part.row * len(part.values) + part.column
    _, kind = np.unique(rows, axis=0, return_inverse=True)
    return _Layout(parts, kind, first, bin_of_cell)


@dataclass(frozen=True)
class _Rows:
    """The possible cutset assignments under these rates, in P rows of equal kind.

    possible: (W,) their numbers; of_ways: (W,) their rates; row: (W,) the row of each
    ways: (P,) one assignment of each row; of_cells: (L,) the rates of the cells
    """

    space: Space
    layout: _Layout
    possible: Ints
    of_ways: Floats
    row: Ints
    ways: Ints
    of_cells: Floats

    @cached_property
    def ones(self) -> Floats:
        """(P, 1) all weight on one point."""
        return np.ones((len(self.ways), 1))

    @cached_property
    def segments(self) -> Ints:
        """(P, I) the segment of each component in each row."""
        return self.space.segment_of[self.ways]

    @cached_property
    def moves(self) -> Flags:
        """(I,) whether a component can be in more than one cell in any row."""
        cells = self.space.per_segment(np.add, (self.of_cells > 0).astype(np.int64))
        moves: Flags = np.logical_or.reduce(cells[self.segments] > 1)
        return moves

    @cached_property
    def start(self) -> Histogram:
        """All weight on the points of the cutset and of the components that do not move."""
        settled = self.space.per_segment(
            np.add, np.where(self.of_cells > 0, self.space.contrast, 0)
        )
        base = self.space.fixed[self.ways]
        base = base + np.where(self.moves, 0, settled[self.segments]).sum(axis=1)
        return on_one_point(base, self.of_ways)

    @cached_property
    def _masses(self) -> Floats:
        """The rate of each bin."""
        return _summed(self.layout.bin_of_cell, self.of_cells, self.layout.size)

    def addend(self, number: int) -> Addend:
        """One component, in each row."""
        part = self.layout.parts[number]
        masses = self._masses[self.layout.bins_of(number)].reshape(part.profiles, -1)
        return Addend(part.values, masses[self._profiles(number)])

    def _profiles(self, number: int) -> Ints:
        profiles: Ints = self.segments[:, number] - self.space.parts[number].segments.start
        return profiles

    @cached_property
    def _outcomes(self) -> Floats:
        """(R, P, 3) the rate of each row's assignments for which an outcome gives a verdict."""
        rows = len(self.space.rulebook.verdicts)
        place = (self.row[:, None] * 3 + np.arange(3)) * rows + self.space.outcomes[self.possible]
        counted = _summed(place, self.of_ways[:, None], len(self.ways) * 3 * rows)
        return np.ascontiguousarray(counted.reshape(len(self.ways), 3, rows).transpose(2, 0, 1))

    def by_verdict(self, number: int, ahead: Floats) -> Floats:
        """(bins, R) of a component: how likely each verdict is beside each contrast."""
        part, profiles = self.layout.parts[number], self._profiles(number)
        weights = np.zeros((part.profiles, len(part.values), len(self._outcomes)))
        for profile in range(part.profiles):
            rows = profiles == profile
            outcomes = self._outcomes[:, rows].reshape(len(self._outcomes), -1)
            weights[profile] = (outcomes @ ahead[rows].reshape(-1, len(part.values))).T
        return weights.reshape(-1, len(self._outcomes))

    def of_components(self, by_bin: Floats) -> Floats:
        """(V, R) the weights of the bins, by the states that the cells consist of."""
        of_cells = self.of_cells[:, None] * by_bin[self.layout.bin_of_cell]
        return self._by_slot(self.space.cells, of_cells)

    def of_cutset(self, ahead: Floats) -> Floats:
        """(V, R) the weights of the assignments, by the states that they consist of."""
        weights = np.zeros((len(self.possible), len(self.space.rulebook.verdicts)))
        for outcome in range(3):
            rows = self.space.outcomes[self.possible, outcome]
            weights[np.arange(len(rows)), rows] += ahead[self.row, outcome, 0] * self.of_ways
        return self._by_slot(self.space.ways[self.possible], weights)

    def _by_slot(self, slots: Ints, weights: Floats) -> Floats:
        """(V, R) the (n, R) weights, added up for each slot among the (n, K)."""
        rows = weights.shape[1]
        place = slots[:, :, None] * rows + np.arange(rows)
        return _summed(place, weights[:, None], self.space.size * rows).reshape(-1, rows)


def _summed(places: Ints, weights: Floats, size: int) -> Floats:
    """(size,) the weights added up by place; they are repeated along the places."""
    spread = np.broadcast_to(weights, places.shape).ravel()
    return np.bincount(places.ravel(), spread, size).astype(np.float64, copy=False)


def _rows(space: Space, likely: Floats) -> _Rows:
    layout = _layout(space.rulebook)
    of_ways = likely[space.ways].prod(axis=1)
    possible = np.flatnonzero(of_ways)
    _, first, row = np.unique(layout.kind[possible], return_index=True, return_inverse=True)
    of_cells = likely[space.cells].prod(axis=1)
    return _Rows(space, layout, possible, of_ways[possible], row, possible[first], of_cells)
