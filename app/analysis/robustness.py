"""How firm the strengths are: verdicts of random answer sets under all weightings. Sampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.bulk import Codes, fired_rules, rescore
from app.analysis.memo import memo
from app.analysis.slots import base_rates
from app.analysis.space import Ints, space
from app.analysis.weightings import tallies
from app.engine.rules import Rulebook

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
    codes = random_answer_sets(rulebook, SAMPLES, SEED)
    scored = rescore(rulebook, codes)
    decided = np.flatnonzero(~scored.by_rule & (scored.lead >= rulebook.too_close))
    counted = _counted(rulebook, codes[:, decided])
    total = counted[0].sum()
    leading = counted[np.arange(len(decided)), scored.scores[:, decided].argmax(axis=0)]
    kept, turned = leading / total, (total - leading - counted[:, -1]) / total
    thresholds = [each.lead for each in rulebook.bands]
    band = np.searchsorted(thresholds, scored.lead[decided], side="right") - 1
    return tuple(
        Robustness(
            strength=each.strength,
            answer_sets=int(np.count_nonzero(band == number)),
            median=float(np.median(kept[band == number])),
            low=float(np.quantile(kept[band == number], 0.05)),
            worst=float(kept[band == number].min()),
            reversed=float(turned[band == number].max()),
        )
        for number, each in enumerate(rulebook.bands)
        if (band == number).any()
    )


def random_answer_sets(rulebook: Rulebook, size: int, seed: int) -> Codes:
    """(Q, size) random answers by the base rates of `slots.py`, hidden questions included."""
    rng = np.random.default_rng(seed)
    rows = [
        rng.choice(len(block.states), size=size, p=base_rates(block))
        for block in space(rulebook).blocks.values()
    ]
    return np.array(rows, dtype=np.uint16)


def _counted(rulebook: Rulebook, codes: Codes) -> Ints:
    """(n, N + 1) the weightings in which each side leads, and those too close to call."""
    starts = range(0, codes.shape[1], _TOGETHER)
    parts = (codes[:, start : start + _TOGETHER] for start in starts)
    return np.concatenate([tallies(rulebook, fired_rules(rulebook, part)) for part in parts])
