"""Adjusted results: they add up like the others, and change what was switched off, nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest

from app.engine.adjusting import (
    adjusted,
    adjusted_rulebook,
    is_own,
    switched_off,
)
from app.engine.adjustments import (
    LONGEST_REASON,
    MOST_REASONS,
    NONE,
    Adjustments,
    OwnReason,
    divided,
    own_weights,
    read_adjustments,
)
from app.engine.answers import Answers, read_answers
from app.engine.explaining import contrast
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import SHIPPED as DIRECTORY
from app.rulebooks.loader import parse_rulebook
from tests.engine import naive
from tests.engine.random_rulebooks import random_answers, random_toml
from tests.engine.toy import TOY, TOY_PATH, commute, toy
from tests.factories import shipped
from tests.rounds import rounds

SHIPPED = shipped().default
SHIPPED_BYTES = (DIRECTORY / f"{SHIPPED.id}-{SHIPPED.version}.toml").read_bytes()
TOY_BYTES = TOY_PATH.read_bytes()


class Case(NamedTuple):
    """A rulebook, as it was read by both, answers to it and adjustments of it."""

    book: dict[str, Any]
    rulebook: Rulebook
    raw: dict[str, Any]
    answers: Answers
    changes: dict[str, Any]
    adjustments: Adjustments


@cache
def cases() -> list[Case]:
    """Of random rulebooks with two to four alternatives, the shipped one and the toy."""
    rng = Random(10)
    random = [random_toml(rng) for _ in range(rounds(25))]
    return [
        one
        for data in (SHIPPED_BYTES, TOY_BYTES, *random)
        for one in cases_of(rng, data, rounds(8))
    ]


def cases_of(rng: Random, data: bytes, number: int) -> Iterator[Case]:
    book = naive.read(data)
    rulebook = parse_rulebook(f"{book['rulebook']['id']}-{book['rulebook']['version']}.toml", data)
    for _ in range(number):
        raw, changes = random_answers(rng, book), random_changes(rng, book)
        answers, problems = read_answers(rulebook, raw)
        adjustments, misplaced = read_adjustments(rulebook, changes)
        assert not problems
        assert not misplaced
        yield Case(book, rulebook, raw, answers, changes, adjustments)


def random_changes(rng: Random, book: dict[str, Any]) -> dict[str, Any]:
    rules = [rule["id"] for rule in book["rule"]]
    gates = [gate["id"] for gate in book.get("gate", [])]
    policy = {name for name in book["rulebook"]["policy"] if name not in ("both_sides", "hedged")}
    largest = sorted(policy, key=lambda name: -book["rulebook"]["policy"][name])[:2]
    return {
        "rules_off": rng.sample(rules, rng.randint(0, len(rules) // 2)),
        "gates_off": rng.sample(gates, rng.randint(0, len(gates))),
        "own_reasons": [
            {
                "text": f"reason {rng.randint(1, 5)}",
                "side": rng.choice(book["alternative"])["id"],
                "weight": rng.choice(largest),
            }
            for _ in range(rng.choice([0, 1, 2, MOST_REASONS]))
        ],
    }


def test_both_ledgers_add_up():
    for _, rulebook, _, answers, _, adjustments in cases():
        for result in (evaluate(rulebook, answers), adjusted(rulebook, answers, adjustments)):
            for side, score in result.scores.items():
                assert score == sum(line.credited.get(side, 0) for line in result.ledger)
            found = contrast(rulebook, result)
            assert found.lead == sum(term.points for term in found.in_favour + found.against)
            assert result.lead in (None, found.lead)


def test_own_reasons_count_each_for_itself_whatever_else_counts():
    for _, rulebook, _, answers, _, adjustments in cases():
        before = adjusted(rulebook, answers, replace(adjustments, own_reasons=()))
        after, weights = adjusted(rulebook, answers, adjustments), own_weights(rulebook)
        for side, score in after.scores.items():
            own = sum(weights[one.weight] for one in adjustments.own_reasons if one.side == side)
            assert score == before.scores[side] + own
        lines = [line for line in after.ledger if is_own(line)]
        assert [(line.because, line.counted_by) for line in lines] == [
            (one.text, None) for one in adjustments.own_reasons
        ]
        assert after.ledger[: len(before.ledger)] == before.ledger
        assert after.claims == before.claims


def test_without_its_gates_a_result_is_what_the_points_say():
    for _, rulebook, _, answers, _, adjustments in cases():
        every = tuple(sorted(gate.id for gate in rulebook.gates))
        result = adjusted(rulebook, answers, replace(adjustments, gates_off=every))
        assert (result.basis, result.gates) == ("points", ())
        assert (result.leader, result.lead) == (result.by_points.leader, result.by_points.lead)


def test_what_is_switched_off_counts_nowhere_and_what_steps_in_was_not_counted_before():
    stood_in = 0
    for _, rulebook, _, answers, _, adjustments in cases():
        result, after = evaluate(rulebook, answers), adjusted(rulebook, answers, adjustments)
        off = switched_off(result, after)
        assert {one.line.rule for one in off} == {
            line.rule for line in result.ledger if line.rule in adjustments.rules_off
        }
        before = {line.rule: line.credited for line in result.ledger}
        assert {line.rule for one in off for line in one.instead} == {
            line.rule
            for line in after.ledger
            if not is_own(line) and line.credited != before[line.rule]
        }
        for one in off:
            assert all(line.group == one.line.group for line in one.instead)
            assert one.line.credited or not one.instead
            stood_in += len(one.instead)
        assert not {gate.gate for gate in after.gates} & set(adjustments.gates_off)
    assert stood_in


def test_adjustments_that_have_no_place_in_the_rulebook_change_nothing():
    strange = Adjustments(("gone",), ("gone-too",), (OwnReason("Nothing", "nobody", "t1"),))
    for _, rulebook, _, answers, _, adjustments in cases():
        both = Adjustments(
            (*adjustments.rules_off, *strange.rules_off),
            (*adjustments.gates_off, *strange.gates_off),
            (*strange.own_reasons, *adjustments.own_reasons),
        )
        assert divided(rulebook, both) == (adjustments, strange)
        assert adjusted(rulebook, answers, strange) == evaluate(rulebook, answers)
        assert adjusted(rulebook, answers, both) == adjusted(rulebook, answers, adjustments)


def test_the_naive_interpreter_says_the_same():
    for one in cases():
        expected = naive.interpret(naive.adjust(one.book, one.changes), one.raw)
        result = adjusted(one.rulebook, one.answers, one.adjustments).record()
        assert {**result, "rulebook": None} == {**expected, "rulebook": None}, one


def test_a_gate_that_is_switched_off_leaves_what_the_points_say():
    answers, _ = read_answers(SHIPPED, {"situation": "existing_flask", "kind": "public_api"})
    (gate,) = SHIPPED.gates
    assert evaluate(SHIPPED, answers).strength == "by rule"
    result = adjusted(SHIPPED, answers, Adjustments(gates_off=(gate.id,)))
    assert (result.basis, result.tied, result.gates) == ("points", ("flask", "fastapi"), ())
    assert result.lead == evaluate(SHIPPED, answers).by_points.lead


def test_the_weaker_rule_of_the_group_takes_the_place_of_one_that_is_switched_off():
    both = {"situation": "new", "kind": "public_api"}
    answers, _ = read_answers(SHIPPED, both)
    result = evaluate(SHIPPED, answers)
    (one,) = switched_off(result, adjusted(SHIPPED, answers, Adjustments(rules_off=("new-api",))))
    assert (one.line.rule, [line.rule for line in one.instead]) == ("new-api", ["any-api"])
    none_left = Adjustments(rules_off=("any-api", "new-api"))
    off = switched_off(result, adjusted(SHIPPED, answers, none_left))
    assert [(one.line.rule, one.instead) for one in off] == [("new-api", ()), ("any-api", ())]


def test_with_three_alternatives_a_rule_for_and_against_leaves_two_places():
    answers = toy(distance="near", cargo=["papers"])
    after = adjusted(TOY, answers, Adjustments(rules_off=("short-hop",)))
    (one,) = switched_off(commute(distance="near", cargo=["papers"]), after)
    assert [line.rule for line in one.instead] == ["short-and-light"]
    assert (after.scores["bicycle"], after.scores["motorcar"]) == (4, 2)


def test_an_adjusted_result_names_other_bytes_the_same_for_the_same_adjustments():
    def fingerprint(*rules: str, own: str = "") -> str:
        reasons = (OwnReason(own, "train", "verse"),) if own else ()
        changes = Adjustments(rules, own_reasons=reasons)
        return adjusted(TOY, toy(mood="novel"), changes).rulebook.sha256

    assert fingerprint("air", "fees") == fingerprint("air", "fees", "unheard-of")
    others = [fingerprint("air", "fees"), fingerprint("air"), fingerprint(own="a"), TOY.sha256]
    assert len({*others, fingerprint(own="b")}) == 5
    assert {len(one) for one in others} == {64}
    assert adjusted_rulebook(TOY, NONE) is TOY


def test_an_own_reason_weighs_one_of_the_three_largest_tiers():
    assert own_weights(SHIPPED) == {"bottom_line": 10, "when_i_use": 5, "works_challenges": 3}
    assert own_weights(TOY) == {"chorus": 8, "verse": 4, "aside": 1}


def test_adjustments_are_read_as_they_were_recorded():
    changes = Adjustments(
        ("air", "fees"), ("too-far",), (OwnReason("It rains", "train", "verse"),) * 2
    )
    assert read_adjustments(TOY, changes.record()) == (changes, ())
    assert Adjustments.from_record(changes.record()) == changes
    assert Adjustments.from_record(None) == read_adjustments(TOY, {})[0] == NONE


REASON = {"text": "It rains", "side": "train", "weight": "verse"}
MISPLACED = [
    ([], "own_reasons", None, "are an object with"),
    ({"rule_off": []}, "own_reasons", None, "are an object with"),
    ({"rules_off": "air"}, "rules_off", None, "in a list"),
    ({"rules_off": [3]}, "rules_off", None, "in a list"),
    ({"rules_off": ["gravity" * 9]}, "rules_off", None, "no rule “gravitygravity"),
    ({"gates_off": ["air"]}, "gates_off", None, "no rule that decides by itself “air”"),
    ({"own_reasons": {}}, "own_reasons", None, "List your own"),
    ({"own_reasons": [REASON] * 11}, "own_reasons", None, "at most 10 reasons of your own"),
    ({"own_reasons": [REASON, "It rains"]}, "text", 2, "an object with text"),
    ({"own_reasons": [{**REASON, "colour": "red"}]}, "text", 1, "an object with text"),
    ({"own_reasons": [{**REASON, "text": 7}]}, "text", 1, "an object with text"),
    ({"own_reasons": [{**REASON, "text": "  "}]}, "text", 1, "Say what your reason is"),
    ({"own_reasons": [{**REASON, "text": "x" * 201}]}, "text", 1, "at most 200 characters; yours"),
    ({"own_reasons": [{**REASON, "text": "\u200b\u0301"}]}, "text", 1, "Say what your reason is"),
    (
        {"own_reasons": [REASON, {**REASON, "side": "boat"}]},
        "side",
        2,
        "By bicycle or By train or By car",
    ),
    ({"own_reasons": [{**REASON, "weight": "hedged"}]}, "weight", 1, "how much this weighs"),
]


@pytest.mark.parametrize(("raw", "part", "number", "says"), MISPLACED)
def test_what_cannot_be_used_is_said_where_it_stands_and_the_rest_is_kept(
    raw: Any, part: str, number: int | None, says: str
):
    changed = copy.deepcopy(raw)
    if isinstance(changed, dict) and "rule_off" not in changed:
        changed.setdefault("gates_off", ["too-far"])
    read, problems = read_adjustments(TOY, changed)
    assert [(one.part, one.number) for one in problems] == [(part, number)]
    assert says in problems[0].message
    assert len(problems[0].message) < 120
    if isinstance(raw, dict) and not {"rule_off", "gates_off"} & raw.keys():
        assert read.gates_off == ("too-far",)
    assert all(one == OwnReason(**REASON) for one in read.own_reasons)


def test_the_longest_reason_and_the_most_reasons_are_accepted():
    longest = {**REASON, "text": f" {'é' * LONGEST_REASON} "}
    read, problems = read_adjustments(TOY, {"own_reasons": [longest] * MOST_REASONS})
    assert (len(read), problems) == (MOST_REASONS, ())
    assert {len(one.text) for one in read.own_reasons} == {LONGEST_REASON}


def test_a_rule_that_a_newer_version_lacks_is_kept_if_it_was_switched_off_before():
    kept = Adjustments(("gravity",), ("tide",))
    raw = {"rules_off": ["air", "gravity"], "gates_off": ["tide"]}
    read, problems = read_adjustments(TOY, raw, kept=kept)
    assert (read, problems) == (Adjustments(("air", "gravity"), ("tide",)), ())
    assert divided(TOY, read) == (Adjustments(("air",)), Adjustments(("gravity",), ("tide",)))
