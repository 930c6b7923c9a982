"""Sufficient answers suffice, and none of them can go."""

from __future__ import annotations

from random import Random

from app.analysis.settled import outlook
from app.analysis.sufficient import sufficient_answers
from app.engine.answers import Answers, read_answers, visible_answers
from tests.analysis.oracle import Oracle, oracles, possible_answers, shown
from tests.factories import shipped

RULEBOOK = shipped().default


def is_settled(oracle: Oracle, answers: Answers) -> bool:
    return len({case.verdict for case in oracle.still_possible(answers)}) == 1


def without(oracle: Oracle, answers: Answers, question: str) -> Answers:
    return shown(oracle.rulebook, {q: chosen for q, chosen in answers.items() if q != question})


def test_there_are_sufficient_answers_exactly_if_the_verdict_is_settled():
    for oracle in oracles():
        for answers in oracle.some_answers(4):
            found = sufficient_answers(oracle.rulebook, answers)
            assert (found is not None) == is_settled(oracle, answers), oracle.seed


def test_they_are_some_of_the_answers_and_settle_the_verdict_by_themselves():
    for oracle in oracles():
        for answers in oracle.some_answers(4):
            found = sufficient_answers(oracle.rulebook, answers)
            if found is not None:
                assert found.items() <= answers.items()
                assert is_settled(oracle, found), oracle.seed


def test_none_of_them_can_go():
    for oracle in oracles():
        for answers in oracle.some_answers(4):
            found = sufficient_answers(oracle.rulebook, answers) or {}
            spare = [q for q in found if is_settled(oracle, without(oracle, found, q))]
            assert spare == [], oracle.seed


def test_of_many_answers_to_the_shipped_rulebook_they_suffice_and_none_can_go():
    rng, several = Random(8), 0
    for _ in range(60):
        answers = {q.id: rng.choice(possible_answers(q)) for q in RULEBOOK.questions}
        found = sufficient_answers(RULEBOOK, visible_answers(RULEBOOK, answers)) or {}
        assert outlook(RULEBOOK, found).settled
        for question in found:
            fewer = {q: chosen for q, chosen in found.items() if q != question}
            assert not outlook(RULEBOOK, fewer).settled
        several += len(found) > 4
    assert several > 10


def test_two_answers_settle_that_a_working_flask_app_is_kept():
    raw = next(each.answers for each in RULEBOOK.examples if each.id == "working-flask-app")
    answers = read_answers(RULEBOOK, raw)[0]
    found = sufficient_answers(RULEBOOK, answers)
    assert found == {q: answers[q] for q in ("situation", "limits")}


def test_an_answer_that_speaks_against_the_verdict_is_taken_away_first():
    raw = {"situation": "new", "kind": "simple_crud", "validation": "little", "docs": "others",
           "horizon": "quick", "web_experience": "new", "type_hints": "unfamiliar",
           "extensions": "exact", "load": "low", "concurrency": "no"}  # fmt: skip
    found = sufficient_answers(RULEBOOK, read_answers(RULEBOOK, raw)[0])
    assert found is not None
    assert "docs" not in found
