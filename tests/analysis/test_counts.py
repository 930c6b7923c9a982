"""Exact counts: against every answer set, against the product of the questions, beyond 2^63."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import prod

from app.analysis.counts import Counts, count
from app.analysis.structure import count_states
from app.engine.answers import Answers
from app.engine.questions import Option, Question
from app.engine.rules import Rulebook
from tests.analysis.oracle import Case, Oracle, oracles
from tests.factories import shipped

RULEBOOK = shipped().default


def counted(rulebook: Rulebook, cases: list[Case]) -> Counts:
    verdicts = Counter(case.verdict for case in cases)
    sides = Counter(case.side for case in cases)
    return Counts(
        len(cases),
        {row.id: verdicts[row.id] for row in rulebook.verdicts},
        {side: sides[side] for side in (*rulebook.alternative_by_id, None)},
    )


def complete(case: Case, given: Answers) -> bool:
    return all(chosen or question in given for question, chosen in case.answers.items())


def known(oracle: Oracle) -> list[Answers]:
    return oracle.some_answers(3)


def test_verdicts_of_complete_answers_are_counted_exactly():
    for oracle in oracles():
        for given in known(oracle):
            cases = [case for case in oracle.completions(given) if complete(case, given)]
            assert count(oracle.rulebook, given) == counted(oracle.rulebook, cases), oracle.seed


def test_so_are_those_of_answers_with_unknowns():
    for oracle in oracles():
        for given in known(oracle):
            cases = list(oracle.completions(given))
            found = count(oracle.rulebook, given, with_unknown=True)
            assert found == counted(oracle.rulebook, cases), oracle.seed


def test_the_counts_of_the_shipped_rulebook_multiply_as_its_questions_do():
    states = {question.id: count_states(question) for question in RULEBOOK.questions}
    free = [number for name, number in states.items() if name not in FLASK_ONLY]
    context = states["situation"] - 1 + (states["limits"] * states["upkeep"])
    assert count(RULEBOOK, with_unknown=True).total == context * prod(free)
    answers = [number - 1 for number in free]
    context = states["situation"] - 2 + (states["limits"] - 1) * (states["upkeep"] - 1)
    assert count(RULEBOOK).total == context * prod(answers)


FLASK_ONLY = {"situation", "limits", "upkeep"}


def with_idle_questions(rulebook: Rulebook, number: int) -> Rulebook:
    """Nothing changes but the number of answer sets: each question has nine options."""
    options = tuple(Option(f"o{n}", "An option") for n in range(9))
    idle = (Question(f"idle{n}", "way", "?", "one", "fact", options=options) for n in range(number))
    return replace(rulebook, questions=(*rulebook.questions, *idle))


def test_counts_are_exact_beyond_2_to_the_63():
    larger = count(with_idle_questions(RULEBOOK, 15))
    small = count(RULEBOOK)
    assert larger.total == small.total * 9**15 > 2**63
    assert larger.sides == {side: number * 9**15 for side, number in small.sides.items()}


def test_with_unknowns_too():
    larger = count(with_idle_questions(RULEBOOK, 15), with_unknown=True)
    small = count(RULEBOOK, with_unknown=True)
    assert larger.verdicts == {row: number * 10**15 for row, number in small.verdicts.items()}


def test_counts_just_below_the_limit_of_int64_are_exact():
    larger = count(with_idle_questions(RULEBOOK, 11))
    assert larger.total == 73_850_616 * 9**11 > 2**61


def test_counts_of_separate_answer_sets_add_up():
    parts = [
        count(RULEBOOK, {"situation": frozenset({option})})
        for option in RULEBOOK.question_by_id["situation"].option_ids
    ]
    first, *others = parts
    for other in others:
        first = first.plus(other)
    assert first == count(RULEBOOK)
