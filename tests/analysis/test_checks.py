"""Every static check, with a fault planted for it in a rulebook that has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.analysis.checks import check
from app.analysis.findings import Finding, Level
from app.engine.rules import Rulebook
from tests.analysis.drinks import DRINKS, planted
from tests.engine.toy import TOY

TODAY = date(2026, 11, 22)


def findings(rulebook: Rulebook, level: Level) -> list[Finding]:
    return [each for each in check(rulebook, TODAY) if each.level == level]


def told(rulebook: Rulebook, level: Level) -> list[str]:
    return [f"{each.code} {each.subject}: {each.message}" for each in findings(rulebook, level)]


GATE = '[[gate]]\nid = "orders"\n'
LAST = 'id = "water"\nlabel = "Water, for now"\n'


def twin(when: str, points: str, group: str) -> tuple[str, str]:
    """Plants one rule more."""
    rule = f'[[rule]]\nid = "twin"\nwhen = {{ {when} }}\npoints = {{ {points} }}\n'
    rule += f'group = "{group}"\ntier = "loud"\nbecause = "again"\nclaims = ["T2"]\n\n'
    return GATE, rule + GATE


def acknowledging(code: str, subject: str) -> tuple[str, str]:
    """Plants an acknowledgement."""
    table = f'\n[[acknowledge]]\ncode = "{code}"\nsubject = "{subject}"\nwhy = "It is meant"\n'
    return LAST, LAST + table


SPARE_QUESTION = (
    '[[question]]\nid = "spare"\nsection = "table"\ntext = "?"\nkind = "one"\ntype = "fact"\n'
    'options = [{ id = "x", text = "X", no_effect = "none" }]\n\n'
)
ERRORS = [
    (('[[question]]\nid = "stomach"\n', SPARE_QUESTION + '[[question]]\nid = "stomach"\n'),
     "idle_question spare: no rule, gate or verdict row names it; drop it"),
    (('{ id = "hungry", text = "No" }', '{ id = "hungry", text = "No", no_effect = "none" }'),
     "no_effect_named stomach/hungry: has no_effect, but a rule, gate or ask_when names it; "
     "drop no_effect"),
    (('{ id = "hungry", text = "No" }', '{ id = "hungry", text = "No", prior = 0.5 }'),
     "prior stomach: give every option a prior, and one at least above 0"),
    (('{ id = "friends", text = "Friends" }', '{ id = "friends", text = "F", prior = 0.5 }'),
     "prior company: a multiple choice has fixed base rates; drop prior"),
    (twin('hour = ["morning"]', "coffee = 4", "clock"),
     "duplicate_rule early/twin: have the same condition, points and group; drop one"),
    (('[[unused_claim]]\nid = "T4"\nwhy = "It stirs both alike"\n', ""),
     "loose_claim T4: is neither cited nor listed as unused; cite it, or say why not"),
    (("soft = [1, 3]", "soft = [1, 1]"),
     "sweep drinks: the published policy is outside the ranges or the order of the sweep; "
     "widen them"),
    (("best_before = 2030-01-01", "best_before = 2026-11-21"),
     "stale_fact T3: was to be checked again by 2026-11-21; check it, set a new date"),
]  # fmt: skip


def test_the_drinks_have_neither_errors_nor_warnings():
    assert told(DRINKS, "error") + told(DRINKS, "warning") == []


@pytest.mark.parametrize("change, message", ERRORS)
def test_a_planted_error_is_named_with_its_remedy(change, message):
    assert told(planted(change), "error") == [message]


@pytest.mark.parametrize("change, message", ERRORS)
def test_an_error_refuses_a_release_even_if_it_is_acknowledged(change, message):
    code, subject = message.split(":")[0].split()
    found = findings(planted(change, acknowledging(code, subject)), "error")
    assert [each.blocks for each in found] == [True]


def test_a_verdict_that_no_complete_answers_reach_is_an_error():
    """Whoever says what the hour is hears another row; so does nobody else but by not knowing."""
    row = 'id = "{}"\nlabel = "L"\nleader = "coffee"\nwhen = {{ hour = ["{}"] }}\n\n[[verdict]]\n'
    rows = row.format("dawn", "morning") + row.format("dusk", "evening")
    message = "no complete answers reach it; drop it, or give its leader more reasons"
    assert told(planted(('id = "mug"\n', rows + 'id = "mug"\n')), "error") == [
        f"unreached_verdict mug: {message}"
    ]


def test_a_fact_that_aged_after_its_release_is_a_note():
    changed = planted(("best_before = 2030-01-01", "best_before = 2026-11-21"))
    found = check(changed, TODAY, released=True)
    assert [each.level for each in found if each.code == "stale_fact"] == ["note"]


def test_a_fact_may_be_used_on_its_last_day():
    assert told(planted(("best_before = 2030-01-01", "best_before = 2026-11-22")), "error") == []


ONE_SIDED = [
    ('points = { tea = 5 }', 'points = { coffee = 5 }'),
    ('when = { hurry = ["calm"] }\npoints = { tea = 4 }',
     'when = { hurry = ["calm"] }\npoints = { coffee = 4 }'),
]  # fmt: skip
LARGE_CUTSET = [
    ('leader = "tea"\nwhen = { hour = ["evening"] }',
     'leader = "tea"\nwhen = { hour = ["evening"], company = ["friends"] }'),
    ('{ id = "colleagues", text = "Colleagues" },',
     '{ id = "colleagues", text = "Colleagues" },\n' + "".join(
         f'  {{ id = "guest{n}", text = "A guest", no_effect = "none" }},\n' for n in range(4))),
]  # fmt: skip
WARNINGS = [
    ([('text = "Go ahead", no_effect = "it only allows" }', 'text = "Go ahead" }')],
     "option_without_effect doctor/allows: has no effect; say why in no_effect, or let a rule "
     "name it"),
    ([twin('hour = ["morning"], stomach = ["full"]', "coffee = 4", "clock")],
     "subsumed_rule twin: is never counted: another of its group always is; drop it, or regroup"),
    ([twin('hour = ["morning"], stomach = ["full"]', "coffee = 4", "haste")],
     "double_count early/twin: one implies the other, and both count; put them in one group"),
    ([("claims = [\"T3\"]", 'claims = ["T3", "T4"]')],
     "used_claim T4: is listed as unused but cited; drop it from the list"),
    (ONE_SIDED,
     "one_sided hour/morning: one side can collect more than twice the points of another: "
     "tea 4, coffee 15"),
    (LARGE_CUTSET,
     "large_cutset hour/doctor/company: 325 assignments of the cutset, 200 are plenty; name fewer "
     "of them in ask_when, gates and verdict rows"),
]  # fmt: skip


@pytest.mark.parametrize("changes, message", WARNINGS)
def test_a_planted_warning_is_named_with_its_remedy(changes, message):
    assert message in told(planted(*changes), "warning")


@pytest.mark.parametrize("changes, message", WARNINGS)
def test_a_warning_refuses_a_release_until_it_is_acknowledged(changes, message):
    code, subject = message.split(":")[0].split()

    def blocking(rulebook: Rulebook) -> list[bool]:
        found = findings(rulebook, "warning")
        return [each.blocks for each in found if (each.code, each.subject) == (code, subject)]

    assert blocking(planted(*changes)) == [True]
    assert blocking(planted(*changes, acknowledging(code, subject))) == [False]


def test_what_makes_a_question_visible_is_part_of_its_conditions():
    warnings = told(planted(twin('doctor = ["allows"]', "tea = 4", "haste")), "warning")
    assert any(warning.startswith("double_count late/twin: ") for warning in warnings)


def test_rules_that_speak_for_different_sides_are_no_double_count():
    changed = planted(twin('hour = ["evening"], hurry = ["calm"]', "coffee = 4", "appetite"))
    assert told(changed, "warning") == []


def test_complete_answers_that_are_never_too_close_are_a_warning():
    only_the_hour = replace(DRINKS, rules=DRINKS.rules[:2])
    message = "no complete answers are too close to call; look at the points again"
    assert f"never_too_close water: {message}" in told(only_the_hour, "warning")


def test_an_acknowledgement_without_its_warning_is_a_warning():
    assert told(planted(acknowledging("double_count", "early/late")), "warning") == [
        "stale_acknowledgement early/late: acknowledges double_count, which is not found there; "
        "drop it"
    ]


NOTES = [
    (twin('stomach = ["full"]', "coffee = 4", "clock"),
     "shared_claim T2: counts in several groups at once: "),
    (twin('hour = ["morning"], company = ["friends"]', "tea = 4", "haste"),
     "two_sided_option hour/morning: speaks for tea and coffee"),
    (twin('stomach = ["full"]', "coffee = 4", "clock"),
     "tie early/twin: are equally strong and can hold together; the first is the one named"),
    (('weight_note = "a little hurry only"', 'weight_note = "only a little"'),
     "lowered_tier some-haste: weighs as soft instead of loud: only a little"),
]  # fmt: skip


@pytest.mark.parametrize("change, message", NOTES)
def test_a_note_informs_and_refuses_nothing(change, message):
    found = [each for each in findings(planted(change), "note") if message in f"{each}"]
    assert [each.blocks for each in found] == [False]


def test_with_several_alternatives_a_question_that_is_silent_about_one_is_a_note():
    assert "silent_question distance: says nothing about train" in told(TOY, "note")


def test_with_two_alternatives_silence_says_nothing():
    assert all(each.code != "silent_question" for each in findings(DRINKS, "note"))
