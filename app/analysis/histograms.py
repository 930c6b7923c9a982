"""How the contrast is distributed: histograms of components, and their sum by convolution.

A weight for each slot gives a weight for each cell, their product. Per cutset assignment the
histogram of the contrast is the convolution of those of the components (they share no question).
Weights may be probabilities, or counts; as Python integers counts are exact at any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.memo import memo
from app.analysis.space import Ints, Part, Space, space
from app.engine.rules import Rulebook

Weights = NDArray[Any]
"""float64, int64, or object holding Python integers."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Where the cells of one component go: Y distinct contrasts under P profiles.

    values: (Y,) ascending; cells: those of the component; row, column: profile and number of the
    contrast of each of them; start: the first cell of each bin, whose cells stand together
    """

    values: Ints
    cells: slice
    row: Ints
    column: Ints
    start: Ints
    profiles: int

    def masses(self, of_cells: Weights) -> Weights:
        """(P, Y) the weight of each contrast under each profile, from the (L,) of all cells."""
        dense = np.zeros((self.profiles, len(self.values)), dtype=of_cells.dtype)
        summed = np.add.reduceat(of_cells[self.cells], self.start)
        dense[self.row[self.start], self.column[self.start]] = summed
        return dense


@memo
def bins(rulebook: Rulebook) -> tuple[Bins, ...]:
    """The bins of each component."""
    arrays = space(rulebook)
    return tuple(_bins(arrays, part) for part in arrays.parts)


def _bins(space: Space, part: Part) -> Bins:
    start = np.append(space.start, len(space.cells))[part.segments.start : part.segments.stop + 1]
    cells = slice(int(start[0]), int(start[-1]))
    values, column = np.unique(space.contrast[cells], return_inverse=True)
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    changes = (np.diff(row) != 0) | (np.diff(column) != 0)
    return Bins(
        values=values,
        cells=cells,
        row=row,
        column=column,
        start=np.flatnonzero(np.append(True, changes)),
        profiles=len(start) - 1,
    )


@dataclass(frozen=True, slots=True)
class Addend:
    """One component: (Y,) contrasts, and their (C', Y) weights under C' cutset assignments."""

    values: Ints
    weights: Weights


@dataclass(frozen=True, slots=True)
class Histogram:
    """(C', M) weights of the contrasts `low`, `low` + 1, …, for each of C' cutset assignments."""

    low: int
    weights: Weights

    def plus(self, addend: Addend) -> Histogram:
        """The histogram of the sum with a component."""
        lowest, highest = addend.values[[0, -1]]
        rows, width = self.weights.shape
        wider = np.zeros((rows, width + highest - lowest), dtype=self.weights.dtype)
        for column, value in enumerate(addend.values - lowest):
            wider[:, value : value + width] += self.weights * addend.weights[:, [column]]
        return Histogram(self.low + int(lowest), wider)

    def at_least(self, contrast: int) -> Weights:
        """(C',) the weight of all contrasts from this one on."""
        return _sum_of_rows(self.weights[:, max(0, contrast - self.low) :])

    def at_most(self, contrast: int) -> Weights:
        """(C',) the weight of all contrasts up to this one."""
        return _sum_of_rows(self.weights[:, : max(0, contrast - self.low + 1)])

    def tails(self) -> Weights:
        """(C', M + 1) the weight from each contrast on, and nothing beyond the last."""
        sums = np.cumsum(self.weights[:, ::-1], axis=1)[:, ::-1]
        return np.append(sums, np.zeros_like(sums[:, :1]), axis=1)

    def beyond(self, other: Histogram, thresholds: Ints) -> Weights:
        """(C', n) the weight of the sum with another histogram from each of n thresholds on."""
        tails = other.tails()
        own = self.low + other.low + np.arange(self.weights.shape[1])
        needed = np.clip(thresholds[:, None] - own, 0, tails.shape[1] - 1)
        weights: Weights = (tails[:, needed] @ self.weights[:, :, None])[:, :, 0]
        return weights


def _sum_of_rows(weights: Weights) -> Weights:
    summed: Weights = weights.sum(axis=1)
    return summed


def fixed(space: Space, ways: Ints, like: Weights) -> Histogram:
    """Where the sum begins: all weight on the points that the cutset alone decides."""
    return on_one_point(space.fixed[ways], like)


def on_one_point(contrasts: Ints, like: Weights) -> Histogram:
    """All weight on one contrast in each of (C',) rows."""
    low = int(contrasts.min())
    weights = np.zeros((len(contrasts), int(contrasts.max()) - low + 1), dtype=like.dtype)
    weights[np.arange(len(contrasts)), contrasts - low] = 1
    return Histogram(low, weights)


def addends(space: Space, ways: Ints, slots: Weights) -> list[Addend]:
    """Each component under these cutset assignments, from the (V,) weights of the slots."""
    of_cells = slots[space.cells].prod(axis=1)
    of_components = []
    for number, (part, of_part) in enumerate(zip(space.parts, bins(space.rulebook), strict=True)):
        profiles = space.segment_of[ways, number] - part.segments.start
        of_components.append(Addend(of_part.values, of_part.masses(of_cells)[profiles]))
    return of_components


def running(start: Histogram, added: Iterable[Addend]) -> Iterator[Histogram]:
    """`start`, then its sum with one component more each time."""
    yield start
    for addend in added:
        start = start.plus(addend)
        yield start


def total(space: Space, ways: Ints, slots: Weights) -> Histogram:
    """The histogram of the contrast over all components, for each of these assignments."""
    *_, last = running(fixed(space, ways, slots), addends(space, ways, slots))
    return last
