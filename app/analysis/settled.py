"""What open questions can still do: the interval of the lead, and whether the verdict is settled.

Exact, by bounds: the components share no question, so the lowest lead is the sum of their lowest
contrasts. Conditional questions are covered, since their parents are in the cutset. The cost is
C·I plus one pass over the L cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.slots import given, possible
from app.analysis.space import FIRST, SECOND, TOO_CLOSE, Flags, Ints, Space, space
from app.engine.answers import Answers
from app.engine.rules import Rulebook

_FAR = 1_000_000_000
_UNDECIDED = -1


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
    not know" counts as an answer there; in `even_if_known` it counts as open, too.
    `interval` is the lead of the first alternative over all completions.
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
    found = space(rulebook)
    verdict = settled_verdict(found, given(rulebook, answers))
    return Outlook(
        verdict=verdict,
        even_if_known=verdict is not None
        and settled_verdict(found, given(rulebook, answers, reopen=True)) is not None,
        interval=interval(rulebook, answers),
    )


def interval(rulebook: Rulebook, answers: Answers) -> Interval:
    """Lowest and highest lead of the first alternative over all completions of the answers."""
    found = space(rulebook)
    _, low, high = bounds(found, possible(found, given(rulebook, answers)))
    first, second = rulebook.alternative_by_id
    return Interval(first, second, int(low.min()), int(high.max()))


def settled_verdict(space: Space, answers: Answers) -> str | None:
    """The verdict of all completions of these visible answers, if there is one."""
    ways, low, high = bounds(space, possible(space, answers))
    close = space.rulebook.too_close
    ahead = np.full(len(ways), _UNDECIDED)
    ahead[(low > -close) & (high < close)] = TOO_CLOSE
    ahead[low >= close] = FIRST
    ahead[high <= -close] = SECOND
    ahead[space.by_rule[ways]] = FIRST  # the row is the same whoever is ahead
    if (ahead == _UNDECIDED).any():
        return None
    rows = space.outcomes[ways, ahead]
    return space.verdict(rows[0]) if (rows == rows[0]).all() else None


def bounds(space: Space, may: Flags) -> tuple[Ints, Ints, Ints]:
    """The possible cutset assignments, and the lowest and highest contrast in each of them."""
    ways = np.flatnonzero(may[space.ways].all(axis=1))
    fits = may[space.cells].all(axis=1)
    segments = space.segment_of[ways]
    base = space.base[ways, FIRST] - space.base[ways, SECOND]
    low = space.per_segment(np.minimum, np.where(fits, space.contrast, _FAR))
    high = space.per_segment(np.maximum, np.where(fits, space.contrast, -_FAR))
    return ways, base + low[segments].sum(axis=1), base + high[segments].sum(axis=1)
