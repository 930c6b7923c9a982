"""In how many ways of weighing the source a verdict holds: every policy that keeps its emphasis.

The sweep of a rulebook spans a grid of policies, cut down by its order of emphasis (`equal`,
`above`, `at_least`). Each is applied to the rules that fired: weight `max(1, tier + modifiers)`,
credit group by group, scores, lead. `too_close` stays. All of them are computed, none is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from app.engine.analysis.keeping import once
from app.engine.results import Contribution, Result
from app.engine.rules import Rule, Rulebook, Sweep

Points = NDArray[np.int64]
"""One value for each policy."""


@dataclass(frozen=True, slots=True)
class Weightings:
    """Of `total` policies, how many let each alternative lead (None: too close to call).

    `agree` of them give the verdict at hand. A verdict by rule holds in all; `leads` then says
    what points alone would give.
    """

    total: int
    agree: int
    leads: Mapping[str | None, int]


def weightings(rulebook: Rulebook, result: Result) -> Weightings | None:
    """The sweep over all policies; None if the rulebook declares none."""
    if rulebook.sweep is None:
        return None
    blocked = {one for gate in result.gates for one in gate.blocks}
    by_rule = result.basis == "rule"
    sides = [one for one in rulebook.alternative_by_id if by_rule or one not in blocked]
    scores = np.stack([_score(rulebook, result.ledger, side) for side in sides])
    leads = _count_leads(sides, scores, rulebook.too_close)
    total = len(policies(rulebook))
    return Weightings(total, total if by_rule else leads[result.leader], leads)


@once
def policies(rulebook: Rulebook) -> tuple[Mapping[str, int], ...]:
    """Every policy of the sweep, tier and modifier → points."""
    sweep = rulebook.sweep
    if sweep is None:
        return ()
    names = tuple(sweep.ranges)
    grid = product(*(range(low, high + 1) for low, high in sweep.ranges.values()))
    candidates = (_completed(sweep, dict(zip(names, values, strict=True))) for values in grid)
    return tuple(one for one in candidates if _keeps_emphasis(sweep, one))


def _completed(sweep: Sweep, policy: dict[str, int]) -> dict[str, int]:
    """Those that share a value with one of the grid."""
    for together in sweep.equal:
        value = next(policy[name] for name in together if name in policy)
        policy |= dict.fromkeys(together, value)
    return policy


def _keeps_emphasis(sweep: Sweep, policy: Mapping[str, int]) -> bool:
    return all(policy[more] > policy[less] for more, less in sweep.above) and all(
        policy[more] >= policy[less] for more, less in sweep.at_least
    )


@once
def _columns(rulebook: Rulebook) -> Mapping[str, Points]:
    """For each tier and modifier its points under every policy."""
    every = policies(rulebook)
    return {name: np.array([policy[name] for policy in every]) for name in every[0]}


def _weight(rulebook: Rulebook, rule: Rule) -> Points:
    columns = _columns(rulebook)
    modifiers = [name for name in ("both_sides", "hedged") if getattr(rule, name)]
    return np.maximum(1, sum((columns[one] for one in modifiers), columns[rule.tier]))


def _score(rulebook: Rulebook, fired: Iterable[Contribution], side: str) -> Points:
    """The score of one alternative under every policy."""
    score = np.zeros(len(policies(rulebook)), dtype=np.int64)
    speaking = sorted((one for one in fired if side in one.points), key=lambda one: one.group)
    for _, group in groupby(speaking, key=lambda one: one.group):
        given = np.stack([_points(rulebook, one, side) for one in group])
        score += np.maximum(0, given.max(axis=0)) + np.minimum(0, given.min(axis=0))
    return score


def _points(rulebook: Rulebook, one: Contribution, side: str) -> Points:
    weight = _weight(rulebook, rulebook.rule_by_id[one.rule])
    return weight if one.points[side] > 0 else -weight


def _count_leads(
    sides: Sequence[str], scores: NDArray[np.int64], too_close: int
) -> dict[str | None, int]:
    """How often each side leads by enough; None counts the policies where none does."""
    if len(sides) == 1:
        return {sides[0]: scores.shape[1], None: 0}
    in_order = np.sort(scores, axis=0)
    clear = in_order[-1] - in_order[-2] >= too_close
    first = scores.argmax(axis=0)
    leads: dict[str | None, int] = {
        side: int(np.count_nonzero(clear & (first == place))) for place, side in enumerate(sides)
    }
    return {**leads, None: int(np.count_nonzero(~clear))}
