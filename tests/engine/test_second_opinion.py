"""A second opinion beside a result: one word, and lines that add up in both rulebooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache, wraps
from random import Random
from typing import Any, NamedTuple

from app.engine.answers import Answers, as_json, visible_answers
from app.engine.results import Result
from app.engine.rules import Family, Rulebook
from app.engine.scoring import evaluate
from app.engine.second_opinion import (
    NAMED,
    Opinion,
    SecondOpinion,
    answers_to_second,
    compare,
    give_opinion,
    own_questions,
)
from app.rulebooks.loader import parse_rulebook
from tests.engine.random_rulebooks import random_toml
from tests.engine.toy import TOY, toy
from tests.rounds import rounds


class Both(NamedTuple):
    """Answers judged by one rulebook, and the opinion of another on them."""

    first: Rulebook
    answers: Answers
    result: Result
    second: Rulebook
    opinion: Opinion
    extra: dict[str, Any]

    def compared(self, **more: Any) -> SecondOpinion:
        return compare(self.first, self.result, self.second, self.opinion, **more)


@cache
def books() -> tuple[Rulebook, ...]:
    """Random rulebooks of two sides."""
    return tuple(
        parse_rulebook("toy-1.0.0.toml", random_toml(Random(seed), alternatives=2))
        for seed in range(12)
    )


@cache
def cases() -> tuple[Both, ...]:
    """Random answers to one rulebook, and what another one says of them."""
    rng = Random(15)
    return tuple(case(rng, *rng.sample(books(), 2)) for _ in range(rounds(300)))


def case(rng: Random, first: Rulebook, other: Rulebook) -> Both:
    outside = rng.random() < 0.3
    rows = (replace(row, outside=outside and rng.random() < 0.5) for row in other.verdicts)
    second = replace(other, id="second", families=families(rng, first, other), verdicts=tuple(rows))
    answers = visible_answers(first, some_answers(rng, first))
    extra = as_json(second, some_answers(rng, second))
    opinion = give_opinion(second, first, answers, extra)
    return Both(first, answers, evaluate(first, answers), second, opinion, extra)


def families(rng: Random, first: Rulebook, second: Rulebook) -> tuple[Family, ...]:
    """Every group of both in one family of three."""
    names = ["x", "y", "z"]
    own = {group.id: rng.choice(names) for group in second.groups}
    other = {group.id: rng.choice(names) for group in first.groups}
    return tuple(
        Family(
            name,
            f"Family {name}",
            tuple(group for group, place in own.items() if place == name),
            tuple(group for group, place in other.items() if place == name),
        )
        for name in names
    )


def some_answers(rng: Random, rulebook: Rulebook) -> Answers:
    """An option for most questions, hidden ones included; some are not known."""
    return {
        question.id: None if rng.random() < 0.1 else frozenset({rng.choice(question.option_ids)})
        for question in rulebook.questions
        if rng.random() < 0.8
    }


def each(check: Callable[[Both], None]) -> Callable[[], None]:
    """A test that holds for all of them."""

    @wraps(check)
    def holds_for_each() -> None:
        for one in cases():
            check(one)

    del holds_for_each.__wrapped__  # type: ignore[attr-defined]  # pytest would look for `case`
    return holds_for_each


def difference(result: Result) -> int:
    return result.scores["a1"] - result.scores["a2"]


@each
def test_the_lines_of_each_rulebook_sum_to_the_difference_of_its_scores(case: Both):
    lines = case.compared().lines
    given_to_second = answers_to_second(case.second, case.first, case.answers, case.extra)
    assert sum(line.other_points for line in lines) == difference(case.result)
    assert sum(line.own_points for line in lines) == difference(
        evaluate(case.second, given_to_second)
    )


@each
def test_every_rule_that_counted_stands_in_one_line(case: Both):
    lines = case.compared().lines
    own = [reason.rule for line in lines for reason in line.own]
    other = [reason.rule for line in lines for reason in line.other]
    assert sorted(own) == sorted(case.opinion.credits)
    assert sorted(other) == sorted(line.rule for line in case.result.ledger if line.credited)


@each
def test_the_word_follows_from_the_two_leaders(case: Both):
    word = case.compared().word
    ours, theirs = case.opinion.leader, case.result.leader
    outside = {row.id for row in case.second.verdicts if row.outside}
    if case.opinion.verdict in outside:
        assert word == "elsewhere"
    elif ours and theirs:
        assert word == ("agrees" if ours == theirs else "differs")
    else:
        assert (
            word
            == {
                (False, True): "undecided",
                (True, False): "decides",
                (False, False): "both_undecided",
            }[bool(ours), bool(theirs)]
        )


@each
def test_what_pulls_apart_is_said_of_what_differs_alone_the_largest_first(case: Both):
    compared = case.compared()
    sign = 1 if case.opinion.leader == "a1" else -1
    pulls = [sign * line.apart for line in compared.apart]
    towards = sorted((sign * line.apart for line in compared.lines), reverse=True)
    if compared.word == "differs":
        assert pulls == [pull for pull in towards[:NAMED] if pull > 0]
    else:
        assert pulls == []


@each
def test_opposite_sides_come_first_then_what_one_says_then_agreement(case: Both):
    kinds = [line.kind for line in case.compared().lines]
    assert kinds == sorted(kinds, key=["opposite", "one-sided", "alike"].index)


@each
def test_renaming_the_families_changes_no_number(case: Both):
    renamed = replace(
        case.second,
        families=tuple(replace(one, id=f"n-{one.id}", label="?") for one in case.second.families),
    )
    again = compare(case.first, case.result, renamed, case.opinion)
    before = case.compared()
    assert again.word == before.word
    assert [(line.other, line.own) for line in again.lines] == [
        (line.other, line.own) for line in before.lines
    ]


@each
def test_what_rests_on_no_decision_agrees_with_nobody(case: Both):
    with_backing, without = case.compared(), case.compared(backed=frozenset())
    assert "alike" not in {line.kind for line in without.lines if line.own}
    assert without.word == with_backing.word
    assert {line.family.id: line.own_points for line in without.lines} == {
        line.family.id: line.own_points for line in with_backing.lines
    }


@each
def test_extra_answers_count_for_its_own_questions_only(case: Both):
    own = {question.id for question in own_questions(case.second, case.first)}
    given_to_second = answers_to_second(case.second, case.first, case.answers, case.extra)
    shared = given_to_second.keys() - own
    assert {name: given_to_second[name] for name in shared} == {
        name: case.answers[name] for name in shared
    }
    assert case.opinion.extra_answers.keys() <= own
    again = give_opinion(case.second, case.first, case.answers, case.opinion.extra_answers)
    assert again == case.opinion


def test_the_cases_have_every_word_and_every_kind_of_line():
    compared = [case.compared() for case in cases()]
    words = {one.word for one in compared}
    assert words == {"agrees", "differs", "undecided", "decides", "both_undecided", "elsewhere"}
    assert {line.kind for one in compared for line in one.lines} == {
        "opposite",
        "one-sided",
        "alike",
    }
    assert {case.result.basis for case in cases()} == {"points", "rule"}


def neighbours() -> Rulebook:
    """The toy, of three sides, as a second opinion on itself."""
    groups = [group.id for group in TOY.groups]
    every = tuple(Family(name, name, (name,), (name,)) for name in groups)
    return replace(TOY, id="neighbours", families=every)


def test_the_same_rules_agree_in_every_line_also_where_there_are_three_sides():
    answers = visible_answers(TOY, toy(distance="near"))
    result, second = evaluate(TOY, answers), neighbours()
    compared = compare(TOY, result, second, give_opinion(second, TOY, answers, {}))
    assert compared.word == "agrees"
    assert {(line.kind, line.apart) for line in compared.lines} == {("alike", 0)}
    left, right = compared.pair
    lead = result.scores[left] - result.scores[right]
    assert sum(line.own_points for line in compared.lines) == lead


def test_answers_it_has_no_question_or_no_option_for_are_left_out():
    near = TOY.question_by_id["distance"]
    fewer = tuple(option for option in near.options if option.id != "near")
    second = replace(neighbours(), questions=(replace(near, options=fewer),))
    answers = toy(distance="near", cargo=["free_hands"])
    assert answers_to_second(second, TOY, answers, {}) == {}
    assert answers_to_second(second, TOY, toy(distance="remote"), {}) == toy(distance="remote")


def test_the_record_of_an_opinion_is_plain():
    one = cases()[0].opinion
    assert json.loads(json.dumps(one.record())) == one.record()
