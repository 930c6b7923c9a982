"""What open questions can still do: the interval of the lead, and whether it is settled."""

from __future__ import annotations

from dataclasses import dataclass

from app.analysis.bounds import bounds, settled_row
from app.analysis.slots import given, possible, reopened
from app.analysis.space import Space, space
from app.engine.answers import Answers
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Interval:
    """How far `alternative` can be ahead of `rival`, in points, gates apart; negative: behind."""

    alternative: str
    rival: str
    low: int
    high: int

    def seen_from(self, alternative: str) -> Interval:
        """The same interval as the lead of this alternative."""
        if alternative == self.alternative:
            return self
        return Interval(self.rival, self.alternative, -self.high, -self.low)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the open questions can still do.

    `verdict` is the one verdict that every completion gives, None while it is not settled. "I do
    not know" counts as an answer there, unless a gate takes it for granted (`presumed`); in
    `even_if_known` it always counts as open.
    `interval` is the lead of the first alternative over the same completions as `verdict`.
    """

    verdict: str | None
    even_if_known: bool
    interval: Interval

    @property
    def settled(self) -> bool:
        """Whether no open question can change the verdict."""
        return self.verdict is not None


def outlook(rulebook: Rulebook, answers: Answers) -> Outlook:
    """What can still change; the verdict is settled if one holds in all completions."""
    arrays, (first, second) = space(rulebook), rulebook.alternative_by_id
    within = bounds(arrays, possible(arrays, reopened(rulebook, answers)))
    row = settled_row(arrays, within)
    return Outlook(
        verdict=None if row is None else arrays.verdict(row),
        even_if_known=row is not None
        and settled_verdict(arrays, given(rulebook, answers, reopen=True)) is not None,
        interval=Interval(first, second, *within.ends),
    )


def interval(rulebook: Rulebook, answers: Answers) -> Interval:
    """Lowest and highest lead of the first alternative over all completions of the answers."""
    return outlook(rulebook, answers).interval


def settled_verdict(space: Space, answers: Answers) -> str | None:
    """The verdict of all completions of these visible answers, if there is one."""
    row = settled_row(space, bounds(space, possible(space, answers)))
    return None if row is None else space.verdict(row)
