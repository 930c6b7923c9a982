"""What open questions can still do: the interval of the lead, whether the verdict is settled, and
which of the given answers suffice for that.

Exact, by bounds: the components share no question, so the lowest lead is the sum of their lowest
contrasts. Conditional questions are covered, since their parents are in the cutset. The cost is
C·I plus one pass over the L cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.slots import given, possible, reopened
from app.analysis.space import FAR, FIRST, SECOND, TOO_CLOSE, Flags, Ints, Space, space
from app.engine.answers import Answers, visible_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate

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
    arrays = space(rulebook)
    verdict = settled_verdict(arrays, reopened(rulebook, answers))
    return Outlook(
        verdict=verdict,
        even_if_known=verdict is not None
        and settled_verdict(arrays, given(rulebook, answers, reopen=True)) is not None,
        interval=interval(rulebook, answers),
    )


def interval(rulebook: Rulebook, answers: Answers) -> Interval:
    """Lowest and highest lead of the first alternative over all completions of the answers."""
    arrays = space(rulebook)
    _, low, high = bounds(arrays, possible(arrays, reopened(rulebook, answers)))
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
    low = space.per_segment(np.minimum, np.where(fits, space.contrast, FAR))
    high = space.per_segment(np.maximum, np.where(fits, space.contrast, -FAR))
    return ways, base + low[segments].sum(axis=1), base + high[segments].sum(axis=1)


def sufficient_answers(rulebook: Rulebook, answers: Answers) -> Answers | None:
    """A subset of the answers that settles the verdict; without any of them it would be open.

    None unless the answers settle it. "I do not know" is an answer here, unless a gate takes it
    for granted. Answers are taken away one at a time, those that support the verdict least first,
    questions of the cutset last.
    """
    arrays = space(rulebook)
    kept = dict(given(rulebook, answers))
    if settled_verdict(arrays, reopened(rulebook, kept)) is None:
        return None
    before = None
    while len(kept) != before:  # without the answer that shut a gate, another may be spare, too
        before = len(kept)
        for question in _least_supportive_first(arrays, kept):
            fewer = _without(rulebook, kept, question)
            settles = settled_verdict(arrays, reopened(rulebook, fewer)) is not None
            if question in kept and settles:
                kept = dict(fewer)
    return kept


def _without(rulebook: Rulebook, answers: Answers, question: str) -> Answers:
    """The answers without this one, and without those to questions that it made visible."""
    fewer = {name: chosen for name, chosen in answers.items() if name != question}
    return visible_answers(rulebook, fewer)


def _least_supportive_first(space: Space, answers: Answers) -> list[str]:
    """By the points that the verdict could lose without the answer; the cutset last."""
    result = evaluate(space.rulebook, answers)
    first = next(iter(space.rulebook.alternative_by_id))
    low, high = _ends(space, answers)

    def support(question: str) -> int:
        lower, higher = _ends(space, _without(space.rulebook, answers, question))
        for_first, for_second = low - lower, higher - high
        if result.leader is None:
            return for_first + for_second
        return for_first if result.leader == first else for_second

    return sorted(answers, key=lambda question: (question in space.cutset, support(question)))


def _ends(space: Space, answers: Answers) -> tuple[int, int]:
    _, low, high = bounds(space, possible(space, answers))
    return int(low.min()), int(high.max())
