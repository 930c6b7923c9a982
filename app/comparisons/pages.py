"""The comparison page, and the page that explains how to choose what to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.comparisons.actions import Column, Comparison
from app.comparisons.answers import AnswerLine, answer_lines, given_in
from app.engine.comparing import Difference, GateChange, decisive_questions
from app.rules.words import Given, Words
from app.web.rendering import Page

LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Why one column came out differently from the first, and what both are called.

    `decisive` are the questions whose answer alone makes the difference.
    """

    difference: Difference
    columns: tuple[Column, Column]
    names: tuple[str, str]
    words: Words
    decisive: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, str]:
        """Their verdicts."""
        first, other = self.columns
        return first.assessed.result.label, other.assessed.result.label

    @property
    def same_choice(self) -> bool:
        """Whether both recommend the same alternative, if perhaps in other words."""
        first, other = (column.assessed.result.leader for column in self.columns)
        return first is not None and first == other

    @property
    def span(self) -> int:
        """The most points of a bar."""
        shifts = (shift.points for shift in self.difference.shifts)
        return max(abs(points) for points in (1, self.difference.rest, *shifts))

    def given(self, question: str) -> tuple[Given, ...]:
        """What was answered in both columns."""
        return tuple(given_in(column.assessed, question) for column in self.columns)

    def shut_in(self, change: GateChange) -> str:
        """The name of the column in which the gate decided."""
        return self.names[0 if change.in_first else 1]

    def blocked(self, change: GateChange) -> tuple[str, ...]:
        """The labels of what it rules out there."""
        column = self.columns[0 if change.in_first else 1]
        return Words(column.rulebook).alternatives(change.gate.blocks)


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(Page):
    """Two to four revisions side by side; `everything` shows what does not differ, too.

    Revisions of one assessment go by their numbers, and its title is the `subject`; others go by
    letters. `words` are those of all columns whose points compare.
    """

    template: ClassVar[str] = "comparisons/page.html"
    heading: str
    subject: str
    comparison: Comparison
    names: tuple[str, ...]
    words: Words
    differences: tuple[DifferenceView | None, ...]
    answers: tuple[AnswerLine, ...]
    everything: bool
    switch: str


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """Says what is wrong with the choice, and how to make one."""

    template: ClassVar[str] = "comparisons/choice.html"
    problem: str


def comparison_page(comparison: Comparison, *, everything: bool, switch: str) -> ComparisonPage:
    """The page of a comparison; `switch` is the address with everything, or without."""
    columns = comparison.columns
    subject = _subject(columns)
    names = _names(columns, subject)
    labels = {column.revision.result.label for column in columns}
    titles = map(str.lower, names) if subject else (column.title for column in columns)
    return ComparisonPage(
        title=f"Comparison of {', '.join(titles)}",
        heading="Why these came out differently" if len(labels) > 1 else "The same verdict",
        subject=subject,
        comparison=comparison,
        names=names,
        words=Words(*(column.rulebook for column in comparison.with_points)),
        differences=_differences(comparison, names),
        answers=answer_lines([column.assessed for column in columns]),
        everything=everything,
        switch=switch,
    )


def _subject(columns: Sequence[Column]) -> str:
    """The title of the assessment whose revisions these are, "" if there are several."""
    several = len({column.revision.assessment_id for column in columns}) > 1
    return "" if several else columns[0].title


def _names(columns: Sequence[Column], subject: str) -> tuple[str, ...]:
    if subject:
        return tuple(f"Version {column.revision.n}" for column in columns)
    return tuple(LETTERS[: len(columns)])


def _differences(comparison: Comparison, names: Sequence[str]) -> tuple[DifferenceView | None, ...]:
    first, *others = comparison.columns
    return tuple(
        _difference_view(difference, (first, other), (names[0], name)) if difference else None
        for difference, other, name in zip(comparison.differences, others, names[1:], strict=True)
    )


def _difference_view(
    difference: Difference, columns: tuple[Column, Column], names: tuple[str, str]
) -> DifferenceView:
    first, other = columns
    return DifferenceView(
        difference=difference,
        columns=columns,
        names=names,
        words=Words(first.rulebook, other.rulebook),
        decisive=decisive_questions(first.assessed, other.assessed),
    )
