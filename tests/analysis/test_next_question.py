"""The next question: one pass equals the naive sum over all answer sets; the design's figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import log2, prod

import pytest

from app.analysis.next_question import next_question, worths
from app.engine.answers import Answers, read_answers, visible_questions
from app.engine.presuming import presumed
from app.engine.questions import Question
from app.engine.rules import Rulebook
from tests.analysis.drinks import DRINKS, planted
from tests.analysis.oracle import Case, Oracle, oracles, possible_answers
from tests.factories import shipped

RULEBOOK = shipped().default


def rate(question: Question, chosen: frozenset[str] | None) -> float:
    """Base rates: 10 % not known; one answer evenly or by prior; several by 0.5^size."""
    if chosen is None:
        return 0.1
    weights = {answer: weight(question, answer) for answer in possible_answers(question)}
    return 0.9 * weights[chosen] / sum(weights.values())


def weight(question: Question, chosen: frozenset[str]) -> float:
    (option, *_) = (option for option in question.options if option.id in chosen)
    if question.kind == "one":
        return 1 if option.prior is None else option.prior
    return 1 if option.exclusive else 0.5 ** len(chosen)


def entropy(rates: Counter[str]) -> float:
    total = sum(rates.values())
    return -sum(each / total * log2(each / total) for each in rates.values() if each)


def likelihood(rulebook: Rulebook, case: Case, given: Answers) -> float:
    return prod(
        rate(rulebook.question_by_id[name], chosen)
        for name, chosen in case.answers.items()
        if name not in given
    )


def naive_gains(oracle: Oracle, given: Answers) -> dict[str, float]:
    verdicts: Counter[str] = Counter()
    by_answer: dict[str, dict[object, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    asked = [q.id for q in visible_questions(oracle.rulebook, given) if q.id not in given]
    for case in oracle.completions(given):
        likely = likelihood(oracle.rulebook, case, given)
        verdicts[case.verdict] += likely  # type: ignore[assignment]
        for name in asked:
            by_answer[name][case.answers[name]][case.verdict] += likely  # type: ignore[assignment]
    return {
        name: entropy(verdicts)
        - sum(sum(told.values()) * entropy(told) for told in by_answer[name].values())
        for name in asked
    }


def test_one_pass_equals_the_naive_sum_over_all_completions():
    for oracle in oracles():
        for given in oracle.some_answers(2):
            found = {worth.question: worth.bits for worth in worths(oracle.rulebook, given)}
            assert found == pytest.approx(naive_gains(oracle, given), abs=1e-9), oracle.seed


def test_no_question_is_worth_less_than_nothing():
    gains = [
        worth.bits
        for oracle in oracles()
        for given in oracle.some_answers(3)
        for worth in worths(oracle.rulebook, given)
    ]
    assert min(gains) >= 0
    assert max(gains) > 0.5


def test_the_most_useful_question_comes_first_and_is_the_next():
    for oracle in oracles():
        found = worths(oracle.rulebook, {})
        assert [worth.bits for worth in found] == sorted(
            (worth.bits for worth in found), key=lambda bits: -round(bits, 12)
        )
        assert next_question(oracle.rulebook, {}) in (found[0], None)


def given(**raw: str | list[str] | None) -> Answers:
    return read_answers(RULEBOOK, raw)[0]


def bits(answers: Answers) -> dict[str, float]:
    return {worth.question: round(worth.bits, 2) for worth in worths(RULEBOOK, answers)}


def test_at_the_start_the_figures_of_the_design_come_out():
    found = bits({})
    assert list(found)[:2] == ["situation", "kind"]
    assert (found["situation"], found["kind"]) == (1.02, 0.29)
    assert max(list(found.values())[2:]) <= 0.04


def test_for_a_running_flask_app_its_limits_come_second():
    found = bits(given(situation="existing_flask"))
    assert next(iter(found)) == "limits"
    assert found["limits"] == 0.52


def test_what_was_answered_is_never_offered_again_not_even_by_i_do_not_know():
    for oracle in oracles():
        for answers in oracle.some_answers(4):
            offered = next_question(oracle.rulebook, answers)
            assert offered is None or offered.question not in answers
    answers = given(situation="existing_flask", limits=None)
    assert presumed(RULEBOOK, answers) == {"limits"}
    assert next_question(RULEBOOK, answers) is None


def test_what_a_rule_takes_for_granted_is_offered_while_it_is_open():
    offered = next_question(RULEBOOK, given(situation="existing_flask"))
    assert offered is not None
    assert offered.question == "limits"


def test_a_settled_verdict_needs_no_question():
    assert next_question(RULEBOOK, given(situation="existing_flask", limits=["none"])) is None


def test_nor_does_a_finished_questionnaire():
    answers = {question.id: None for question in RULEBOOK.questions}
    assert next_question(RULEBOOK, answers) is None
    assert worths(RULEBOOK, answers) == ()


def test_what_is_not_known_has_a_worth_of_its_own():
    answers = given(situation="new", kind=None)
    assert "kind" not in bits(answers)
    reopened = worths(RULEBOOK, answers, reopen=True)
    assert reopened == worths(RULEBOOK, given(situation="new"))
    assert reopened[0].question == "kind"


def test_base_rates_count_only_if_every_option_has_one():
    some = planted(('{ id = "hungry", text = "No" }', '{ id = "hungry", text = "No", prior = 1 }'))
    every = planted(
        ('{ id = "hungry", text = "No" }', '{ id = "hungry", text = "No", prior = 1 }'),
        ('{ id = "full", text = "Yes" }', '{ id = "full", text = "Yes", prior = 0 }'),
    )
    assert worths(some, {}) == worths(DRINKS, {})
    assert worths(every, {}) != worths(DRINKS, {})
