"""Why two results came out differently: named terms and the rest are the whole difference."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.answers import Answers, visible_answers
from app.engine.comparing import (
    NAMED,
    Assessed,
    Difference,
    comparable,
    decisive_questions,
    difference,
    reference_pair,
    side_by_side,
)
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from tests.engine.strategies import answers_to as any_answers_to
from tests.engine.strategies import derandomised, rulebooks
from tests.engine.toy import TOY, answers_to, toy
from tests.factories import shipped

SHIPPED = shipped().default


def assessed(rulebook: Rulebook, answers: Answers) -> Assessed:
    given_answers = visible_answers(rulebook, answers)
    return Assessed(rulebook, given_answers, evaluate(rulebook, given_answers))


def commuter(**raw: str | list[str] | None) -> Assessed:
    return assessed(TOY, toy(**raw))


def project(**raw: str | list[str] | None) -> Assessed:
    return assessed(SHIPPED, answers_to(SHIPPED, **raw))


def compared(first: Assessed, other: Assessed) -> Difference:
    return difference(first, other, reference_pair(first.result, [other.result]))


def shifts(found: Difference) -> list[tuple[str, int]]:
    return [(shift.group, shift.points) for shift in found.shifts]


def pair_of(*several: Assessed) -> tuple[str, str]:
    first, *others = (one.result for one in several)
    return reference_pair(first, others)


# The pair


def test_the_pair_is_the_leader_of_the_first_and_its_runner_up():
    assert pair_of(commuter(distance="near", mood="novel")) == ("bicycle", "train")


def test_whoever_leads_in_another_result_becomes_the_rival():
    first, other = commuter(distance="near", mood="novel"), commuter(cargo=["anvil"])
    assert other.result.leader == "motorcar"
    assert pair_of(first, first, other) == ("bicycle", "motorcar")


def test_whoever_catches_up_with_the_leader_becomes_the_rival():
    first = commuter(mood="breeze")
    other = commuter(mood="breeze", cargo=["papers"])
    assert (first.result.leader, other.result.leader) == ("bicycle", None)
    assert pair_of(first, other) == ("bicycle", "motorcar")


def test_a_result_with_the_same_leader_does_not_change_the_pair():
    first = commuter(distance="near", mood="novel")
    other = commuter(distance="near", mood="novel", licence="unlicensed")
    assert pair_of(first, other) == ("bicycle", "train")


def test_too_close_to_call_the_pair_is_that_of_the_contrast_even_if_one_of_it_leads_elsewhere():
    first, other = commuter(), commuter(mood="breeze", cargo=["free_hands"])
    assert (first.result.leader, other.result.leader) == (None, "bicycle")
    assert pair_of(first, other) == ("bicycle", "train")


def test_by_rule_the_pair_is_the_survivor_and_the_best_of_the_blocked():
    first = commuter(distance="remote", licence="unlicensed", cargo=["anvil"])
    assert pair_of(first, first) == ("train", "motorcar")


# Points


def test_a_changed_answer_moves_the_groups_it_speaks_in():
    found = compared(
        project(situation="new", kind="public_api"), project(situation="new", kind="internal_tool")
    )
    assert (found.before, found.after, found.points) == (10, -10, -20)
    assert shifts(found) == [("kind_api", -10), ("kind_small", -10)]
    assert {shift.questions for shift in found.shifts} == {("kind",)}


def test_a_weaker_reason_in_place_of_a_stronger_one_is_the_step_between_them():
    found = compared(project(situation="new", kind="public_api"), project(kind="public_api"))
    (shift,) = found.shifts
    assert (shift.group, shift.before, shift.after) == ("kind_api", 10, 5)
    assert [(term.contribution.rule, term.points) for term in shift.lost] == [("new-api", 10)]
    assert [(term.contribution.rule, term.points) for term in shift.gained] == [("any-api", 5)]
    assert shift.questions == ("situation",)


def test_only_the_question_that_no_longer_fits_is_the_cause():
    found = compared(
        project(kind="public_api", load="high"), project(kind="internal_api", load="low")
    )
    (shift,) = found.shifts
    assert (shift.group, shift.points, shift.questions) == ("speed", -5, ("load",))


def test_an_answer_to_a_question_that_is_now_hidden_is_a_cause():
    first = commuter(licence="licensed", parking="roaming")
    other = commuter(licence="unlicensed", parking="roaming")
    (shift,) = difference(first, other, ("train", "motorcar")).shifts
    assert (shift.group, shift.points, shift.questions) == ("purse", -1, ("parking",))


def test_a_tick_more_is_a_cause():
    found = compared(commuter(mood="breeze"), commuter(mood="breeze", cargo=["anvil"]))
    assert found.shifts[0].questions == ("cargo",)


def test_the_largest_are_named_and_the_others_are_the_rest():
    found = compared(
        project(situation="new", kind="public_api"),
        project(
            situation="new",
            kind="internal_tool",
            extensions="exact",
            horizon="long",
            docs="own_team",
        ),
    )
    assert shifts(found)[:NAMED] == [("kind_api", -10), ("kind_small", -10), ("ecosystem", -5)]
    assert [shift.group for shift in found.unnamed] == ["effort", "docs"]
    assert found.rest == 6
    assert found.points == -19


def test_a_single_one_is_not_called_the_rest():
    found = compared(
        project(),
        project(extensions="exact", horizon="long", docs="own_team", structure="own"),
    )
    assert len(found.named) == NAMED + 1
    assert (found.unnamed, found.rest) == ((), 0)


def test_the_same_answers_have_no_difference():
    found = compared(project(kind="public_api"), project(kind="public_api"))
    assert (found.points, found.gates, found.shifts) == (0, (), ())


def test_reasons_may_cancel_out_and_are_still_named():
    found = compared(project(load="high"), project(structure="built_in"))
    assert (found.points, shifts(found)) == (0, [("speed", -3), ("structure", 3)])


# Gates


def test_a_gate_that_decided_in_one_only_comes_with_the_answers_that_lifted_it():
    found = compared(
        project(situation="existing_flask", limits=["none"]),
        project(situation="existing_flask", limits=["docs"]),
    )
    (change,) = found.gates
    assert (change.gate.gate, change.in_first) == ("keep-working-app", True)
    assert change.questions == ("limits",)


def test_a_gate_of_the_other_says_so():
    found = compared(project(situation="new"), project(situation="existing_flask"))
    (change,) = found.gates
    assert (change.in_first, change.questions) == (False, ("situation",))


def test_a_gate_that_decided_in_both_is_no_difference():
    working = {"situation": "existing_flask", "limits": ["none"]}
    assert compared(project(**working), project(**working, load="high")).gates == ()


# Versions


def test_other_points_for_the_same_answers_have_no_cause_but_the_rulebook():
    heavier = tuple(
        replace(rule, points={"fastapi": 7}) if rule.id == "high-load" else rule
        for rule in SHIPPED.rules
    )
    newer = replace(SHIPPED, version="1.1.0", rules=heavier)
    first, other = project(load="high"), assessed(newer, answers_to(newer, load="high"))
    (shift,) = compared(first, other).shifts
    assert comparable(first, other)
    assert (shift.group, shift.points, shift.questions) == ("speed", 4, ())


def test_a_rule_that_is_new_has_no_cause_but_the_rulebook():
    older = replace(SHIPPED, rules=tuple(r for r in SHIPPED.rules if r.id != "high-load"))
    first = assessed(older, answers_to(older, load="high"))
    (shift,) = compared(first, project(load="high")).shifts
    assert (shift.points, shift.lost, shift.questions) == (-3, (), ())
    assert [term.contribution.rule for term in shift.gained] == ["high-load"]


def test_a_gate_that_is_new_has_no_cause_but_the_rulebook():
    working = answers_to(SHIPPED, situation="existing_flask", limits=["none"])
    first = assessed(replace(SHIPPED, gates=()), working)
    (change,) = compared(first, assessed(SHIPPED, working)).gates
    assert (change.in_first, change.questions) == (False, ())


def test_other_rulebooks_and_other_alternatives_do_not_compare():
    first = project(load="high")
    newcomer = replace(SHIPPED.alternatives[0], id="newcomer")
    wider = replace(SHIPPED, alternatives=(*SHIPPED.alternatives, newcomer))
    assert not comparable(first, commuter())
    assert not comparable(first, assessed(wider, first.answers))
    assert comparable(first, project(load="low"))


# Side by side


def test_the_reasons_that_differ_most_come_first_and_each_column_adds_up():
    several = [project(kind="public_api", load="high"), project(kind="internal_tool", load="high")]
    pair = pair_of(*several)
    lines = side_by_side([one.result for one in several], pair)
    assert [(line.contribution.rule, line.points) for line in lines] == [
        ("small-tool", (0, -10)),
        ("any-api", (5, 0)),
        ("api-under-load", (5, 0)),
        ("high-load", (0, 3)),
    ]


def test_a_reason_without_credit_for_the_pair_is_left_out():
    lines = side_by_side([commuter(mood="novel").result], ("bicycle", "motorcar"))
    assert [line.contribution.rule for line in lines] == ["reader"]
    assert side_by_side([commuter(mood="breeze").result], ("train", "motorcar")) == ()


# What holds for all


def pairs(rulebook: Rulebook) -> st.SearchStrategy[tuple[Assessed, Assessed]]:
    one = any_answers_to(rulebook).map(lambda answers: assessed(rulebook, answers))
    return st.tuples(one, one)


def check(first: Assessed, other: Assessed) -> None:
    pair = leader, rival = pair_of(first, other)
    found = difference(first, other, pair)
    assert found.before == first.result.scores[leader] - first.result.scores[rival]
    assert found.after == other.result.scores[leader] - other.result.scores[rival]
    assert sum(shift.points for shift in found.named) + found.rest == found.after - found.before
    check_order(found)
    lines = side_by_side([first.result, other.result], pair)
    assert [sum(column) for column in zip(*(line.points for line in lines), strict=True)] == (
        [found.before, found.after] if lines else []
    )


def check_order(found: Difference) -> None:
    sizes = [abs(shift.points) for shift in found.shifts]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 not in sizes
    assert found.named + found.unnamed == found.shifts
    leads = [found.before, *(step.end for step in found.steps)]
    assert [(step.shift, step.start) for step in found.steps] == list(
        zip(found.shifts, leads[:-1], strict=True)
    )
    assert [step.end - step.start for step in found.steps] == [one.points for one in found.shifts]
    assert leads[-1] == found.after
    for shift in found.shifts:
        gained, lost = (sum(term.points for term in side) for side in (shift.gained, shift.lost))
        assert gained - lost == shift.points


def check_causes(first: Assessed, other: Assessed) -> None:
    found = compared(first, other)
    for change in (*found.shifts, *found.gates):
        assert change.questions
        for question in change.questions:
            assert first.answers.get(question) != other.answers.get(question)


@pytest.mark.parametrize("rulebook", [SHIPPED, TOY], ids=["shipped", "toy"])
def test_named_terms_and_the_rest_sum_to_the_difference(rulebook):
    @derandomised
    @given(pairs(rulebook))
    def holds(two):
        check(*two)
        check_causes(*two)

    holds()


@derandomised
@given(rulebooks().flatmap(pairs))
def test_they_do_so_for_random_rulebooks(two):
    check(*two)
    check_causes(*two)


@derandomised
@given(pairs(SHIPPED), st.integers(2, 5))
def test_they_do_so_across_versions(two, factor):
    first, other = two
    rules = tuple(
        replace(rule, points={side: p * factor for side, p in rule.points.items()})
        for rule in SHIPPED.rules[::2]
    )
    newer = replace(SHIPPED, version="2.0.0", rules=rules)
    check(first, assessed(newer, other.answers))


@derandomised
@given(pairs(TOY))
def test_the_other_way_round_every_term_has_the_other_sign(two):
    first, other = two
    pair = pair_of(first, other)
    there, back = difference(first, other, pair), difference(other, first, pair)
    assert dict(shifts(there)) == {group: -points for group, points in shifts(back)}
    assert {(one.gate.gate, one.in_first, one.questions) for one in there.gates} == {
        (one.gate.gate, not one.in_first, one.questions) for one in back.gates
    }


# Single answers that make the difference


def test_a_single_answer_that_makes_the_difference_is_named():
    first = project(situation="new", kind="public_api", load="high")
    other = project(situation="new", kind="internal_tool", load="low")
    assert decisive_questions(first, other) == ("kind",)


def test_where_it_takes_several_answers_none_is_named():
    first = project(situation="new", kind="internal_tool")
    other = project(
        situation="new", kind="internal_tool", validation="complex", docs="others",
        type_hints="comfortable",
    )  # fmt: skip
    assert other.result.verdict != first.result.verdict
    assert decisive_questions(first, other) == ()


def test_the_same_verdict_has_no_decisive_answer():
    first = project(situation="new", kind="public_api")
    assert decisive_questions(first, project(situation="new", kind="ml_service")) == ()


@derandomised
@given(st.data())
def test_a_named_answer_gives_the_other_verdict(data):
    first = assessed(SHIPPED, data.draw(any_answers_to(SHIPPED)))
    other = assessed(SHIPPED, data.draw(any_answers_to(SHIPPED)))
    for question in decisive_questions(first, other):
        swapped = {**first.answers, question: other.answers.get(question)}
        assert evaluate(SHIPPED, swapped).verdict == other.result.verdict
