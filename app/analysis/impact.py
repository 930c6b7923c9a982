"""What another version of a rulebook does to stored assessments.

Answers that no longer fit are listed and left out, never guessed. For any number of alternatives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np

from app.analysis.bulk import Columns, encode, recode, rescore
from app.analysis.space import Ints
from app.engine.answers import Problem, read_answers
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate

MOST_TOLD = 1_000
"""Assessments told one by one; the table counts all of them."""


RawAnswers = Mapping[str, object]
"""Answers as they are stored: question → option, list of options, or None."""


class Portion(Protocol):
    """Some assessments made under the old version; nothing of them is kept that is not told."""

    @property
    def ids(self) -> Sequence[str]:
        """The ids of n assessments."""

    @property
    def columns(self) -> Columns:
        """Their answers, by question."""

    def raws(self) -> Sequence[RawAnswers]:
        """Their answers, by assessment: for those that are told one by one."""


@dataclass(frozen=True, slots=True)
class Move:
    """A rule whose credited points differ; {} where it is not credited or not there."""

    rule: str
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reassessment:
    """One assessment under another version: both results, why they differ, what did not fit."""

    before: Result
    after: Result
    moves: tuple[Move, ...]
    misfits: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Stored assessments under two versions.

    `verdicts` counts them by old and new verdict. `told` are those that change or have answers
    that no longer fit, the first `MOST_TOLD` of them; `changed` and `misfitting` count them all.
    """

    verdicts: Mapping[tuple[str, str], int]
    changed: int
    misfitting: int
    told: Mapping[str, Reassessment]


def reassess(rulebook: Rulebook, raw: RawAnswers, before: Result) -> Reassessment:
    """The stored answers under this rulebook, beside the result that was stored with them.

    "I do not know" to a question that is not asked any more is no misfit: nothing is lost.
    """
    answers, problems = read_answers(rulebook, raw, hidden="refuse")
    after = evaluate(rulebook, answers)
    misfits = tuple(problem for problem in problems if raw[problem.question] is not None)
    return Reassessment(before, after, moved_rules(before, after), misfits)


def moved_rules(before: Result, after: Result) -> tuple[Move, ...]:
    """The rules whose credit differs between two results, in the order of the later one."""
    old = {line.rule: line.credited for line in before.ledger}
    new = {line.rule: line.credited for line in after.ledger}
    return tuple(
        Move(rule, old.get(rule, {}), new.get(rule, {}))
        for rule in {**new, **old}
        if old.get(rule, {}) != new.get(rule, {})
    )


def impact(old: Rulebook, new: Rulebook, portions: Iterable[Portion]) -> Impact:
    """The verdicts of stored assessments under both; the old ones are computed afresh."""
    verdicts: Counter[tuple[str, str]] = Counter()
    told: dict[str, Reassessment] = {}
    changed = misfitting = 0
    for portion in portions:
        pairs, different, misfits = _compared(old, new, portion)
        verdicts += pairs
        changed += len(different)
        misfitting += len(misfits)
        if len(told) < MOST_TOLD:
            raws = portion.raws()
            for place in sorted(different | misfits)[: MOST_TOLD - len(told)]:
                before = evaluate(old, read_answers(old, raws[place])[0])
                told[portion.ids[place]] = reassess(new, raws[place], before)
    return Impact(dict(verdicts), changed, misfitting, told)


def _compared(
    old: Rulebook, new: Rulebook, portion: Portion
) -> tuple[Counter[tuple[str, str]], set[int], set[int]]:
    """Old and new verdicts, counted; which verdicts change; which have answers that do not fit."""
    codes = encode(old, portion.columns, len(portion.ids)).codes
    recoded = recode(old, new, codes)
    before, after = rescore(old, codes), rescore(new, recoded.codes)
    old_ids = np.array([row.id for row in old.verdicts])[before.verdict]
    new_ids = np.array([row.id for row in new.verdicts])[after.verdict]
    changed = set(np.flatnonzero(old_ids != new_ids).tolist())
    misfits = set(np.flatnonzero(recoded.misfits | after.hidden).tolist())
    return _pairs(old, new, before.verdict, after.verdict), changed, misfits


def _pairs(old: Rulebook, new: Rulebook, before: Ints, after: Ints) -> Counter[tuple[str, str]]:
    """How often each old verdict meets each new one, from the (n,) numbers of their rows."""
    rows, columns = len(old.verdicts), len(new.verdicts)
    counted = np.bincount(before * columns + after, minlength=rows * columns)
    named = product((row.id for row in old.verdicts), (row.id for row in new.verdicts))
    return Counter(
        {pair: number for pair, number in zip(named, counted.tolist(), strict=True) if number}
    )
