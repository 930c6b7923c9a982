"""The way from one lead to another on one scale: the first alternative left, the second right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.comparing import Difference, Pair, Shift
from app.results.balance import Scale
from app.rules.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScale(Scale):
    """A scale for the leads and points of a pair's leader, who may stand on either side.

    The two stand in the order of the rulebook, whoever leads: `facing` is −1 if the leader of the
    pair is the left one. `ranks` are the numbers of their colours, left and right.
    """

    ranks: tuple[int, int]
    facing: int

    def x(self, lead: int) -> float:
        """The place of a lead."""
        return Scale.x(self, self.facing * lead)

    def side(self, points: int) -> str:
        """Whom the points speak for."""
        return Scale.side(self, self.facing * points)

    def rank(self, points: int) -> int:
        """The number of the colour of whom the points speak for."""
        return self.ranks[self.facing * points > 0]

    def worth(self, points: int) -> str:
        """Points in words."""
        return f"+{abs(points)} for {self.side(points)}" if points else "0"

    def named(self, shift: Shift) -> int:
        """Points for the side that is named with a shift: the one whose reason it is."""
        less = shift.before * shift.points < 0 <= shift.before * shift.after
        return shift.before if less else shift.points

    def moved(self, shift: Shift) -> str:
        """The points of a shift in words: what one side gains, or what it loses."""
        if self.named(shift) == shift.points:
            return self.worth(shift.points)
        return f"{abs(shift.points)} less for {self.side(shift.before)}"

    def how(self, shift: Shift) -> str:
        """What the reasons of the shift do in the other result that they do not do in the first."""
        before, after = shift.before, shift.after
        if not before:
            return "counts"
        if not after:
            return "no longer counts"
        if before * after < 0:
            return f"speaks for {self.side(after)} instead of {self.side(before)}"
        return "counts more" if abs(after) > abs(before) else "counts less"


def scale_of(
    words: Words, pair: Pair, too_close: int, differences: Iterable[Difference | None]
) -> PairScale:
    """One scale for all these differences, with room for every lead on their ways."""
    leader, rival = pair
    left, right = sorted(pair, key=words.rank)
    leads = [
        lead
        for difference in differences
        if difference
        for lead in (difference.before, *(step.end for step in difference.steps))
    ]
    return PairScale(
        left=words.alternative(left),
        right=words.alternative(right),
        ranks=(words.rank(left), words.rank(right)),
        facing=1 if words.rank(leader) > words.rank(rival) else -1,
        span=max(too_close, *(abs(lead) for lead in leads), 1),
        too_close=too_close,
    )
