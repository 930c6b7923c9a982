"""Settled and the interval of the lead: against every completion, and on the shipped rulebook."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from app.analysis.settled import Interval, interval, outlook
from app.engine.answers import Answers, read_answers, visible_answers, visible_questions
from app.engine.errors import Invalid
from app.engine.presuming import presumed
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from tests.analysis.oracle import Oracle, oracles, possible_answers
from tests.engine.toy import TOY
from tests.factories import shipped

RULEBOOK = shipped().default


def disagreements(agree: Callable[[Oracle, Answers], bool]) -> list[tuple[int, Answers]]:
    """Seed and answers of every partial answer set for which analysis and brute force differ."""
    return [
        (oracle.seed, answers)
        for oracle in oracles()
        for answers in oracle.some_answers(4)
        if not agree(oracle, answers)
    ]


def reopened(answers: Answers) -> Answers:
    return {question: chosen for question, chosen in answers.items() if chosen}


def test_settled_means_that_every_completion_has_the_same_verdict():
    def agree(oracle: Oracle, answers: Answers) -> bool:
        verdicts = {case.verdict for case in oracle.still_possible(answers)}
        return outlook(oracle.rulebook, answers).verdict == (
            verdicts.pop() if len(verdicts) == 1 else None
        )

    assert disagreements(agree) == []


def test_the_second_flag_opens_what_is_answered_with_i_do_not_know():
    def agree(oracle: Oracle, answers: Answers) -> bool:
        verdicts = {case.verdict for case in oracle.completions(reopened(answers))}
        return outlook(oracle.rulebook, answers).even_if_known == (len(verdicts) == 1)

    assert disagreements(agree) == []


def test_the_interval_is_the_lowest_and_highest_lead_of_all_completions():
    def agree(oracle: Oracle, answers: Answers) -> bool:
        leads = [case.lead for case in oracle.still_possible(answers)]
        found = interval(oracle.rulebook, answers)
        return (found.low, found.high) == (min(leads), max(leads))

    assert disagreements(agree) == []


def test_many_of_the_answers_are_settled_and_many_are_not():
    settled = [
        outlook(oracle.rulebook, answers).settled
        for oracle in oracles()
        for answers in oracle.some_answers(4)
    ]
    assert 0.2 < sum(settled) / len(settled) < 0.8


def test_answers_to_hidden_questions_do_not_settle_anything():
    kept = read_answers(RULEBOOK, {"limits": ["none"], "kind": "public_api"})[0]
    assert outlook(RULEBOOK, kept) == outlook(RULEBOOK, visible_answers(RULEBOOK, kept))


def test_with_all_answered_the_interval_is_the_lead_and_the_verdict_is_settled():
    rng = Random(3)
    for _ in range(50):
        answers = answered_at_random(RULEBOOK, {}, rng)
        found, result = outlook(RULEBOOK, answers), evaluate(RULEBOOK, answers)
        lead = result.scores["flask"] - result.scores["fastapi"]
        if presumed(RULEBOOK, answers):
            assert found.interval.low <= lead <= found.interval.high
        else:
            assert found.interval == Interval("flask", "fastapi", lead, lead)
            assert found.verdict == result.verdict


def test_a_rule_that_nobody_has_confirmed_settles_nothing():
    """Whatever else is answered: somebody may still find a limit of the running app."""
    rng = Random(6)
    for _ in range(20):
        answers = answered_at_random(
            RULEBOOK, {"situation": frozenset({"existing_flask"}), "limits": None}, rng
        )
        assert evaluate(RULEBOOK, answers).verdict == "keep"
        assert not outlook(RULEBOOK, answers).settled
        confirmed = {**answers, "limits": frozenset({"none"})}
        assert outlook(RULEBOOK, confirmed).settled


def test_what_a_rule_takes_for_granted_is_no_open_question_to_the_interval_alone():
    given = {"situation": frozenset({"existing_flask"})}
    assert interval(RULEBOOK, {**given, "limits": None}) == interval(RULEBOOK, given)


@pytest.mark.parametrize(("open_one", "low", "high"), [("extensions", 0, 5), ("type_hints", -5, 3)])
def test_while_a_lead_of_exactly_too_close_can_be_had_nothing_is_settled(open_one, low, high):
    answers = {q.id: None for q in RULEBOOK.questions if q.id != open_one}
    assert RULEBOOK.too_close == 5
    assert interval(RULEBOOK, answers) == Interval("flask", "fastapi", low, high)
    assert not outlook(RULEBOOK, answers).settled


def answered_at_random(rulebook: Rulebook, answers: Answers, rng: Random) -> Answers:
    """The answers, with every question that is or becomes visible answered, some by None."""
    while still := [q for q in visible_questions(rulebook, answers) if q.id not in answers]:
        chosen = None if rng.random() < 0.1 else rng.choice(possible_answers(still[0]))
        answers = {**answers, still[0].id: chosen}
    return answers


SITUATIONS = [
    {"situation": "existing_flask", "limits": ["none"]},
    {"situation": "new", "kind": "simple_crud", "validation": "little", "horizon": "quick",
     "web_experience": "new", "type_hints": "unfamiliar", "load": "low", "concurrency": "no"},
    {"situation": "existing_flask", "limits": ["throughput", "validation", "async"],
     "upkeep": "active", "kind": "public_api", "horizon": "long", "extensions": "few"},
    {"situation": "existing_other", "kind": "ml_service", "load": "high", "validation": "complex",
     "docs": "others", "type_hints": "comfortable", "web_experience": "seasoned",
     "extensions": "few"},
    {"situation": "new", "kind": "public_api", "load": "high", "concurrency": "yes",
     "validation": "complex", "docs": "others", "horizon": "long", "type_hints": "comfortable"},
]  # fmt: skip


@pytest.mark.parametrize("raw", SITUATIONS, ids=["keep", "flask", "migrate", "fastapi", "busy api"])
def test_the_rest_of_a_settled_questionnaire_never_changes_the_verdict(raw):
    answers, problems = read_answers(RULEBOOK, raw, hidden="refuse")
    assert not problems
    settled = outlook(RULEBOOK, answers).verdict
    rng = Random(4)
    completed = [answered_at_random(RULEBOOK, answers, rng) for _ in range(50)]
    assert {evaluate(RULEBOOK, each).verdict for each in completed} == {settled}


def test_the_interval_shrinks_with_each_answer():
    rng = Random(5)
    answers: Answers = {}
    before = interval(RULEBOOK, answers)
    while still := [q for q in visible_questions(RULEBOOK, answers) if q.id not in answers]:
        answers = {**answers, still[0].id: rng.choice(possible_answers(still[0]))}
        after = interval(RULEBOOK, answers)
        assert before.low <= after.low <= after.high <= before.high
        before = after


def test_an_interval_can_be_seen_from_either_side():
    seen = Interval("a", "b", -3, 7)
    assert seen.seen_from("a") == seen
    assert seen.seen_from("b") == Interval("b", "a", -7, 3)


def test_three_alternatives_are_refused_in_plain_words():
    with pytest.raises(Invalid, match="compares two alternatives, and How to get to work"):
        outlook(TOY, {})
