"""What a shut gate takes for granted: on both rulebooks, and against every completion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine.presuming import presumed, unconfirmed_gates
from app.engine.scoring import evaluate
from tests.analysis.oracle import oracles
from tests.engine.toy import answers_to
from tests.factories import shipped

RULEBOOK = shipped().default


@pytest.mark.parametrize("limits", [{}, {"limits": None}], ids=["open", "not known"])
def test_that_a_running_app_has_no_limits_is_taken_for_granted_until_it_is_said(limits):
    answers = answers_to(RULEBOOK, situation="existing_flask", **limits)
    assert evaluate(RULEBOOK, answers).verdict == "keep"
    assert presumed(RULEBOOK, answers) == {"limits"}
    assert unconfirmed_gates(RULEBOOK, answers) == {"keep-working-app": {"limits"}}


@pytest.mark.parametrize("limits", [["none"], ["async"]], ids=["shut", "lifted"])
def test_an_answer_confirms_the_gate_or_lifts_it(limits):
    answers = answers_to(RULEBOOK, situation="existing_flask", limits=limits)
    assert presumed(RULEBOOK, answers) == frozenset()


def test_an_exception_of_two_answers_is_ruled_out_by_one_of_them():
    (gate,) = RULEBOOK.gates
    both = replace(gate, unless={**gate.unless, "upkeep": frozenset({"active"})})
    rulebook = replace(RULEBOOK, gates=(both,))
    for raw, expected in [
        ({}, {"limits", "upkeep"}),
        ({"limits": ["async"]}, {"upkeep"}),
        ({"limits": ["none"]}, set()),
        ({"upkeep": "maintenance", "limits": None}, set()),
    ]:
        answers = answers_to(rulebook, situation="existing_flask", **raw)
        assert presumed(rulebook, answers) == expected


def test_a_kept_answer_to_a_hidden_question_confirms_nothing_and_lacks_nothing():
    for answers in ({"limits": None}, {"situation": frozenset({"new"}), "limits": None}):
        assert presumed(RULEBOOK, answers) == frozenset()


def test_it_is_what_could_still_lift_a_shut_gate_in_every_small_rulebook():
    seen = 0
    for oracle in oracles():
        for answers in oracle.some_answers(12):
            expected = oracle.presumed(answers)
            assert presumed(oracle.rulebook, answers) == expected, (oracle.seed, answers)
            seen += bool(expected)
    assert seen


def test_without_anything_taken_for_granted_no_answer_lifts_a_gate():
    for oracle in oracles():
        for answers in oracle.some_answers(6):
            if not presumed(oracle.rulebook, answers):
                shut = {gate.gate for gate in evaluate(oracle.rulebook, answers).gates}
                known = {question: chosen for question, chosen in answers.items() if chosen}
                for case in oracle.completions(known):
                    gates = evaluate(oracle.rulebook, case.answers).gates
                    assert shut <= {gate.gate for gate in gates}
