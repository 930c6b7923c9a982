from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.engine.explaining import CounterArgument, contrast, strongest_against
from app.engine.scoring import evaluate
from tests.engine.toy import TOY, commute, toy


def contrasted(**raw):
    return contrast(TOY, commute(**raw))


def against(**raw):
    answers = toy(**raw)
    return strongest_against(TOY, answers, evaluate(TOY, answers))


def terms(found):
    return [(term.contribution.rule, term.points) for term in found]


def test_a_contrast_sorts_the_reasons_into_for_against_and_already_counted():
    found = contrasted(distance="near", cargo=["papers", "anvil"], mood="novel")
    assert (found.leader, found.rival, found.lead) == ("bicycle", "train", 0)
    assert terms(found.in_favour) == [("short-hop", 8), ("any-load", 2)]
    assert terms(found.against) == [("heavy-load", -6), ("reader", -4)]
    assert [line.rule for line in found.already_counted] == ["short-and-light"]


def test_points_against_the_rival_count_for_the_leader():
    found = contrasted(cargo=["anvil"])
    assert (found.leader, found.rival) == ("motorcar", "train")
    assert terms(found.in_favour) == [("heavy-load", 6), ("any-load", 2)]


def test_the_core_is_the_shortest_beginning_that_outweighs_everything_against():
    found = contrasted(distance="near", mood="breeze", cargo=["toddler"])
    assert terms(found.in_favour) == [("short-hop", 8), ("air", 4), ("any-load", 2)]
    assert terms(found.core) == [("short-hop", 8)]


def test_the_core_takes_as_many_reasons_as_it_needs():
    rulebook = replace(TOY, too_close=10)
    found = contrast(rulebook, evaluate(rulebook, toy(distance="near", mood="breeze")))
    assert terms(found.core) == [("short-hop", 8), ("air", 4)]


def test_a_core_may_outweigh_everything_against_by_exactly_too_close():
    found = contrasted(distance="near", mood="novel")
    assert (found.lead, terms(found.core)) == (TOY.too_close, [("short-hop", 8)])


def test_there_is_no_core_when_it_is_too_close():
    assert contrasted(cargo=["toddler"], mood="novel").core == ()


def test_when_too_close_the_two_best_are_contrasted_in_file_order():
    found = contrasted()
    assert (found.leader, found.rival, found.lead) == ("bicycle", "train", 0)


def test_by_rule_the_survivor_is_contrasted_with_the_best_of_the_blocked():
    found = contrasted(distance="remote", licence="unlicensed", cargo=["anvil"])
    assert (found.leader, found.rival, found.lead) == ("train", "motorcar", -8)
    assert terms(found.against) == [("heavy-load", -6), ("any-load", -2)]


def test_a_blocked_alternative_is_no_rival_while_two_are_left():
    found = contrasted(licence="unlicensed", cargo=["anvil"], mood="breeze")
    assert {found.leader, found.rival} == {"bicycle", "train"}


def every_answer_set():
    questions = TOY.questions
    choices = [[None, *([option] for option in question.option_ids)] for question in questions]
    for chosen in product(*choices):
        yield {question.id: answer for question, answer in zip(questions, chosen, strict=True)}


def test_the_terms_of_every_contrast_sum_to_its_lead():
    for raw in every_answer_set():
        result = commute(**raw)
        found = contrast(TOY, result)
        total = sum(term.points for term in found.in_favour + found.against)
        assert total == found.lead == result.scores[found.leader] - result.scores[found.rival]
        if result.lead is not None:
            assert total == result.lead


def test_the_strongest_argument_against_is_the_largest_that_holds():
    (argument,) = against(distance="near", mood="novel")
    assert argument == CounterArgument(
        alternative="train",
        points=4,
        rule="reader",
        because="on the train both hands are free",
        claims=("N3",),
        answers={"mood": "novel"},
        change=None,
    )


def test_if_none_counts_it_is_the_largest_that_one_other_judgement_would_make():
    (argument,) = against(mood="breeze", distance="near", cargo=["papers"])
    assert (argument.alternative, argument.rule, argument.points) == ("train", "heavy-load", 6)
    assert (argument.answers, argument.change) == (None, ("cargo", "anvil"))


@pytest.mark.parametrize(
    "given", [{"licence": "licensed", "parking": "roaming"}, {"mood": None, "cargo": None}, {}]
)
def test_what_nobody_answered_and_another_fact_are_no_arguments(given):
    assert against(**given) == ()


def test_a_changed_answer_may_reveal_no_forgotten_one():
    rulebook = replace(TOY, rules=tuple(r for r in TOY.rules if r.id in ("air", "fees")))
    answers = toy(mood="breeze", licence="unlicensed", parking="roaming")
    assert strongest_against(rulebook, answers, evaluate(rulebook, answers)) == ()


def test_a_reason_that_is_already_counted_is_not_offered_as_a_change():
    both = replace(TOY.rule_by_id["air"], points={"bicycle": 8, "train": 8})
    train = replace(TOY.rule_by_id["air"], id="air-train", points={"train": 4})
    rulebook = replace(TOY, rules=(both, train))
    answers = toy(mood="breeze")
    assert strongest_against(rulebook, answers, evaluate(rulebook, answers)) == ()


def test_one_more_tick_is_a_changed_answer():
    (argument,) = against(distance="near", cargo=["toddler"], kindergarten="detour")
    assert (argument.rule, argument.change) == ("heavy-load", ("cargo", "anvil"))


@pytest.mark.parametrize("cargo", [["free_hands"], ["papers"], None])
def test_a_rule_that_needs_two_more_answers_is_out_of_reach(cargo):
    rulebook = replace(TOY, rules=tuple(r for r in TOY.rules if r.id in ("air", "school-run")))
    answers = toy(mood="breeze", cargo=cargo)
    assert strongest_against(rulebook, answers, evaluate(rulebook, answers)) == ()


def test_when_too_close_each_of_the_two_best_has_its_strongest_argument():
    first, second = against(mood="silence")
    assert (first.alternative, first.rule, first.change) == ("bicycle", "air", ("mood", "breeze"))
    assert (second.alternative, second.rule, second.change) == (
        "train",
        "reader",
        ("mood", "novel"),
    )


def test_by_rule_the_argument_speaks_for_the_best_of_the_blocked():
    (argument,) = against(distance="remote", licence="unlicensed", cargo=["anvil"])
    assert (argument.alternative, argument.rule, argument.points) == ("motorcar", "heavy-load", 6)
