"""Why two of the results compared came out differently, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.comparisons.actions import Column
from app.comparisons.answers import answer_cell
from app.engine.comparing import Difference, GateChange, Shift, decisive_questions
from app.engine.explaining import Term


@dataclass(frozen=True, slots=True)
class Cause:
    """A question that was answered otherwise, and both answers in words."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class GateNews:
    """A gate that decided in the column `name` only."""

    name: str
    because: str
    blocked: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A group that counts differently: its reasons with their points in either column, and why."""

    group: str
    points: int
    lost: tuple[tuple[str, int], ...]
    gained: tuple[tuple[str, int], ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """The first column against another one; `named` and `rest` sum to `points`.

    `leader` and `rival` are the pair whose lead goes from `before` to `after`; `same_choice` says
    that both results recommend the same alternative, if perhaps in other words.
    """

    first: str
    other: str
    first_label: str
    other_label: str
    same_choice: bool
    leader: str
    rival: str
    before: int
    after: int
    points: int
    gates: tuple[GateNews, ...]
    named: tuple[ShiftRow, ...]
    rest: int
    unnamed: tuple[ShiftRow, ...]
    span: int
    decisive: tuple[Cause, ...]


def difference_view(
    first: Column, other: Column, names: tuple[str, str], found: Difference, pair: tuple[str, str]
) -> DifferenceView:
    """The difference in words; `names` are those of the columns, `pair` labels of alternatives."""
    words = _Words(first, other, names)
    return DifferenceView(
        first=names[0],
        other=names[1],
        first_label=first.assessed.result.label,
        other_label=other.assessed.result.label,
        same_choice=_same_choice(first, other),
        leader=pair[0],
        rival=pair[1],
        before=found.before,
        after=found.after,
        points=found.points,
        gates=tuple(map(words.gate, found.gates)),
        named=tuple(map(words.shift, found.named)),
        rest=found.rest,
        unnamed=tuple(map(words.shift, found.unnamed)),
        span=max(abs(points) for points in (1, found.rest, *(one.points for one in found.shifts))),
        decisive=words.causes(decisive_questions(first.assessed, other.assessed)),
    )


def _same_choice(first: Column, other: Column) -> bool:
    leader = first.assessed.result.leader
    return leader is not None and leader == other.assessed.result.leader


class _Words:
    """Looks up the words of two columns, which may use two versions of a rulebook."""

    def __init__(self, first: Column, other: Column, names: tuple[str, str]) -> None:
        self.first, self.other = first.assessed, other.assessed
        self.names = names

    def gate(self, change: GateChange) -> GateNews:
        where = self.first if change.in_first else self.other
        labels = where.rulebook.alternative_by_id
        return GateNews(
            name=self.names[0 if change.in_first else 1],
            because=change.gate.because,
            blocked=tuple(labels[one].label for one in change.gate.blocks),
            causes=self.causes(change.questions),
        )

    def shift(self, shift: Shift) -> ShiftRow:
        groups = {**self.other.rulebook.group_by_id, **self.first.rulebook.group_by_id}
        return ShiftRow(
            group=groups[shift.group].label,
            points=shift.points,
            lost=_told(shift.lost),
            gained=_told(shift.gained),
            causes=self.causes(shift.questions),
        )

    def causes(self, questions: Iterable[str]) -> tuple[Cause, ...]:
        """The questions with both answers in words."""
        asked = {**self.other.rulebook.question_by_id, **self.first.rulebook.question_by_id}
        sides = (self.first, self.other)
        return tuple(
            Cause(asked[one].text, *(answer_cell(side, one).text for side in sides))
            for one in questions
        )


def _told(terms: Iterable[Term]) -> tuple[tuple[str, int], ...]:
    return tuple((term.contribution.because, term.points) for term in terms)
