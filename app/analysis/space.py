"""The space of all answer sets as arrays: made once per rulebook, for two alternatives.

Letters in the shapes: C cutset assignments of K cutset questions, I components with at most Q
questions, S segments (one profile of one component each), L cells of all segments together, and
V slots. A slot is one state of one question; slot 0 belongs to no question and stands for
"hidden". What is known of the answers is a vector over slots (`slots.py`): may this state occur,
how likely is it, what does it cost. The value of an assignment or a cell is the product (or sum)
over its slots, so that one array operation asks something of the whole space.

Points are integer decibans. A contrast is S(first alternative) − S(second alternative).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.memo import memo
from app.analysis.structure import UNKNOWN_STATE, Assignment, assignments, states, structure
from app.analysis.tables import Cell, Profile, Table, fixed_scores, tables
from app.engine.errors import Invalid
from app.engine.questions import Question
from app.engine.rules import Rulebook

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FAR = 1_000_000_000
"""More points than any rulebook gives."""

FIRST, SECOND, TOO_CLOSE = 0, 1, 2
"""The columns of `Space.outcomes`: who is ahead by `too_close` or more."""


@dataclass(frozen=True, slots=True)
class Block:
    """The slots of one question: its states, the unknown one first, beginning at `start`."""

    question: Question
    start: int
    states: tuple[frozenset[str], ...]
    number: Mapping[frozenset[str], int]

    @property
    def slots(self) -> slice:
        """All of them."""
        return slice(self.start, self.start + len(self.states))

    def slot(self, state: frozenset[str] | None) -> int:
        """The slot of this state; None, as an answer, is "I do not know"."""
        return self.start + self.number[state or UNKNOWN_STATE]


@dataclass(frozen=True, slots=True)
class Part:
    """One component among the segments: its questions, and the segments of its profiles."""

    questions: tuple[str, ...]
    segments: slice


@dataclass(frozen=True)
class Space:
    """Everything that does not depend on the answers.

    blocks: the slots of each question; size: V; meaning: (V,) question and state
    cutset: the ids of its K questions
    ways: (C, K) slots; the first way knows nothing
    outcomes: (C, 3) number of the verdict row, by who is ahead; equal where a gate decides
    by_rule: (C,) whether a gate leaves one alternative
    base: (C, 2) points of the groups that the cutset alone decides
    segment_of: (C, I) the segment each component has under each assignment
    parts: the I components
    cells: (L, Q) slots, filled up with 0; the cells of a segment stand together, by contrast
    start: (S,) first cell of each segment
    scores: (L, 2) points
    contrast: (L,) points of the first alternative minus those of the second
    """

    rulebook: Rulebook
    blocks: Mapping[str, Block]
    size: int
    meaning: tuple[tuple[str, frozenset[str]], ...]
    cutset: tuple[str, ...]
    ways: Ints
    outcomes: Ints
    by_rule: Flags
    base: Ints
    segment_of: Ints
    parts: tuple[Part, ...]
    cells: Ints
    start: Ints
    scores: Ints
    contrast: Ints

    def per_segment(self, combine: np.ufunc, of_cells: NDArray[Any]) -> NDArray[Any]:
        """(S,) the values of all L cells, combined within each segment."""
        return combine.reduceat(of_cells, self.start) if len(self.start) else of_cells[:0]

    @cached_property
    def unknown(self) -> Ints:
        """The slot of "I do not know" of each question."""
        return np.array([block.start for block in self.blocks.values()])

    @cached_property
    def segment_of_cell(self) -> Ints:
        """(L,) the segment of each cell."""
        return np.repeat(np.arange(len(self.start)), np.diff(self.start, append=len(self.cells)))

    @cached_property
    def fixed(self) -> Ints:
        """(C,) the contrast that the cutset alone decides."""
        return self.base[:, FIRST] - self.base[:, SECOND]

    @cached_property
    def part_of(self) -> Mapping[str, int]:
        """Question → the number of its component."""
        return {
            question: number
            for number, part in enumerate(self.parts)
            for question in part.questions
        }

    def cells_of_part(self, number: int) -> tuple[slice, Ints]:
        """The cells of one component, and where in them each of its segments starts."""
        segments = self.parts[number].segments
        first = int(self.start[segments.start])
        last = int(self.start[segments.stop]) if segments.stop < len(self.start) else None
        return slice(first, last), self.start[segments] - first

    def cells_of(self, segment: int) -> Ints:
        """The numbers of the cells of one segment."""
        stop = self.start[segment + 1] if segment + 1 < len(self.start) else len(self.cells)
        return np.arange(self.start[segment], stop)

    def verdict(self, number: int) -> str:
        """The id of the verdict row of this number."""
        return self.rulebook.verdicts[number].id


def compares_two(rulebook: Rulebook) -> bool:
    """Whether there are two alternatives, as all that is built on a space requires."""
    return len(rulebook.alternatives) == 2


@memo
def space(rulebook: Rulebook) -> Space:
    """The space of this rulebook; Invalid unless it compares two alternatives."""
    if not compares_two(rulebook):
        raise Invalid(
            f"This analysis compares two alternatives, and {rulebook.title} has "
            f"{len(rulebook.alternatives)}.",
            remedy="Use the result without it.",
        )
    blocks = _blocks(rulebook)
    cutset = tuple(question.id for question in structure(rulebook).cutset)
    segments = [(table, profile) for table in tables(rulebook) for profile in table.profiles]
    in_order = [_by_contrast(profile) for _, profile in segments]
    scores = _array([cell.scores for cell in chain(*in_order)], 2)
    return Space(
        rulebook=rulebook,
        blocks=blocks,
        size=1 + sum(len(block.states) for block in blocks.values()),
        meaning=(
            ("", UNKNOWN_STATE),
            *((name, state) for name, block in blocks.items() for state in block.states),
        ),
        cutset=cutset,
        ways=_ways(rulebook, cutset, blocks),
        outcomes=_array([_outcomes(rulebook, way) for way in assignments(rulebook)], 3),
        by_rule=np.array([len(way.available) == 1 for way in assignments(rulebook)]),
        base=_array(fixed_scores(rulebook), 2),
        segment_of=_segment_of(rulebook),
        parts=tuple(_parts(tables(rulebook))),
        cells=_cells(segments, in_order, blocks),
        start=np.cumsum([0, *map(len, in_order)], dtype=np.int64)[:-1],
        scores=scores,
        contrast=scores[:, FIRST] - scores[:, SECOND],
    )


def _array(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """(n, width), even if there are no rows or no columns."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def _blocks(rulebook: Rulebook) -> dict[str, Block]:
    blocks: dict[str, Block] = {}
    start = 1
    for question in rulebook.questions:
        of_question = states(question)
        number = {state: place for place, state in enumerate(of_question)}
        blocks[question.id] = Block(question, start, of_question, number)
        start += len(of_question)
    return blocks


def _ways(rulebook: Rulebook, cutset: tuple[str, ...], blocks: Mapping[str, Block]) -> Ints:
    return _array(
        [
            [
                blocks[name].slot(way.chosen.get(name)) if name in way.visible else 0
                for name in cutset
            ]
            for way in assignments(rulebook)
        ],
        len(cutset),
    )


def _outcomes(rulebook: Rulebook, way: Assignment) -> list[int]:
    rows = {row.id: number for number, row in enumerate(rulebook.verdicts)}
    if len(way.available) == 1:
        return [rows[way.verdicts[way.available[0]]]] * 3
    leaders = (*rulebook.alternative_by_id, None)
    return [rows[way.verdicts[leader]] for leader in leaders]


def _segment_of(rulebook: Rulebook) -> Ints:
    columns = []
    first = 0
    for table in tables(rulebook):
        columns.append([first + profile for profile in table.profile_of])
        first += len(table.profiles)
    return np.array(columns, dtype=np.int64).reshape(-1, len(assignments(rulebook))).T


def _parts(of_components: tuple[Table, ...]) -> Iterator[Part]:
    first = 0
    for table in of_components:
        questions = tuple(question.id for question in table.component.questions)
        yield Part(questions, slice(first, first + len(table.profiles)))
        first += len(table.profiles)


def _by_contrast(profile: Profile) -> list[Cell]:
    return sorted(profile.cells, key=lambda cell: cell.scores[FIRST] - cell.scores[SECOND])


def _cells(
    segments: list[tuple[Table, Profile]], in_order: list[list[Cell]], blocks: Mapping[str, Block]
) -> Ints:
    width = max((len(profile.visible) for _, profile in segments), default=1)
    slots = np.zeros((sum(map(len, in_order)), width), dtype=np.int64)
    row = 0
    for (table, profile), cells in zip(segments, in_order, strict=True):
        rows = slice(row, row + len(cells))
        for column, question in enumerate(table.component.questions):
            if profile.visible[column]:
                block = blocks[question.id]
                slots[rows, column] = [block.slot(cell.states[column]) for cell in cells]
        row += len(cells)
    return slots
