"""The comparison page, and the page that explains how to choose what to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.comparisons.actions import Column, Comparison
from app.comparisons.answers import AnswerLine, answer_lines
from app.comparisons.differences import DifferenceView, difference_view
from app.engine.comparing import Line
from app.engine.rules import Rulebook
from app.results.sides import Side, sides
from app.store.records import Revision
from app.web.rendering import Page

LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One revision; `sides` are the alternatives of the first, none if points do not compare.

    Revisions of one assessment go by their numbers and need no title; others go by letters.
    """

    name: str
    title: str
    revision: Revision
    rulebook: Rulebook
    sides: tuple[Side, ...]
    other_version: bool


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason with its points in each column, None where points do not compare."""

    because: str
    group: str
    points: tuple[int | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """What each reason puts between leader and rival; in each column all sum to the lead.

    `same` is what the reasons that are worth the same everywhere add up to, and `leads` the sums.
    """

    leader: Side
    rival: Side
    lines: tuple[ReasonLine, ...]
    same: int
    leads: tuple[int | None, ...]
    span: int

    @property
    def differing(self) -> tuple[ReasonLine, ...]:
        """The reasons that are not worth the same everywhere."""
        return tuple(line for line in self.lines if line.differs)


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(Page):
    """Two to four revisions side by side; `everything` shows what does not differ, too."""

    template: ClassVar[str] = "comparisons/page.html"
    heading: str
    subject: str
    columns: tuple[ColumnView, ...]
    differences: tuple[DifferenceView | None, ...]
    score_span: int
    reasons: Reasons
    answers: tuple[AnswerLine, ...]
    everything: bool
    switch: str


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """Says what is wrong with the choice, and how to make one."""

    template: ClassVar[str] = "comparisons/choice.html"
    problem: str


def comparison_page(found: Comparison, *, everything: bool, switch: str) -> ComparisonPage:
    """The page of a comparison; `switch` is the address with everything, or without."""
    subject = _subject(found.columns)
    columns = _columns(found, subject)
    reasons = _reasons(found, columns)
    labels = {one.revision.result.label for one in columns}
    return ComparisonPage(
        title=f"Comparison of {', '.join(one.title or one.name.lower() for one in columns)}",
        heading="Why these came out differently" if len(labels) > 1 else "The same verdict",
        subject=subject,
        columns=columns,
        differences=_differences(found, columns, (reasons.leader.label, reasons.rival.label)),
        score_span=max(abs(side.score) for one in columns for side in one.sides) or 1,
        reasons=reasons,
        answers=answer_lines([one.assessed for one in found.columns]),
        everything=everything,
        switch=switch,
    )


def _subject(columns: Sequence[Column]) -> str:
    """The title of the assessment whose revisions these are, "" if there are several."""
    several = len({one.revision.assessment_id for one in columns}) > 1
    return "" if several else columns[0].title


def _columns(found: Comparison, subject: str) -> tuple[ColumnView, ...]:
    first = found.columns[0].assessed.rulebook
    return tuple(
        ColumnView(
            name=f"Revision {column.revision.n}" if subject else letter,
            title="" if subject else column.title,
            revision=column.revision,
            rulebook=column.assessed.rulebook,
            sides=_sides(column, found.columns[0]) if comparable else (),
            other_version=comparable and column.assessed.rulebook.version != first.version,
        )
        for letter, column, comparable in zip(
            LETTERS, found.columns, found.comparable, strict=False
        )
    )


def _sides(column: Column, first: Column) -> tuple[Side, ...]:
    """The alternatives in the order of the first column, whatever the version's own is."""
    here = {one.id: one for one in sides(column.assessed.rulebook, column.assessed.result)}
    return tuple(here[one.id] for one in first.assessed.rulebook.alternatives)


def _differences(
    found: Comparison, columns: Sequence[ColumnView], pair: tuple[str, str]
) -> tuple[DifferenceView | None, ...]:
    names = [one.name for one in columns]
    first, *others = found.columns
    return tuple(
        difference_view(first, other, (names[0], name), one, pair) if one else None
        for other, name, one in zip(others, names[1:], found.differences, strict=True)
    )


def _reasons(found: Comparison, columns: Sequence[ColumnView]) -> Reasons:
    by_id = {side.id: side for side in columns[0].sides}
    groups = {
        group: named.label
        for one in reversed(columns)
        if one.sides
        for group, named in one.rulebook.group_by_id.items()
    }
    lines = tuple(_reason(found, line, groups) for line in found.lines)
    leads = [one.revision.result.scores for one in columns if one.sides]
    leader, rival = found.pair
    return Reasons(
        leader=by_id[leader],
        rival=by_id[rival],
        lines=lines,
        same=sum(line.points[0] for line in found.lines if not line.spread),
        leads=_spread_out(found, (scores[leader] - scores[rival] for scores in leads)),
        span=max((abs(one) for line in found.lines for one in line.points), default=1),
    )


def _reason(found: Comparison, line: Line, groups: Mapping[str, str]) -> ReasonLine:
    return ReasonLine(
        because=line.contribution.because,
        group=groups[line.contribution.group],
        points=_spread_out(found, line.points),
        differs=line.spread > 0,
    )


def _spread_out(found: Comparison, points: Iterable[int]) -> tuple[int | None, ...]:
    """One entry a column: the points belong to those that compare."""
    remaining = iter(points)
    return tuple(next(remaining) if comparable else None for comparable in found.comparable)
