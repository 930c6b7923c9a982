"""How many questions are left when the next one asked is always an open one: at least, at most.

Both bounds are proved, neither is a guess. At most: every question that some completion of the
answers leaves to ask. At least: no choice of fewer questions, answered as favourably as can be,
settles the verdict. It is worked out part by part, since components add up: for each component
the contrast that j answers can guarantee, for each cutset assignment the fewest answers that
guarantee a verdict, and for each choice of cutset questions the dearest of the assignments it
leaves. Once the cutset is answered this is the exact number, but for a verdict that is too close
to call; before, one choice of answers may have to serve several assignments, so that the true
number can be higher.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from app.analysis.bounds import possible_ways
from app.analysis.slots import given, possible
from app.analysis.space import FAR, FIRST, SECOND, TOO_CLOSE, Flags, Space, space
from app.engine.answers import Answers
from app.engine.rules import Rulebook

MOST_IN_A_PART = 8
"""With more open questions in one component, its best case counts from the first answer on."""


class Remaining(NamedTuple):
    """Until the verdict is settled or nothing is left to ask: at least so many, at most so many."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Reach:
    """What j more answers can guarantee, for j = 0, 1, …: a lowest contrast, and a highest one."""

    low: tuple[int, ...]
    high: tuple[int, ...]

    def and_then(self, other: _Reach) -> _Reach:
        """The same for the sum of two parts."""
        return _Reach(_best(self.low, other.low, max), _best(self.high, other.high, min))


def remaining(rulebook: Rulebook, answers: Answers) -> Remaining:
    """How many questions are left; "I do not know" counts as an answer, and so it may be one."""
    arrays, known = space(rulebook), given(rulebook, answers)
    may = possible(arrays, known)
    segments = {
        segment: _of_segment(arrays, may, known, number, segment)
        for number, part in enumerate(arrays.parts)
        for segment in range(part.segments.start, part.segments.stop)
    }
    ways = {int(way): _way(arrays, segments, int(way)) for way in possible_ways(arrays, may)}
    open_columns = [n for n, question in enumerate(arrays.cutset) if question not in known]
    most = max(
        sum(arrays.ways[way, column] != 0 for column in open_columns)
        + sum(len(segments[int(s)].low) - 1 for s in arrays.segment_of[way])
        for way in ways
    )
    return Remaining(min(_fewest(arrays, ways, open_columns)), int(most))


def _of_segment(arrays: Space, may: Flags, known: Answers, number: int, segment: int) -> _Reach:
    """What answers to the open questions of one component can guarantee under one profile."""
    cells = arrays.cells_of(segment)
    slots = arrays.cells[cells]
    columns = [
        column
        for column, question in enumerate(arrays.parts[number].questions)
        if question not in known and slots[0, column] != 0
    ]
    fits = may[slots].all(axis=1)
    contrasts = arrays.contrast[cells[fits]].tolist()
    rows = slots[fits][:, columns].tolist()
    by_number = [_guaranteed(rows, contrasts, many) for many in range(len(columns) + 1)]
    return _Reach(tuple(low for low, _ in by_number), tuple(high for _, high in by_number))


def _guaranteed(
    rows: Sequence[Sequence[int]], contrasts: Sequence[int], many: int
) -> tuple[int, int]:
    """The best lowest and the best highest contrast once so many of the columns are known."""
    if not rows:
        return FAR, -FAR  # cannot occur with these answers, and asks for nothing
    width = len(rows[0])
    if many and width > MOST_IN_A_PART:
        return max(contrasts), min(contrasts)
    low, high = -FAR, FAR
    for columns in combinations(range(width), many):
        ends: dict[tuple[int, ...], tuple[int, int]] = {}
        for row, contrast in zip(rows, contrasts, strict=True):
            key = tuple(row[column] for column in columns)
            below, above = ends.get(key, (contrast, contrast))
            ends[key] = min(below, contrast), max(above, contrast)
        low = max(low, max(below for below, _ in ends.values()))
        high = min(high, min(above for _, above in ends.values()))
    return low, high


def _best(
    one: Sequence[int], other: Sequence[int], pick: Callable[[Iterable[int]], int]
) -> tuple[int, ...]:
    """The sums of both, with so many answers shared out between them in the best way."""
    sums: list[list[int]] = [[] for _ in range(len(one) + len(other) - 1)]
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            sums[i + j].append(first + second)
    return tuple(map(pick, sums))


def _way(arrays: Space, segments: Mapping[int, _Reach], way: int) -> Mapping[int, int]:
    """Verdict row → the fewest answers to questions of components that guarantee it."""
    if arrays.by_rule[way]:
        return {int(arrays.outcomes[way, FIRST]): 0}
    base = int(arrays.fixed[way])
    reach = _Reach((base,), (base,))
    for segment in arrays.segment_of[way]:
        reach = reach.and_then(segments[int(segment)])
    close = arrays.rulebook.too_close
    between = max(
        _first(low > -close for low in reach.low), _first(high < close for high in reach.high)
    )
    fewest: dict[int, int] = {}
    for column, answers in (
        (FIRST, _first(low >= close for low in reach.low)),
        (SECOND, _first(high <= -close for high in reach.high)),
        (TOO_CLOSE, between),
    ):
        row = int(arrays.outcomes[way, column])
        fewest[row] = min(answers, fewest.get(row, FAR))
    return fewest


def _first(holds: Iterable[bool]) -> int:
    """The number of the first that is true; FAR if none is."""
    return next((number for number, true in enumerate(holds) if true), FAR)


def _fewest(
    arrays: Space, ways: Mapping[int, Mapping[int, int]], open_columns: Sequence[int]
) -> Iterator[int]:
    """For each choice of cutset questions and answers to them: at least so many answers in all."""
    for many in range(len(open_columns) + 1):
        for columns in combinations(open_columns, many):
            left: dict[tuple[int, ...], list[Mapping[int, int]]] = {}
            for way, fewest in ways.items():
                key = tuple(int(arrays.ways[way, column]) for column in columns)
                if all(key):  # a question that is hidden cannot be answered
                    left.setdefault(key, []).append(fewest)
            for fitting in left.values():
                rows = set.intersection(*(set(fewest) for fewest in fitting))
                costs = (max(fewest[row] for fewest in fitting) for row in rows)
                yield many + min(costs, default=FAR)
