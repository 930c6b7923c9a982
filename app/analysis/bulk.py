"""Scores many answer sets at once: one array operation per condition, rule and verdict row.

For any number of alternatives. An answer set is a column of state numbers, one for each question
(`structure.states`; 0 is unknown). The cost is (conditions + rules + rows) · n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from app.analysis.memo import memo
from app.analysis.space import Flags, Ints
from app.analysis.structure import states
from app.engine.questions import Condition
from app.engine.rules import Rulebook

Codes = NDArray[np.uint16]
"""(Q, n) the number of the state of each of Q questions in n answer sets."""

Columns = Mapping[str, Sequence[object]]
"""Stored answers of n answer sets: question → n times an option, a list of options, or None."""

CHUNK = 1 << 15
"""So many answer sets at a time keep the arrays in the processor's cache."""

_BLOCKED = -1_000_000_000
_MISFIT = 65_535
"""A code no state can have: the budget allows 20,000 of them."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Answer sets as codes; (n,) `misfits` had an answer that the rulebook does not know.

    Such an answer is coded as unknown: it is never guessed what it might mean now.
    """

    codes: Codes
    misfits: Flags


@dataclass(frozen=True, slots=True)
class Scored:
    """Results of n answer sets.

    verdict: (n,) number of the verdict row; scores: (N, n) points of each alternative
    lead: (n,) points between the best two alternatives that no gate blocks; 0 where by_rule
    by_rule: (n,) whether a gate left one alternative
    hidden: (n,) whether an answer was given to a question that is not asked then
    """

    verdict: Ints
    scores: Ints
    lead: Ints
    by_rule: Flags
    hidden: Flags


def encode(rulebook: Rulebook, columns: Columns, size: int) -> Encoded:
    """The codes of so many answer sets; a question without a column has no answers."""
    codes = np.zeros((len(rulebook.questions), size), dtype=np.uint16)
    misfits = np.zeros(size, dtype=np.bool_)
    numbers = {name: number for number, name in enumerate(rulebook.question_by_id)}
    for name, answers in columns.items():
        if name in numbers:
            codes[numbers[name]] = _column(_code_of(rulebook)[name], answers)
        else:
            misfits |= np.array([answer is not None for answer in answers], dtype=np.bool_)
    misfits |= (codes == _MISFIT).any(axis=0)
    codes[codes == _MISFIT] = 0
    return Encoded(codes, misfits)


def recode(old: Rulebook, new: Rulebook, codes: Codes) -> Encoded:
    """The codes for another version: each state keeps its options, or does not fit."""
    size = codes.shape[1]
    given = dict(zip(old.question_by_id, codes, strict=True))
    gone = [given[name] > 0 for name in old.question_by_id if name not in new.question_by_id]
    misfits = np.logical_or.reduce([np.zeros(size, dtype=np.bool_), *gone])
    recoded = np.zeros((len(new.questions), size), dtype=np.uint16)
    for number, (name, code_of) in enumerate(_code_of(new).items()):
        if name in given:
            kept = [code_of.get(state, _MISFIT) for state in states(old.question_by_id[name])]
            recoded[number] = np.array(kept, dtype=np.uint16)[given[name]]
    misfits |= (recoded == _MISFIT).any(axis=0)
    recoded[recoded == _MISFIT] = 0
    return Encoded(recoded, misfits)


_CodeOf = Mapping[object, int]
"""The code of None, of an option, and of a set of options."""


@memo
def _code_of(rulebook: Rulebook) -> Mapping[str, _CodeOf]:
    found: dict[str, dict[object, int]] = {}
    for question in rulebook.questions:
        codes: dict[object, int] = {None: 0}
        for code, state in enumerate(states(question)):
            codes[state] = code
            if len(state) == 1:
                codes |= dict.fromkeys(state, code)
        found[question.id] = codes
    return found


def _column(code_of: _CodeOf, answers: Sequence[object]) -> Codes:
    try:
        codes = map(code_of.get, answers, repeat(_MISFIT))
        return np.fromiter(codes, dtype=np.uint16, count=len(answers))
    except TypeError:  # a list, which has no hash
        sets = [frozenset(one) if isinstance(one, list) else one for one in answers]
        return _column(code_of, sets)


def rescore(rulebook: Rulebook, codes: Codes) -> Scored:
    """The results of all these answer sets; the same as evaluating each of them."""
    size = codes.shape[1]
    starts = range(0, size, CHUNK) if size else [0]
    scored = [_scored(rulebook, codes[:, start : start + CHUNK]) for start in starts]
    return Scored(
        verdict=np.concatenate([each.verdict for each in scored]),
        scores=np.concatenate([each.scores for each in scored], axis=1),
        lead=np.concatenate([each.lead for each in scored]),
        by_rule=np.concatenate([each.by_rule for each in scored]),
        hidden=np.concatenate([each.hidden for each in scored]),
    )


def fired_rules(rulebook: Rulebook, codes: Codes) -> Flags:
    """(n, R) which rules fire."""
    sheet = _Sheet(rulebook, codes)
    return np.stack([sheet.holds(rule.when) for rule in rulebook.rules], axis=1)


class _Sheet:
    """The visible answers of n answer sets, and which conditions they meet."""

    def __init__(self, rulebook: Rulebook, codes: Codes) -> None:
        self.meeting = _meeting(rulebook)
        self.size = codes.shape[1]
        self.answers: dict[str, Codes] = {}
        self.known: dict[tuple[str, frozenset[str]], Flags] = {}
        self.hidden = np.zeros(self.size, dtype=np.bool_)
        for question, given in zip(rulebook.questions, codes, strict=True):  # parents first
            visible = self.holds(question.ask_when)
            self.answers[question.id] = np.where(visible, given, np.uint16(0))
            self.hidden |= (given > 0) & ~visible

    def holds(self, condition: Condition) -> Flags:
        """(n,) whether the condition holds."""
        met = np.ones(self.size, dtype=np.bool_)
        for pair in condition.items():
            if pair not in self.known:
                self.known[pair] = self.meeting[pair][self.answers[pair[0]]]
            met &= self.known[pair]
        return met


@memo
def _meeting(rulebook: Rulebook) -> Mapping[tuple[str, frozenset[str]], Flags]:
    """For each question and options that a condition names: which states meet the options."""
    conditions = [
        *(question.ask_when for question in rulebook.questions),
        *(rule.when for rule in rulebook.rules),
        *(condition for gate in rulebook.gates for condition in (gate.when, gate.unless)),
        *(row.when for row in rulebook.verdicts),
    ]
    return {
        (name, options): np.array(
            [not options.isdisjoint(state) for state in states(rulebook.question_by_id[name])]
        )
        for condition in conditions
        for name, options in condition.items()
    }


def _scored(rulebook: Rulebook, codes: Codes) -> Scored:
    sheet = _Sheet(rulebook, codes)
    scores = _scores(rulebook, sheet)
    available = _available(rulebook, sheet)
    standing = np.where(available, scores, _BLOCKED)
    second, best = np.sort(standing, axis=0)[-2:]
    by_rule = np.count_nonzero(available, axis=0) == 1
    lead = np.where(by_rule, 0, best - second)
    leader = np.where(by_rule | (lead >= rulebook.too_close), standing.argmax(axis=0), -1)
    return Scored(_verdicts(rulebook, sheet, leader), scores, lead, by_rule, sheet.hidden)


def _scores(rulebook: Rulebook, sheet: _Sheet) -> Ints:
    """(N, n): in each group the strongest reason for, and the strongest against."""
    number = {side: place for place, side in enumerate(rulebook.alternative_by_id)}
    credit: dict[tuple[str, str, bool], Ints] = {}
    for rule in rulebook.rules:
        fired = sheet.holds(rule.when)
        for side, points in rule.points.items():
            place = rule.group, side, points > 0
            given = fired * np.int64(points)
            stronger = np.maximum if points > 0 else np.minimum
            credit[place] = stronger(credit[place], given) if place in credit else given
    scores = np.zeros((len(number), sheet.size), dtype=np.int64)
    for (_, side, _), given in credit.items():
        scores[number[side]] += given
    return scores


def _available(rulebook: Rulebook, sheet: _Sheet) -> Flags:
    """(N, n) which alternatives no gate blocks."""
    number = {side: place for place, side in enumerate(rulebook.alternative_by_id)}
    available = np.ones((len(number), sheet.size), dtype=np.bool_)
    for gate in rulebook.gates:
        shut = sheet.holds(gate.when)
        if gate.unless:
            shut = shut & ~sheet.holds(gate.unless)
        for side in gate.blocks:
            available[number[side]] &= ~shut
    return available


def _verdicts(rulebook: Rulebook, sheet: _Sheet, leader: Ints) -> Ints:
    """(n,) the first row for the leader (-1: too close to call) that holds."""
    number: dict[str | None, int] = {None: -1}
    number |= {side: place for place, side in enumerate(rulebook.alternative_by_id)}
    found = np.zeros(sheet.size, dtype=np.int64)
    for place, row in reversed(list(enumerate(rulebook.verdicts))):
        found[(leader == number[row.leader]) & sheet.holds(row.when)] = place
    return found
