"""How firm a verdict is, in words: what would change it, what it rests on, under what weights."""

from __future__ import annotations

from dataclasses import dataclass


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
class FlipRow:
    """Changed answers in words, what they lead to, and the address that tries them."""

    changes: tuple[tuple[str, str], ...]
    verdict: str
    label: str
    lead: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open question, an answer to it, and the verdict that answer alone would give."""

    question: str
    text: str
    option: str
    label: str


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """How far the lead goes if one answer alone is different."""

    question: str
    low: int
    high: int
    flips: bool


@dataclass(frozen=True, slots=True)
class WeightingShare:
    """In how many weightings an alternative leads; no rank: too close to call."""

    label: str
    rank: int | None
    count: int


@dataclass(frozen=True, slots=True)
class FirmnessView:
    """Everything a page says about how firm one result is; `ranks`: leader's and rival's colour."""

    settled: bool
    interval: IntervalView
    flips: tuple[FlipRow, ...]
    facts_moved: bool
    more_flips: int
    worth_finding_out: tuple[OpenRow, ...]
    tornado: tuple[TornadoRow, ...]
    span: int
    ranks: tuple[int, int]
    rests_on: tuple[tuple[str, str], ...]
    by_rule: bool
    weightings: tuple[WeightingShare, ...]
    weightings_agree: int
    weightings_total: int

    @property
    def weightings_percent(self) -> int:
        """Of a hundred weightings, how many agree; 100 only if all do."""
        return 100 * self.weightings_agree // self.weightings_total
