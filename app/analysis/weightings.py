"""Weightings: the verdict under every weighting that keeps the source's order of emphasis.

Exact: every weighting of the sweep is tried, all of them at once. The weights form an (R, P) array
for R rules and P weightings; the credit of a group is their maximum over the rules that fired.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from app.analysis.memo import memo
from app.analysis.space import Flags, Ints
from app.engine.results import Result
from app.engine.rules import Rulebook, Sweep


@dataclass(frozen=True, slots=True)
class Weightings:
    """Of `total` weightings, how many let each alternative lead (None: too close to call).

    `agree` of them give the verdict at hand. A verdict by rule holds in all; `leads` then says
    what points alone would give.
    """

    total: int
    agree: int
    leads: Mapping[str | None, int]


def weightings(rulebook: Rulebook, result: Result) -> Weightings | None:
    """The sweep over all weightings; None if the rulebook declares none."""
    if rulebook.sweep is None:
        return None
    by_rule = result.basis == "rule"
    blocked = set() if by_rule else {side for gate in result.gates for side in gate.blocks}
    fired = {line.rule for line in result.ledger}
    rows = np.array([rule.id in fired for rule in rulebook.rules]).reshape(1, -1)
    (counted,) = tallies(rulebook, rows, blocked).tolist()
    leads = dict(zip((*rulebook.alternative_by_id, None), counted, strict=True))
    total = sum(counted)
    return Weightings(total, total if by_rule else leads[result.leader], leads)


def tallies(rulebook: Rulebook, fired: Flags, blocked: Iterable[str] = ()) -> Ints:
    """(n, N + 1) weightings in which each of N alternatives leads, and those too close to call.

    `fired` is (n, R): which rules fire, for each of n answer sets. Blocked alternatives lead never.
    """
    left_out = frozenset(blocked)
    available = [n for n, side in enumerate(rulebook.alternative_by_id) if side not in left_out]
    scores = _scores(rulebook, fired)[available]
    second, best = np.sort(scores, axis=0)[-2:]
    leader = np.array(available)[scores.argmax(axis=0)]
    leader = np.where(best - second < rulebook.too_close, len(rulebook.alternatives), leader)
    sides = range(len(rulebook.alternatives) + 1)
    return np.stack([np.count_nonzero(leader == side, axis=1) for side in sides], axis=1)


def _scores(rulebook: Rulebook, fired: Flags) -> Ints:
    """(N, n, P) scores: in each group the strongest reason for, and the strongest against."""
    weight = _weights(rulebook)
    scores = np.zeros((len(rulebook.alternatives), len(fired), weight.shape[1]), dtype=np.int64)
    ever = set(np.flatnonzero(fired.any(axis=0)).tolist())
    for place in _places(rulebook):
        rules = [rule for rule in place.rules if rule in ever]
        if rules:
            credit = np.outer(fired[:, rules[0]], weight[rules[0]])
            for rule in rules[1:]:
                np.maximum(credit, np.outer(fired[:, rule], weight[rule]), out=credit)
            scores[place.side] += place.sign * credit
    return scores


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one rule of several counts: in a group, for (1) or against (-1) a side."""

    side: int
    sign: int
    rules: tuple[int, ...]


@memo
def _places(rulebook: Rulebook) -> tuple[_Place, ...]:
    numbers: dict[tuple[str, int, int], list[int]] = {}
    sides = list(rulebook.alternative_by_id)
    for number, rule in enumerate(rulebook.rules):
        for side, points in rule.points.items():
            place = rule.group, sides.index(side), 1 if points > 0 else -1
            numbers.setdefault(place, []).append(number)
    return tuple(_Place(side, sign, tuple(rules)) for (_, side, sign), rules in numbers.items())


@memo
def _weights(rulebook: Rulebook) -> Ints:
    """(R, P) the weight of each rule under each weighting."""
    points = _columns(rulebook)
    return np.array(
        [
            np.maximum(1, sum(points[part] for part in (rule.tier, *rule.modifiers)))
            for rule in rulebook.rules
        ]
    )


@memo
def swept_weights(rulebook: Rulebook) -> tuple[Mapping[str, int], ...]:
    """The weights of every weighting in the sweep: tier and modifier → points."""
    columns = _columns(rulebook)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return tuple(dict(zip(columns, row, strict=True)) for row in rows)


@memo
def _columns(rulebook: Rulebook) -> Mapping[str, Ints]:
    """For each key of the weights its (P,) values.

    A key without a range takes the value of one it has to equal, else the published one.
    """
    sweep = rulebook.sweep or Sweep({})
    ranges = [range(low, high + 1) for low, high in sweep.ranges.values()]
    grid = np.array(list(product(*ranges)), dtype=np.int64)
    column = {key: np.full(len(grid), value) for key, value in rulebook.weights.items()}
    column |= dict(zip(sweep.ranges, grid.T, strict=True))
    for keys in sweep.equal:
        ranged = next((key for key in keys if key in sweep.ranges), None)
        if ranged is not None:
            column |= {key: column[ranged] for key in keys if key not in sweep.ranges}
    kept = _keeps_emphasis(sweep, column)
    return {key: values[kept] for key, values in column.items()}


def _keeps_emphasis(sweep: Sweep, column: Mapping[str, Ints]) -> Flags:
    """Which weightings keep the order that the sweep asks for."""
    conditions = [
        *(column[first] == column[other] for first, *others in sweep.equal for other in others),
        *(column[more] > column[less] for more, less in sweep.above),
        *(column[more] >= column[less] for more, less in sweep.at_least),
    ]
    kept: Flags = np.full(len(next(iter(column.values()))), True)
    for condition in conditions:
        kept &= condition
    return kept
