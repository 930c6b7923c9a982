"""What concerns all answers: against enumeration, on rulebooks that the loader would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

from app.analysis.refusals import can_hold, never_taken, never_won, without_alternative
from app.engine.answers import Answers
from app.engine.questions import Condition
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks import loader
from tests.analysis.oracle import answer_sets, fits, meets, oracles, shown
from tests.engine.random_rulebooks import NAME, any_document, as_toml
from tests.rounds import rounds


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rulebook]:
    """Random rulebooks with two to four alternatives, whatever their answers lead to."""
    with monkeypatch.context() as patch:
        patch.setattr(loader, "exact_findings", lambda _: ())
        yield unchecked_rulebooks()


@cache
def unchecked_rulebooks() -> tuple[Rulebook, ...]:
    rng = Random(8)
    found: list[Rulebook] = []
    while len(found) < rounds(200):  # few of them hold what is looked for
        document = any_document(rng)
        block_anyone(document, rng)
        rulebook = loader.parse_rulebook(NAME, as_toml(document).encode())
        if fits(rulebook, most=500):
            found.append(rulebook)
    return tuple(found)


def block_anyone(document: dict[str, Any], rng: Random) -> None:
    sides = [side["id"] for side in document["alternative"]]
    for gate in document["gate"]:
        gate["blocks"] = rng.sample(sides, rng.randint(1, len(sides)))


def random_condition(rulebook: Rulebook, rng: Random) -> Condition:
    named = rng.sample(rulebook.questions, rng.randint(1, min(3, len(rulebook.questions))))
    return {
        question.id: frozenset(
            rng.sample(question.option_ids, rng.randint(1, len(question.options)))
        )
        for question in named
    }


def test_a_condition_can_hold_exactly_if_some_answers_meet_it():
    rng = Random(9)
    outcomes = set()
    for oracle in oracles():
        for _ in range(10):
            condition = random_condition(oracle.rulebook, rng)
            expected = any(meets(condition, case.answers) for case in oracle.cases)
            assert can_hold(oracle.rulebook, condition) == expected, (oracle.seed, condition)
            outcomes.add(expected)
    assert outcomes == {True, False}


def test_two_conditions_can_hold_together_exactly_if_some_answers_meet_both():
    rng = Random(10)
    outcomes = set()
    for oracle in oracles():
        for _ in range(10):
            first, second = (random_condition(oracle.rulebook, rng) for _ in range(2))
            expected = any(
                meets(first, case.answers) and meets(second, case.answers) for case in oracle.cases
            )
            assert can_hold(oracle.rulebook, first, second) == expected, oracle.seed
            outcomes.add(expected)
    assert outcomes == {True, False}


def blocked_in(rulebook: Rulebook, answers: Answers) -> set[str]:
    return {
        side
        for gate in rulebook.gates
        if meets(gate.when, answers) and not (gate.unless and meets(gate.unless, answers))
        for side in gate.blocks
    }


def test_gates_leave_no_alternative_exactly_if_some_answers_are_left_with_none(unchecked):
    outcomes = set()
    for rulebook in unchecked:
        everyone = set(rulebook.alternative_by_id)
        lost = [a for a in answer_sets(rulebook) if blocked_in(rulebook, a) == everyone]
        found = without_alternative(rulebook)
        assert (found is None) == (not lost)
        if found is not None:
            assert blocked_in(rulebook, shown(rulebook, found)) == everyone
        outcomes.add(found is None)
    assert outcomes == {True, False}


def verdicts_of(rulebook: Rulebook, *, unknown: bool) -> set[str]:
    return {evaluate(rulebook, a).verdict for a in answer_sets(rulebook, unknown=unknown)}


def with_alternatives_left(rulebooks: tuple[Rulebook, ...]) -> Iterator[Rulebook]:
    return (rulebook for rulebook in rulebooks if without_alternative(rulebook) is None)


@pytest.mark.parametrize("complete", [False, True])
def test_a_row_is_never_reached_exactly_if_no_answers_lead_to_it(unchecked, complete):
    unreached = 0
    for rulebook in with_alternatives_left(unchecked):
        reached = verdicts_of(rulebook, unknown=not complete)
        rows = {row.id for row in rulebook.verdicts if row.leader}
        found = {row.id for row in never_won(rulebook, complete=complete)}
        assert found == rows - reached
        unreached += len(found)
    assert unreached > 10


def test_a_row_is_never_taken_exactly_if_an_earlier_one_always_is_or_it_never_holds(unchecked):
    untaken = 0
    for rulebook in unchecked:
        taken = set()
        for answers in answer_sets(rulebook):
            for leader in (*rulebook.alternative_by_id, None):
                rows = (row for row in rulebook.verdicts if row.leader == leader)
                taken.add(next(row.id for row in rows if meets(row.when, answers)))
        found = {row.id for row in never_taken(rulebook)}
        assert found == {row.id for row in rulebook.verdicts} - taken
        untaken += len(found)
    assert untaken > 0
