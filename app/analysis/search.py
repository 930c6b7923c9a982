"""Finds every answer set of a wanted verdict that costs the fewest changes.

Exact: branch and bound (Land and Doig 1960). In each cutset assignment a depth-first search over
the components, cut off where those ahead cannot reach the goal with the changes that are left
(`Reach`). The work is C·(L + I·k²) for the bounds, then about I steps for each solution.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis.bounds import bounds
from app.analysis.slots import NEVER
from app.analysis.space import FAR, FIRST, SECOND, TOO_CLOSE, Ints, Space
from app.analysis.standing import Solution, Standing


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


MOST_FOUND = 1_000
"""Here a search stops and says so: nobody reads as many, and there can be millions."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """All solutions with the fewest changes; `complete` is False if there are more of them."""

    every: tuple[Solution, ...] = ()
    complete: bool = True


STAGES = 4, 16
"""The bounds are first made for so many changes: few flips need more, and most need one or two."""


def search(now: Standing, cost: Ints, verdicts: Collection[int]) -> Solutions:
    """The fewest changes, one at least, to any of these verdict rows.

    `cost` is the (V,) vector of `slots.costs`.
    """
    single = [change for change in now.single_changes(cost) if change.verdict in verdicts]
    if single:
        return Solutions(tuple(single[:MOST_FOUND]), complete=len(single) < MOST_FOUND)
    space, first = now.space, 2
    if not _is_possible(space, cost, verdicts):
        return Solutions()
    while first <= len(space.blocks):
        most = next((stage for stage in STAGES if first <= stage), len(space.blocks))
        within = reach(space, cost, most)
        for changes in range(first, most + 1):
            solutions = _of_size(space, within, cost, verdicts, changes)
            if solutions.every:
                return solutions
        first = most + 1
    return Solutions()


def _is_possible(space: Space, cost: Ints, verdicts: Collection[int]) -> bool:
    """Whether the bounds leave a chance if there may be any number of changes."""
    ways, low, high = bounds(space, cost < NEVER)
    close = space.rulebook.too_close
    ahead = np.stack([high >= close, low <= -close, (low < close) & (high > -close)], axis=1)
    ahead |= space.by_rule[ways][:, None]
    return bool((ahead & np.isin(space.outcomes[ways], list(verdicts))).any())


def _of_size(
    space: Space, within: Reach, cost: Ints, verdicts: Collection[int], changes: int
) -> Solutions:
    """All solutions with at most so many changes."""
    solutions: list[Solution] = []
    for goal in _goals(space, within, verdicts, changes):
        most = MOST_FOUND - len(solutions)
        solutions += _Walk(space, within, cost, goal, most).solutions()
        if len(solutions) == MOST_FOUND:
            return Solutions(tuple(solutions), complete=False)
    return Solutions(tuple(solutions))


@dataclass(frozen=True, slots=True)
class _Goal:
    """In one way (a row of the reach): a contrast from `low` to `high`, for `left` changes."""

    row: int
    left: int
    low: int
    high: int
    verdict: int
    by_rule: bool


def _goals(space: Space, within: Reach, verdicts: Collection[int], changes: int) -> Iterator[_Goal]:
    """Every way and outcome that gives a wanted verdict, where the bounds leave a chance."""
    close = space.rulebook.too_close
    by_points = [(FIRST, close, FAR), (SECOND, -FAR, -close), (TOO_CLOSE, 1 - close, close - 1)]
    by_rule = [(FIRST, -FAR, FAR)]  # the row is the same whoever is ahead
    for row in np.flatnonzero(within.of_ways <= changes):
        way, left = within.ways[row], changes - int(within.of_ways[row])
        ruled, base = bool(space.by_rule[way]), within.base[row]
        for outcome, low, high in by_rule if ruled else by_points:
            verdict = int(space.outcomes[way, outcome])
            if (
                verdict in verdicts
                and base + within.highest[0][row, left] >= low
                and base + within.lowest[0][row, left] <= high
            ):
                yield _Goal(int(row), left, low, high, verdict, ruled)


class _Walk:
    """The depth-first search for one goal, for so many solutions at most."""

    def __init__(self, space: Space, within: Reach, cost: Ints, goal: _Goal, most: int) -> None:
        self.space, self.cost, self.goal, self.most = space, cost, goal, most
        self.of_cells = within.of_cells
        self.way = int(within.ways[goal.row])
        self.base = int(within.base[goal.row])
        self.highest: list[list[int]] = [ahead[goal.row].tolist() for ahead in within.highest]
        self.lowest: list[list[int]] = [ahead[goal.row].tolist() for ahead in within.lowest]
        self.choices: dict[int, list[tuple[int, int, int]]] = {}
        self.barren: set[tuple[int, int, int]] = set()
        self.changed: list[int] = []
        self.every: list[Solution] = []

    def solutions(self) -> list[Solution]:
        """Every choice of cells that meets the goal, or the first of them."""
        self._from(0, self.base, self.goal.left)
        return self.every

    def _from(self, number: int, contrast: int, left: int) -> bool:
        """Whether any choice from this component on meets the goal; no dead end is seen twice."""
        if left == 0 or number == len(self.highest) - 1:
            # All others stay as they are, and the bounds have shown that this will do.
            self._add(contrast + self.highest[number][0])
            return True
        here = number, contrast, left
        fruitful = False
        for changes, added, cell in [] if here in self.barren else self._choices(number):
            rest, reached = left - changes, contrast + added
            if rest >= 0 and self._can_still(number + 1, reached, rest):
                self.changed += [cell] * (changes > 0)
                fruitful |= self._from(number + 1, reached, rest)
                if changes:
                    self.changed.pop()
                if len(self.every) == self.most:
                    return True
        if not fruitful:
            self.barren.add(here)
        return fruitful

    def _choices(self, number: int) -> list[tuple[int, int, int]]:
        """The cells of a component that can be afforded: changes, contrast and number."""
        if number not in self.choices:
            cells = self.space.cells_of(int(self.space.segment_of[self.way, number]))
            cells = cells[self.of_cells[cells] <= self.goal.left]
            columns = (self.of_cells[cells], self.space.contrast[cells], cells)
            rows = zip(*(column.tolist() for column in columns), strict=True)
            self.choices[number] = list(rows)
        return self.choices[number]

    def _add(self, contrast: int) -> None:
        slots = np.append(self.space.ways[self.way], self.space.cells[self.changed])
        changed = tuple(sorted(slots[self.cost[slots] > 0].tolist()))
        self.every.append(Solution(changed, contrast, self.goal.verdict, self.goal.by_rule))

    def _can_still(self, number: int, contrast: int, left: int) -> bool:
        """Whether the bounds of the components from this one on leave a chance."""
        return (
            contrast + self.highest[number][left] >= self.goal.low
            and contrast + self.lowest[number][left] <= self.goal.high
        )
