from __future__ import annotations

from dataclasses import replace

import pytest

from app.engine.questions import holds
from app.engine.results import ByPoints, Coverage
from app.engine.scoring import evaluate
from tests.engine.toy import TOY, commute, toy


def line(result, rule):
    (found,) = (line for line in result.ledger if line.rule == rule)
    return found


def test_a_condition_holds_if_each_of_its_questions_meets_a_listed_option():
    condition = {"a": frozenset({"1", "2"}), "b": frozenset({"3"})}
    assert holds(condition, {"a": frozenset({"2", "9"}), "b": frozenset({"3"})})
    assert not holds(condition, {"a": frozenset({"2"}), "b": frozenset({"4"})})
    assert not holds(condition, {"a": frozenset({"2"})})


def test_without_answers_every_score_is_zero_and_it_is_too_close():
    result = commute()
    assert dict(result.scores) == {"bicycle": 0, "train": 0, "motorcar": 0}
    assert (result.verdict, result.lead) == ("coin", 0)
    assert result.tied == ("bicycle", "train", "motorcar")
    assert (result.strength, result.leader, result.runner_up) == (None, None, None)


def test_not_knowing_is_worth_nothing():
    nothing = commute()
    unknown = commute(distance=None, licence=None, cargo=None, mood=None)
    assert unknown.scores == nothing.scores
    assert unknown.ledger == ()


def test_a_rule_gives_points_for_one_alternative_and_against_another():
    assert dict(commute(distance="near").scores) == {"bicycle": 8, "train": 0, "motorcar": -8}


def test_in_a_group_the_strongest_reason_counts_once():
    result = commute(distance="near", cargo=["papers"])
    assert result.scores["bicycle"] == 8
    assert line(result, "short-and-light").credited == {}
    assert line(result, "short-and-light").counted_by == "short-hop"
    assert line(result, "short-hop").counted_by is None


def test_in_a_group_the_strongest_for_and_the_strongest_against_both_count():
    result = commute(mood="novel", cargo=["anvil", "toddler"], kindergarten="en_route")
    assert dict(line(result, "heavy-load").credited) == {"bicycle": -6, "motorcar": 6}
    assert dict(line(result, "any-load").credited) == {"train": -2}
    assert line(result, "school-run").credited == {}
    assert dict(result.scores) == {"bicycle": -6, "train": 2, "motorcar": 2}


def test_of_two_equally_strong_rules_the_first_in_the_file_counts():
    twin = replace(TOY.rule_by_id["reader"], id="twin")
    result = evaluate(replace(TOY, rules=(*TOY.rules, twin)), toy(mood="novel"))
    assert line(result, "reader").credited == {"train": 4, "motorcar": -4}
    assert line(result, "twin").counted_by == "reader"


def test_reasons_in_different_groups_add_up():
    result = commute(distance="near", mood="breeze")
    assert result.scores["bicycle"] == 12


def test_the_ledger_names_the_answers_that_fired_each_rule():
    result = commute(distance="near", cargo=["toddler", "papers", "anvil"])
    assert line(result, "short-and-light").answers == {"distance": "near", "cargo": ("papers",)}
    assert line(result, "any-load").answers == {"cargo": ("papers", "toddler", "anvil")}


def test_the_ledger_carries_reason_claims_and_presumption():
    entry = line(commute(distance="near"), "short-hop")
    assert entry.because == "a few streets are quickest by bicycle and silly by car"
    assert (entry.claims, entry.presumption, entry.group) == (("N1",), True, "legs")


def test_the_leader_is_the_highest_score_and_the_runner_up_the_next():
    result = commute(distance="near")
    assert (result.leader, result.runner_up, result.lead) == ("bicycle", "train", 8)
    assert (result.verdict, result.label, result.basis) == ("pedal", "Pedal", "points")


@pytest.mark.parametrize(
    ("too_close", "verdict"), [(8, "pedal"), (9, "coin")], ids=["reached", "missed"]
)
def test_a_lead_of_exactly_too_close_is_enough(too_close, verdict):
    rulebook = replace(TOY, too_close=too_close)
    assert evaluate(rulebook, toy(distance="near")).verdict == verdict


@pytest.mark.parametrize(("too_close", "leader"), [(8, "bicycle"), (9, None)])
def test_so_it_is_for_the_points_alone(too_close, leader):
    rulebook = replace(TOY, too_close=too_close)
    assert evaluate(rulebook, toy(distance="near")).by_points == ByPoints(leader, 8)


def test_too_close_names_every_alternative_within_reach_of_the_top():
    result = commute(mood="novel", cargo=["anvil"])
    assert dict(result.scores) == {"bicycle": -6, "train": 2, "motorcar": 2}
    assert result.tied == ("train", "motorcar")


def test_an_alternative_exactly_too_close_below_the_top_is_not_tied():
    rulebook = replace(TOY, too_close=8)
    result = evaluate(rulebook, toy(mood="novel", cargo=["anvil"]))
    assert result.tied == ("train", "motorcar")


@pytest.mark.parametrize(
    ("answers", "lead", "strength"),
    [
        ({"mood": "breeze"}, 4, "a little"),
        ({"distance": "near"}, 8, "plainly"),
        ({"distance": "near", "mood": "breeze"}, 12, "plainly"),
    ],
)
def test_the_strength_is_the_highest_band_reached(answers, lead, strength):
    result = commute(**answers)
    assert (result.lead, result.strength) == (lead, strength)


def test_a_gate_rules_an_alternative_out_but_leaves_its_score():
    result = commute(licence="unlicensed", cargo=["anvil"])
    assert [gate.gate for gate in result.gates] == ["no-licence"]
    assert result.scores["motorcar"] == 6
    assert result.by_points == ByPoints("motorcar", 8)
    assert (result.basis, result.leader, result.runner_up) == ("points", "train", "bicycle")


def test_one_alternative_left_decides_by_rule():
    result = commute(distance="remote", licence="unlicensed")
    assert (result.basis, result.strength, result.leader) == ("rule", "by rule", "train")
    assert (result.lead, result.runner_up, result.tied) == (None, None, ())
    assert [gate.gate for gate in result.gates] == ["no-licence", "too-far"]


def test_a_decision_by_rule_may_go_against_the_points():
    result = commute(distance="remote", licence="unlicensed", cargo=["anvil"])
    assert (result.verdict, result.scores["train"]) == ("board", -2)
    assert result.by_points == ByPoints("motorcar", 8)


def test_a_given_answer_lifts_a_gate():
    assert not commute(distance="remote", mood="breeze").gates


@pytest.mark.parametrize("answers", [{}, {"mood": None}, {"mood": "novel"}])
def test_an_unknown_never_lifts_a_gate(answers):
    assert [gate.gate for gate in commute(distance="remote", **answers).gates] == ["too-far"]


def test_a_gate_names_the_answers_that_shut_it():
    (gate,) = commute(distance="remote").gates
    assert (gate.blocks, gate.answers, gate.claims) == (
        ("bicycle",),
        {"distance": "remote"},
        ("N1",),
    )


def test_by_points_has_no_leader_when_the_points_are_too_close():
    result = commute(distance="remote", licence="unlicensed")
    assert result.by_points == ByPoints(None, 0)


def test_the_first_verdict_row_whose_condition_holds_gives_the_words():
    result = commute(distance="remote", mood="breeze")
    assert (result.verdict, result.note) == ("pedal-early", "The neighbour never tried this")
    assert commute(mood="breeze").verdict == "pedal"


def test_coverage_counts_visible_questions_only():
    result = commute(licence="unlicensed", parking="roaming", mood=None)
    assert result.coverage == Coverage(visible=4, answered=1, unknown=1, open=2)


def test_claims_are_those_of_ledger_and_gates_in_file_order():
    result = commute(licence="unlicensed", cargo=["anvil"], distance="near")
    assert result.claims == ("N1", "N2", "N3")


def test_the_result_names_the_rulebook_down_to_its_bytes():
    reference = commute().rulebook
    assert (reference.id, reference.version, reference.sha256) == ("commute", "1.0.0", TOY.sha256)
    assert len(reference.sha256) == 64
