"""The quality of a rulebook as a public page: tilt, shares, firmness, coverage, age, findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.analysis.contexts import Context
from app.analysis.counts import Counts
from app.analysis.quality import Report, report
from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts
from app.rules.finding_words import FindingInWords, in_words
from app.rules.words import Words
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class Slice:
    """So many answer sets for the side of this colour; no rank: too close to call."""

    rank: int | None
    count: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Complete answers with these options: what each side can collect, and how they come out.

    `points` has one number a side, or none where the row is part of the row above; `shares` those
    of each side, then of too close to call.
    """

    options: tuple[str, ...]
    points: tuple[int, ...]
    shares: tuple[float, ...]
    slices: tuple[Slice, ...]

    @property
    def part(self) -> bool:
        """Whether it is part of the row above."""
        return not self.points


@dataclass(frozen=True, kw_only=True)
class QualityPage(Page):
    """What is known of a rulebook as a whole; so many of its claims are `used`."""

    template: ClassVar[str] = "rules/quality.html"
    rulebook: Rulebook
    texts: Texts
    words: Words
    report: Report
    rows: tuple[ShareRow, ...]
    used: int
    findings: tuple[FindingInWords, ...]


def quality_page(rulebook: Rulebook, texts: Texts, today: date) -> QualityPage:
    """The page, as of today: the day decides only which facts are due."""
    quality = report(rulebook, today)
    return QualityPage(
        title=f"Every combination counted: {rulebook.title}",
        rulebook=rulebook,
        texts=texts,
        words=Words(rulebook),
        report=quality,
        rows=tuple(row for context in quality.contexts for row in _rows(rulebook, context)),
        used=sum(bool(covered.rules or covered.gates) for covered in quality.coverage),
        findings=in_words(rulebook, quality.findings),
    )


def _rows(rulebook: Rulebook, context: Context) -> Iterable[ShareRow]:
    points = tuple(context.points[side] for side in rulebook.alternative_by_id)
    yield _row(rulebook, context.question, context.options, context.counts, points)
    for share in context.shares:
        yield _row(rulebook, share.question, share.options, share.counts, ())


def _row(
    rulebook: Rulebook,
    question: str,
    options: tuple[str, ...],
    counts: Counts,
    points: tuple[int, ...],
) -> ShareRow:
    first, *others = enumerate(rulebook.alternative_by_id)
    drawn: tuple[tuple[int | None, str | None], ...] = (first, (None, None), *others)
    asked = rulebook.question_by_id[question]
    return ShareRow(
        options=tuple(asked.option(option).text for option in options),
        points=points,
        shares=tuple(
            counts.sides[side] / counts.total for side in (*rulebook.alternative_by_id, None)
        ),
        slices=tuple(Slice(rank, counts.sides[side]) for rank, side in drawn),
    )
