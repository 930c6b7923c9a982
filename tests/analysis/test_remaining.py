"""How many questions are left: never more than the lowest possible, never less than the highest."""

from __future__ import annotations

from collections import deque

from app.analysis.next_question import next_question
from app.analysis.remaining import remaining
from app.engine.answers import Answers, read_answers, visible_questions
from tests.analysis.oracle import Oracle, oracles, possible_answers
from tests.factories import shipped

RULEBOOK = shipped().default


def settled(oracle: Oracle, answers: Answers) -> bool:
    return len({case.verdict for case in oracle.completions(answers)}) == 1


def steps(oracle: Oracle, answers: Answers) -> list[Answers]:
    """One answer more, "I do not know" included, in every way."""
    return [
        {**answers, question.id: answer}
        for question in visible_questions(oracle.rulebook, answers)
        if question.id not in answers
        for answer in (None, *possible_answers(question))
    ]


def fewest(oracle: Oracle, answers: Answers, most: int = 3) -> int:
    """The true number of answers after which it can be settled, by trying; `most` or more."""
    waiting = deque([(answers, 0)])
    while waiting:
        now, asked = waiting.popleft()
        if settled(oracle, now):
            return asked
        if asked + 1 >= most:
            return most
        waiting.extend((after, asked + 1) for after in steps(oracle, now))
    raise AssertionError("nothing settles it")


def most_left(oracle: Oracle, answers: Answers) -> int:
    """The most questions that a completion answers beside those that are answered."""
    return max(len(case.answers.keys() - answers.keys()) for case in oracle.completions(answers))


def unsettled() -> list[tuple[Oracle, Answers]]:
    return [
        (oracle, answers)
        for oracle in oracles()
        for answers in oracle.some_answers(3)
        if not settled(oracle, answers)
    ]


def test_the_lower_bound_is_never_more_than_the_fewest_and_mostly_the_same():
    exact = 0
    cases = unsettled()
    for oracle, answers in cases:
        low, true = remaining(oracle.rulebook, answers).low, fewest(oracle, answers)
        assert 1 <= min(low, 3) <= true, (oracle.seed, answers)
        exact += min(low, 3) == true
    assert exact >= 0.9 * len(cases)


def test_the_upper_bound_is_what_can_be_asked_at_most():
    for oracle, answers in unsettled():
        assert remaining(oracle.rulebook, answers).high == most_left(oracle, answers)


def test_on_the_way_to_a_verdict_every_range_holds():
    """Seven examples, in the order of the engine: what was asked in the end lies in each range."""
    for example in RULEBOOK.examples:
        replies, _ = read_answers(RULEBOOK, example.answers)
        answers: dict[str, frozenset[str] | None] = {}
        ranges = []
        while worth := next_question(RULEBOOK, answers):
            ranges.append(remaining(RULEBOOK, answers))
            answers[worth.question] = replies.get(worth.question)
        for asked, (low, high) in enumerate(ranges):
            assert 1 <= low <= len(ranges) - asked <= high, example.title
