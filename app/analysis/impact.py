"""What another version of a rulebook does: to stored assessments, and to the exact counts of each
context, old beside new.

Answers that no longer fit are listed and left out, never guessed. For any number of alternatives,
but for the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.analysis.contexts import context_question
from app.analysis.counts import Counts, count
from app.engine.answers import Answers, Problem, read_answers
from app.engine.errors import Invalid
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate

MOST_CASES = 1_000
"""Assessments that are shown one by one; the table counts all of them."""

RawAnswers = Mapping[str, object]
"""Answers as they are stored: question → option, list of options, or None."""


Stored = tuple[str, RawAnswers]
"""The id of an assessment made under the old version, and its answers."""


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

    `verdicts` counts them by old and new verdict. `cases` are those that change or have answers
    that no longer fit, the first `MOST_CASES` of them; `changed` and `misfitting` count them all.
    """

    verdicts: Mapping[tuple[str, str], int]
    changed: int
    misfitting: int
    cases: Mapping[str, Reassessment]


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


def impact(old: Rulebook, new: Rulebook, stored: Iterable[Stored]) -> Impact:
    """The verdicts of stored assessments under both; the old ones are computed afresh.

    Invalid if an answer does not fit the old version, under which it was saved.
    """
    verdicts: Counter[tuple[str, str]] = Counter()
    cases: dict[str, Reassessment] = {}
    changed = misfitting = 0
    for assessment_id, raw in stored:
        reassessment = reassess(new, raw, evaluate(old, _saved_answers(old, raw)))
        pair = reassessment.before.verdict, reassessment.after.verdict
        verdicts[pair] += 1
        changed += pair[0] != pair[1]
        misfitting += bool(reassessment.misfits)
        if len(cases) < MOST_CASES and (pair[0] != pair[1] or reassessment.misfits):
            cases[assessment_id] = reassessment
    return Impact(verdicts, changed, misfitting, cases)


def _saved_answers(rulebook: Rulebook, raw: RawAnswers) -> Answers:
    answers, problems = read_answers(rulebook, raw)
    if problems:
        raise Invalid(
            f"Some stored answers do not fit this {rulebook.id} {rulebook.version}.",
            remedy="Name the version as it was when they were saved.",
        )
    return answers


@dataclass(frozen=True, slots=True)
class ContextChange:
    """Complete answer sets of one context in both versions; None where the context is missing.

    `option` is that of the context question, None for all answers together.
    """

    option: str | None
    before: Counts | None
    after: Counts | None

    @property
    def changed(self) -> bool:
        """Whether any verdict has another share; more answer sets alone change nothing."""
        if self.before is None or self.after is None:
            return True
        return _shares(self.before, self.after) != _shares(self.after, self.before)


def compare_contexts(old: Rulebook, new: Rulebook) -> tuple[ContextChange, ...]:
    """All answers together, then every context of either version. For two alternatives.

    Without a context question that both have, all answers are the only row.
    """
    together = ContextChange(None, count(old), count(new))
    before, after = context_question(old), context_question(new)
    if before is None or after is None or before.id != after.id:
        return (together,)
    options = dict.fromkeys((*after.option_ids, *before.option_ids))
    return together, *(
        ContextChange(
            option,
            _counted(old, before.id, option) if option in before.option_ids else None,
            _counted(new, after.id, option) if option in after.option_ids else None,
        )
        for option in options
    )


def _counted(rulebook: Rulebook, question: str, option: str) -> Counts:
    here: Answers = {question: frozenset({option})}
    return count(rulebook, here)


def _shares(counts: Counts, other: Counts) -> dict[str, int]:
    """The verdicts that occur, over the common denominator of both totals."""
    return {row: number * other.total for row, number in counts.verdicts.items() if number}
