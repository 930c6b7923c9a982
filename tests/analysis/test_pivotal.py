"""What a single answer can do: pivotal answers, unknowns worth finding out, the tornado."""

from __future__ import annotations

from app.analysis.flips import pivotal, tornado
from app.analysis.settled import Interval
from app.engine.answers import Answers, read_answers, visible_questions
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from tests.analysis.oracle import oracles, possible_answers
from tests.factories import shipped

RULEBOOK = shipped().default


def given(**raw: str | None) -> Answers:
    return read_answers(RULEBOOK, raw)[0]


NEWCOMERS = given(situation="new", web_experience="new", kind=None)


def test_pivotal_answers_and_unknowns_are_the_single_changes_that_matter():
    for oracle in oracles():
        for answers in oracle.some_answers(3):
            now = evaluate(oracle.rulebook, answers).verdict
            known = {question for question, chosen in answers.items() if chosen}
            matter = {
                question.id
                for question in visible_questions(oracle.rulebook, answers)
                for chosen in possible_answers(question)
                if evaluate(oracle.rulebook, {**answers, question.id: chosen}).verdict != now
            }
            found = pivotal(oracle.rulebook, answers)
            assert {q for flip in found.answers for q in flip.changes} == matter & known
            assert {q for flip in found.unknowns for q in flip.changes} == matter - known


def test_open_questions_and_i_do_not_know_are_both_worth_finding_out():
    found = pivotal(RULEBOOK, NEWCOMERS)
    unknowns = {question for flip in found.unknowns for question in flip.changes}
    assert {"kind", "validation"} <= unknowns
    assert unknowns.isdisjoint(q for q, chosen in NEWCOMERS.items() if chosen)


def lead(rulebook: Rulebook, answers: Answers) -> int:
    first, second = evaluate(rulebook, answers).scores.values()
    return first - second


def test_the_tornado_varies_each_visible_question_over_all_answers_and_unknown():
    for oracle in oracles():
        for answers in oracle.some_answers(3):
            first, second = oracle.rulebook.alternative_by_id
            expected = {}
            for question in visible_questions(oracle.rulebook, answers):
                leads = [
                    lead(oracle.rulebook, {**answers, question.id: chosen})
                    for chosen in [None, *possible_answers(question)]
                ]
                expected[question.id] = Interval(first, second, min(leads), max(leads))
            swings = tornado(oracle.rulebook, answers)
            assert {swing.question: swing.interval for swing in swings} == expected, oracle.seed


def test_the_widest_swing_comes_first():
    widths = [swing.width for swing in tornado(RULEBOOK, NEWCOMERS)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1]
