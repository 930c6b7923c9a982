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
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class Part:
    """So many answer sets for the side of this colour; no rank: too close to call."""

    rank: int | None
    count: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Complete answers with these options: what each side can collect, and how they come out.

    `points` has one number a side, or none where the row is part of the one above; `shares` the
    per cent of each side, then of too close to call.
    """

    options: tuple[str, ...]
    points: tuple[int, ...]
    shares: tuple[str, ...]
    parts: tuple[Part, ...]
    answer_sets: str
    part: bool


@dataclass(frozen=True, slots=True)
class FirmRow:
    """How a strength holds under all weightings, in per cent."""

    strength: str
    median: str
    low: str
    worst: str
    reversed: str


@dataclass(frozen=True, kw_only=True)
class QualityPage(Page):
    """What is known of a rulebook as a whole."""

    template: ClassVar[str] = "rules/quality.html"
    rulebook: Rulebook
    texts: Texts
    report: Report
    complete: str | None
    with_unknown: str | None
    sides: tuple[str, ...]
    rows: tuple[ShareRow, ...]
    firm: tuple[FirmRow, ...]
    used: int
    cutset: tuple[str, ...]


def quality_page(rulebook: Rulebook, texts: Texts, today: date) -> QualityPage:
    """The page, as of today: the day decides only which facts are due."""
    quality = report(rulebook, today)
    return QualityPage(
        title=f"Quality of {rulebook.title} {rulebook.version}",
        rulebook=rulebook,
        texts=texts,
        report=quality,
        complete=f"{quality.complete.total:,}" if quality.complete else None,
        with_unknown=f"{quality.with_unknown.total:,}" if quality.with_unknown else None,
        sides=tuple(one.label for one in rulebook.alternatives),
        rows=tuple(row for context in quality.contexts for row in _rows(rulebook, context)),
        firm=tuple(
            FirmRow(one.strength, *map(_percent, (one.median, one.low, one.worst, one.reversed)))
            for one in quality.robustness
        ),
        used=sum(bool(one.rules or one.gates) for one in quality.coverage),
        cutset=tuple(rulebook.question_by_id[one].text for one in quality.size.cutset),
    )


def _rows(rulebook: Rulebook, context: Context) -> Iterable[ShareRow]:
    points = tuple(context.points[one.id] for one in rulebook.alternatives)
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
    sides = (*(one.id for one in rulebook.alternatives), None)
    first, *others = enumerate(one.id for one in rulebook.alternatives)
    drawn: tuple[tuple[int | None, str | None], ...] = (first, (None, None), *others)
    asked = rulebook.question_by_id[question]
    return ShareRow(
        options=tuple(asked.option(one).text for one in options),
        points=points,
        shares=tuple(_percent(counts.sides[side] / counts.total, 1) for side in sides),
        parts=tuple(Part(rank, counts.sides[side]) for rank, side in drawn),
        answer_sets=f"{counts.total:,}",
        part=not points,
    )


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f}%"
