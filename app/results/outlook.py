"""What open questions can still do, in words: the interval of the lead, settled, what is next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from app.analysis.next_question import next_question
from app.analysis.settled import Interval, outlook
from app.engine.answers import Answers
from app.engine.results import Result
from app.engine.rules import Rulebook

log = logging.getLogger("advisor.analysis")

MOST_QUESTIONS = 100
"""With more questions the preview does not look for the next one: that would take longer than a
person waits for after each answer."""


@dataclass(frozen=True, slots=True)
class NotMade:
    """An analysis that failed. It counts as false, like None, which says that none is possible."""

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class IntervalView:
    """Where the lead can still end, on an axis from the first alternative to the second.

    `low`, `high` and `now` are leads of `right` over `left`; `span` is the end of the axis.
    """

    low: int
    high: int
    now: int
    too_close: int
    left: str
    right: str
    span: int

    def x(self, lead: int) -> float:
        """The place of a lead on a drawing 200 wide."""
        return round(100 + 100 * max(-self.span, min(self.span, lead)) / self.span, 2)

    def width(self, points: int) -> float:
        """The width of so many points on a drawing 200 wide."""
        return round(100 * points / self.span, 2)

    def says(self, lead: int) -> str:
        """A lead in words."""
        if lead == 0:
            return "level"
        return f"{self.right if lead > 0 else self.left} by {abs(lead)}"


@dataclass(frozen=True, slots=True)
class OutlookView:
    """What can still change; `next` is the open question that is expected to tell most.

    `too_many`: the rulebook has so many questions that none of them was looked for.
    """

    settled: bool
    interval: IntervalView
    next: str | None
    too_many: bool


def outlook_view(
    rulebook: Rulebook, answers: Answers, result: Result
) -> OutlookView | NotMade | None:
    """The outlook; None where no exact analysis is possible.

    Advice without its analysis is still advice: a fault goes to the log, and the page only says
    that the analysis is missing.
    """
    if len(rulebook.alternatives) != 2:
        return None
    try:
        return _outlook_view(rulebook, answers, result)
    except Exception:
        log.exception("analysis failed")
        return NotMade()


def _outlook_view(rulebook: Rulebook, answers: Answers, result: Result) -> OutlookView:
    still_open = outlook(rulebook, answers)
    too_many = len(rulebook.questions) > MOST_QUESTIONS
    worth = None if too_many else next_question(rulebook, answers)
    return OutlookView(
        still_open.settled,
        interval_view(rulebook, result, still_open.interval),
        worth.question if worth else None,
        too_many,
    )


def interval_view(rulebook: Rulebook, result: Result, interval: Interval) -> IntervalView:
    """The interval on its axis, which does not change while the questionnaire is filled in."""
    left, right = rulebook.alternatives
    seen = interval.seen_from(right.id)
    return IntervalView(
        low=seen.low,
        high=seen.high,
        now=result.scores[right.id] - result.scores[left.id],
        too_close=rulebook.too_close,
        left=left.label,
        right=right.label,
        span=_span(rulebook),
    )


def _span(rulebook: Rulebook) -> int:
    """The end of the axis: what one side could collect at most, group by group."""
    most = (
        sum(_most_of_group(rulebook, group.id, side) for group in rulebook.groups)
        for side in rulebook.alternative_by_id
    )
    return max(rulebook.too_close, *most)


def _most_of_group(rulebook: Rulebook, group: str, side: str) -> int:
    points = (rule.points.get(side, 0) for rule in rulebook.rules if rule.group == group)
    return max(points, default=0)
