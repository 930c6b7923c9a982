"""What answers can still do with a number of changes: costs, and bounds of the contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis.slots import NEVER
from app.analysis.space import FIRST, SECOND, Ints, Space

FAR = 1_000_000_000
"""More points than any rulebook gives."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The C' ways that are not out of reach, and what changes can make of them.

    ways: (C',) their numbers; of_ways: (C',) changes that each costs by itself
    base: (C',) contrast that the cutset alone decides
    of_cells: (L,) changes that each cell costs
    highest, lowest: for each component i a (C', most + 1) array: the largest and the smallest
    contrast that the components from i on can add for at most j changes; zeros after the last
    """

    ways: Ints
    of_ways: Ints
    base: Ints
    of_cells: Ints
    highest: tuple[Ints, ...]
    lowest: tuple[Ints, ...]


def reach(space: Space, cost: Ints, most: int) -> Reach:
    """What at most so many changes can do, where each slot costs so much (`slots.costs`)."""
    of_ways = cost[space.ways].sum(axis=1)
    of_cells = cost[space.cells].sum(axis=1)
    ways = np.flatnonzero(of_ways < NEVER)
    highest = reversed(list(_sums(space, ways, of_cells, most, space.contrast, FAR)))
    lowest = reversed(list(_sums(space, ways, of_cells, most, -space.contrast, FAR)))
    return Reach(
        ways=ways,
        of_ways=of_ways[ways],
        base=space.base[ways, FIRST] - space.base[ways, SECOND],
        of_cells=of_cells,
        highest=tuple(highest),
        lowest=tuple(-negated for negated in lowest),
    )


def _sums(
    space: Space, ways: Ints, of_cells: Ints, most: int, contrast: Ints, far: int
) -> Iterator[Ints]:
    """The largest sums for at most j changes, with one component more each time, last first.

    A (max,+) convolution: the changes are shared between the component and those behind it.
    """
    longest = max((len(part.questions) for part in space.parts), default=0)
    best_for = [
        space.per_segment(np.maximum, np.where(of_cells <= spent, contrast, -far))
        for spent in range(longest + 1)
    ]
    behind = np.zeros((len(ways), most + 1), dtype=np.int64)
    yield behind
    for number in reversed(range(len(space.parts))):
        segments = space.segment_of[ways, number]
        best = best_for[0][segments, None] + behind
        for spent in range(1, min(len(space.parts[number].questions), most) + 1):
            more = best_for[spent][segments, None] + behind[:, :-spent]
            np.maximum(best[:, spent:], more, out=best[:, spent:])
        yield best
        behind = best
