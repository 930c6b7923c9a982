"""A verdict as a balance: one scale from the first alternative to the second, always the same."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.memo import memo
from app.analysis.settled import Interval
from app.engine.answers import Answers
from app.engine.presuming import presumed
from app.engine.results import Result
from app.engine.rules import Rulebook

NEAR_AN_END = 12
"""Per cent of the scale: nearer to an end, the words at the needle stand inwards of it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where leads stand between two sides, in per cent; leads are those of `right` over `left`.

    `span` is either end of it.
    """

    left: str
    right: str
    span: int
    too_close: int

    def x(self, lead: int) -> float:
        """The place of a lead; at its end if it is beyond."""
        return round(50 + 50 * max(-self.span, min(self.span, lead)) / self.span, 2)

    def between(self, one: int, other: int) -> tuple[float, float]:
        """Where the part of the scale between two leads begins, and how wide it is."""
        begin, end = sorted((self.x(one), self.x(other)))
        return begin, round(end - begin, 2)

    def side(self, points: int) -> str:
        """Whom the points speak for."""
        return self.right if points > 0 else self.left

    def says(self, lead: int) -> str:
        """A lead in words."""
        return f"{self.side(lead)} by {abs(lead)}" if lead else "level"


@dataclass(frozen=True, slots=True)
class BalanceView(Scale):
    """What the drawing shows.

    The scale ends where one side has all that the rulebook lets it collect. `low` and
    `high` are the reach of the open questions, None where nobody worked it out. `stays` is the
    number of the alternative that a rule left over, None where the points decide; `unconfirmed`
    says that an answer could still lift that rule.
    """

    now: int
    low: int | None
    high: int | None
    stays: int | None
    unconfirmed: bool

    @property
    def beyond(self) -> bool:
        """Whether the needle would stand outside the scale."""
        return abs(self.now) > self.span

    @property
    def anchor(self) -> str:
        """How the words at the needle are aligned to it, so that they stay on the drawing."""
        place = self.x(self.now)
        if place < NEAR_AN_END:
            return "start"
        return "end" if place > 100 - NEAR_AN_END else "middle"

    @property
    def barred(self) -> tuple[float, float] | None:
        """The half of the scale that a rule shut, as `between` gives it."""
        if self.stays is None:
            return None
        return self.between(0, -self.span if self.stays else self.span)


def balance_view(
    rulebook: Rulebook, answers: Answers, result: Result, interval: Interval | None = None
) -> BalanceView | None:
    """The balance of a result; None where there are not two sides to weigh.

    Without an interval it shows where the verdict stands, not where it can still go.
    """
    if len(rulebook.alternatives) != 2:
        return None
    left, right = rulebook.alternatives
    reach = interval.seen_from(right.id) if interval else None
    by_rule = result.leader if result.basis == "rule" else None
    return BalanceView(
        left=left.label,
        right=right.label,
        span=span(rulebook),
        too_close=rulebook.too_close,
        now=result.scores[right.id] - result.scores[left.id],
        low=reach.low if reach else None,
        high=reach.high if reach else None,
        stays=list(rulebook.alternative_by_id).index(by_rule) if by_rule else None,
        unconfirmed=by_rule is not None and bool(presumed(rulebook, answers)),
    )


@memo
def span(rulebook: Rulebook) -> int:
    """The end of the scale: what one side could collect at most, group by group."""
    most = (
        sum(_most_of_group(rulebook, group.id, side) for group in rulebook.groups)
        for side in rulebook.alternative_by_id
    )
    return max(rulebook.too_close, *most)


def _most_of_group(rulebook: Rulebook, group: str, side: str) -> int:
    points = (rule.points.get(side, 0) for rule in rulebook.rules if rule.group == group)
    return max(points, default=0)
