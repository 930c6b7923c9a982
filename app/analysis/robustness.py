"""How firm the strengths are: verdicts of random answer sets under all weightings. Sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.memo import memo
from app.analysis.slots import base_rates
from app.analysis.space import Flags, Ints, space
from app.analysis.weightings import tallies
from app.engine.answers import Answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate

Floats = NDArray[np.float64]

SAMPLES = 1_500
SEED = 1

_TOGETHER = 100
"""Answer sets swept at once; more of them only take more memory."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """Verdicts by points of one strength: the shares of weightings that keep or reverse them.

    `median`, `low` (5 % quantile) and `worst` of those that keep it; `reversed` is the largest
    share in which the other side leads.
    """

    strength: str
    answer_sets: int
    median: float
    low: float
    worst: float
    reversed: float


@memo
def robustness(rulebook: Rulebook) -> tuple[Robustness, ...]:
    """Each strength that occurs among 1,500 seeded answer sets; () without a sweep."""
    if rulebook.sweep is None:
        return ()
    sampled = random_answer_sets(rulebook, SAMPLES, SEED)
    results = [evaluate(rulebook, answers) for answers in sampled]
    decided = [result for result in results if result.basis == "points" and result.leader]
    counted = _counted(rulebook, decided)
    total = counted[0].sum()
    sides = list(rulebook.alternative_by_id)
    leaders = [sides.index(result.leader) for result in decided if result.leader]
    leading = counted[np.arange(len(decided)), leaders]
    kept, turned = leading / total, (total - leading - counted[:, -1]) / total
    strengths = np.array([result.strength for result in decided])
    return tuple(
        _firmness(
            band.strength, kept[strengths == band.strength], turned[strengths == band.strength]
        )
        for band in rulebook.bands
        if (strengths == band.strength).any()
    )


def _firmness(strength: str, kept: Floats, turned: Floats) -> Robustness:
    """From the (n,) shares of weightings that keep and that reverse each verdict."""
    return Robustness(
        strength=strength,
        answer_sets=len(kept),
        median=float(np.median(kept)),
        low=float(np.quantile(kept, 0.05)),
        worst=float(kept.min()),
        reversed=float(turned.max()),
    )


def random_answer_sets(rulebook: Rulebook, size: int, seed: int) -> list[Answers]:
    """Random answers by the base rates of `slots.py`, those to hidden questions included."""
    rng = np.random.default_rng(seed)
    blocks = space(rulebook).blocks
    columns = [
        rng.choice(len(block.states), size=size, p=base_rates(block)).tolist()
        for block in blocks.values()
    ]
    return [
        {
            name: block.states[number] or None
            for (name, block), number in zip(blocks.items(), row, strict=True)
        }
        for row in zip(*columns, strict=True)
    ]


def _counted(rulebook: Rulebook, results: Sequence[Result]) -> Ints:
    """(n, N + 1) the weightings in which each side leads, and those too close to call."""
    starts = range(0, len(results), _TOGETHER)
    parts = (results[start : start + _TOGETHER] for start in starts)
    return np.concatenate([tallies(rulebook, _fired(rulebook, part)) for part in parts])


def _fired(rulebook: Rulebook, results: Sequence[Result]) -> Flags:
    """(n, R) which rules fire."""
    ledgers = [{line.rule for line in result.ledger} for result in results]
    return np.array([[rule.id in ledger for rule in rulebook.rules] for ledger in ledgers])
