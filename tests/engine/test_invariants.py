"""What holds for every rulebook and all answers, whatever they are."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.engine.answers import Answers, read_answers, visible_answers, visible_questions
from app.engine.explaining import contrast, leader_and_rival, strongest_against
from app.engine.results import Result
from app.engine.rules import Rule, Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.loader import parse_rulebook
from tests.engine.random_rulebooks import random_answers, random_document, random_toml
from tests.engine.strategies import answers_to, cases, derandomised
from tests.factories import shipped
from tests.rounds import rounds

SHIPPED = shipped().default


def outcome(result: Result) -> tuple[Any, ...]:
    return (
        result.verdict,
        result.strength,
        result.lead,
        dict(result.scores),
        set(result.tied),
        result.by_points.lead,
    )


@derandomised
@given(cases())
def test_the_credited_points_of_the_ledger_sum_to_each_score(case):
    result = evaluate(*case)
    for alternative, score in result.scores.items():
        assert score == sum(line.credited.get(alternative, 0) for line in result.ledger)


@derandomised
@given(cases())
def test_the_terms_of_the_contrast_sum_to_the_lead(case):
    result = evaluate(*case)
    found = contrast(case[0], result)
    total = sum(term.points for term in found.in_favour + found.against)
    assert total == found.lead
    assert result.lead in (None, found.lead)


@derandomised
@given(cases())
def test_an_argument_counts_now_or_with_one_other_judgement(case):
    rulebook, answers = case
    result = evaluate(rulebook, answers)
    leader, rival = leader_and_rival(result)
    for argument in strongest_against(rulebook, answers, result):
        other = rival if argument.alternative == leader else leader
        after = result
        if argument.change:
            name, option = argument.change
            question, before = rulebook.question_by_id[name], answers[name]
            together = {o.id for o in question.options if not o.exclusive}
            ticked = before & together if question.kind == "many" and option in together else set()
            after = evaluate(
                rulebook, {**visible_answers(rulebook, answers), name: ticked | {option}}
            )
            assert before
            assert question.type == "judgement"
            assert argument.rule not in {line.rule for line in result.ledger}
        (line,) = (line for line in after.ledger if line.rule == argument.rule)
        credited = line.credited.get(argument.alternative, 0) - line.credited.get(other, 0)
        assert credited == argument.points > 0


@derandomised
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rules_groups_and_alternatives_is_irrelevant(case, rng):
    rulebook, answers = case
    shuffled = replace(
        rulebook,
        rules=_shuffled(rulebook.rules, rng),
        groups=_shuffled(rulebook.groups, rng),
        alternatives=_shuffled(rulebook.alternatives, rng),
    )
    assert outcome(evaluate(shuffled, answers)) == outcome(evaluate(rulebook, answers))


def _shuffled(things: tuple[Any, ...], rng: Random) -> tuple[Any, ...]:
    return tuple(rng.sample(things, len(things)))


@settings(derandomised, max_examples=rounds(15))  # each reads and checks two rulebooks
@given(st.integers(0, 9999))
def test_renaming_ids_changes_nothing_but_ids(seed):
    toml = random_toml(Random(seed)).decode()
    raw = random_answers(Random(seed), random_document(Random(seed), None, False))
    assert _renamed(_record(toml, raw)) == _record(_renamed(toml), json.loads(_renamed(raw)))


def _renamed(text: str | dict[str, Any]) -> str:
    """Every id of a random rulebook is a letter with a number; each gets another name."""
    written = text if isinstance(text, str) else json.dumps(text)
    return re.sub(r"\b([aqgrckvs]\d[\do]*w?)\b", r"other-\1", written)


def _record(toml: str, raw: dict[str, Any]) -> str:
    rulebook = parse_rulebook("toy-1.0.0.toml", toml.encode())
    answers, problems = read_answers(rulebook, raw)
    assert not problems
    record = evaluate(rulebook, answers).record()
    return json.dumps({key: value for key, value in record.items() if key != "rulebook"})


@derandomised
@given(cases(), st.integers(2, 7))
def test_scaling_points_and_too_close_together_changes_no_verdict(case, factor):
    rulebook, answers = case
    scaled = replace(
        rulebook,
        too_close=rulebook.too_close * factor,
        bands=tuple(replace(band, lead=band.lead * factor) for band in rulebook.bands),
        rules=tuple(
            replace(rule, points={side: p * factor for side, p in rule.points.items()})
            for rule in rulebook.rules
        ),
    )
    before, after = evaluate(rulebook, answers), evaluate(scaled, answers)
    assert (after.verdict, after.strength) == (before.verdict, before.strength)


@derandomised
@given(cases(alternatives=2))
def test_swapping_the_alternatives_mirrors_the_result(case):
    rulebook, answers = case
    rulebook = replace(rulebook, gates=())
    first, second = rulebook.alternative_by_id
    other = {first: second, second: first, None: None}
    mirrored = replace(
        rulebook,
        rules=tuple(
            replace(rule, points={other[side]: p for side, p in rule.points.items()})
            for rule in rulebook.rules
        ),
        verdicts=tuple(replace(row, leader=other[row.leader]) for row in rulebook.verdicts),
    )
    before, after = evaluate(rulebook, answers), evaluate(mirrored, answers)
    assert dict(after.scores) == {other[side]: score for side, score in before.scores.items()}
    assert (after.verdict, after.lead, after.strength) == (
        before.verdict,
        before.lead,
        before.strength,
    )
    assert after.leader == other[before.leader]


@derandomised
@given(cases(), st.randoms(use_true_random=False))
def test_another_alternative_leaves_the_scores_of_the_others_alone(case, rng):
    rulebook, answers = case
    newcomer = replace(rulebook.alternatives[0], id="newcomer")
    wider = replace(
        rulebook,
        alternatives=(*rulebook.alternatives, newcomer),
        rules=tuple(
            replace(rule, points={**rule.points, "newcomer": rng.choice([-9, 2, 9])})
            for rule in rulebook.rules
        ),
        verdicts=(*rulebook.verdicts, replace(rulebook.verdicts[-2], id="n", leader="newcomer")),
    )
    scores = dict(evaluate(wider, answers).scores)
    del scores["newcomer"]
    assert scores == dict(evaluate(rulebook, answers).scores)


@derandomised
@given(cases(), st.data())
def test_repeating_a_rule_in_its_group_changes_nothing(case, data):
    rulebook, answers = case
    rule = data.draw(st.sampled_from(rulebook.rules))
    repeated = replace(rulebook, rules=(*rulebook.rules, replace(rule, id="again")))
    after = evaluate(repeated, answers)
    assert outcome(after) == outcome(evaluate(rulebook, answers))
    assert all(not line.credited for line in after.ledger if line.rule == "again")


@derandomised
@given(cases(positive=True), st.data())
def test_with_positive_points_answering_an_unknown_lowers_no_score(case, data):
    _answering_lowers_no_score(*case, data)


@derandomised
@given(answers_to(SHIPPED), st.data())
def test_on_the_shipped_rulebook_answering_an_unknown_lowers_no_score(answers, data):
    _answering_lowers_no_score(SHIPPED, answers, data)


def _answering_lowers_no_score(rulebook: Rulebook, answers: Answers, data: st.DataObject) -> None:
    unknown = [q for q in visible_questions(rulebook, answers) if not answers.get(q.id)]
    assume(unknown)
    question = data.draw(st.sampled_from(unknown))
    option = data.draw(st.sampled_from(question.option_ids))
    before = evaluate(rulebook, visible_answers(rulebook, answers)).scores
    after = evaluate(rulebook, {**answers, question.id: frozenset({option})}).scores
    assert all(after[side] >= before[side] for side in before)


@derandomised
@given(cases(alternatives=2, positive=True), st.data())
def test_an_option_that_speaks_for_one_side_never_lowers_its_lead(case, data):
    _speaking_up_lowers_no_lead(*case, data)


@derandomised
@given(answers_to(SHIPPED), st.data())
def test_on_the_shipped_rulebook_it_never_does_either(answers, data):
    _speaking_up_lowers_no_lead(SHIPPED, answers, data)


def _speaking_up_lowers_no_lead(rulebook: Rulebook, answers: Answers, data: st.DataObject) -> None:
    """For an unknown without follow-ups; with them, the lead may go either way."""
    parents = {parent for question in rulebook.questions for parent in question.ask_when}
    visible = visible_questions(rulebook, answers)
    options = [
        (question.id, option, side)
        for question in visible
        if question.id not in parents and not answers.get(question.id)
        for option in question.option_ids
        for side in rulebook.alternative_by_id
        if _sides_of(rulebook, question.id, option) == {side}
    ]
    assume(options)
    question, option, side = data.draw(st.sampled_from(options))
    before = _lead(rulebook, answers, side)
    assert _lead(rulebook, {**answers, question: frozenset({option})}, side) >= before


def _sides_of(rulebook: Rulebook, question: str, option: str) -> set[str]:
    naming = (rule for rule in rulebook.rules if option in rule.when.get(question, ()))
    return {side for rule in naming for side in rule.points}


def _lead(rulebook: Rulebook, answers: Answers, side: str) -> int:
    scores = dict(evaluate(rulebook, answers).scores)
    own = scores.pop(side)
    return own - max(scores.values())


@derandomised
@given(cases())
def test_answers_to_hidden_questions_never_count(case):
    rulebook, answers = case
    assert evaluate(rulebook, answers) == evaluate(rulebook, visible_answers(rulebook, answers))


@derandomised
@given(answers_to(SHIPPED), st.sampled_from([{}, {"limits": None}]))
def test_forgetting_the_limits_never_turns_keep_into_move(answers, forgotten):
    answers = {**answers, "situation": frozenset({"existing_flask"})}
    kept = {question: chosen for question, chosen in answers.items() if question != "limits"}
    if evaluate(SHIPPED, answers).verdict == "keep":
        assert evaluate(SHIPPED, {**kept, **forgotten}).verdict == "keep"


@derandomised
@given(cases(), st.data())
def test_options_without_rules_change_nothing(case, data):
    _idle_options_change_nothing(*case, data)


@derandomised
@given(answers_to(SHIPPED), st.data())
def test_on_the_shipped_rulebook_options_without_rules_change_nothing(answers, data):
    _idle_options_change_nothing(SHIPPED, answers, data)


def _idle_options_change_nothing(rulebook: Rulebook, answers: Answers, data: st.DataObject) -> None:
    idle = sorted(_idle_options(rulebook))
    assume(idle)
    question, option = data.draw(st.sampled_from(idle))
    answered = {**answers, question: frozenset({option})}
    before, after = evaluate(rulebook, {**answers, question: None}), evaluate(rulebook, answered)
    assert outcome(after) == outcome(before)
    assert after.ledger == before.ledger


def _idle_options(rulebook: Rulebook) -> set[tuple[str, str]]:
    conditions = [
        *(rule.when for rule in rulebook.rules),
        *(gate.when for gate in rulebook.gates),
        *(gate.unless for gate in rulebook.gates),
        *(row.when for row in rulebook.verdicts),
        *(question.ask_when for question in rulebook.questions),
    ]
    named = {
        (q, option) for when in conditions for q, options in when.items() for option in options
    }
    return {(q.id, option) for q in rulebook.questions for option in q.option_ids} - named


@derandomised
@given(cases())
def test_evaluating_twice_gives_the_same_and_touches_nothing(case):
    rulebook, answers = case
    before = copy.deepcopy(dict(answers))
    first = json.dumps(evaluate(rulebook, answers).record())
    assert json.dumps(evaluate(rulebook, answers).record()) == first
    assert answers == before


@derandomised
@given(cases(), st.data())
def test_dropping_a_rule_that_did_not_fire_changes_nothing(case, data):
    rulebook, answers = case
    result = evaluate(rulebook, answers)
    fired = {line.rule for line in result.ledger}
    silent: list[Rule] = [rule for rule in rulebook.rules if rule.id not in fired]
    assume(silent)
    dropped = data.draw(st.sampled_from(silent))
    shorter = replace(rulebook, rules=tuple(r for r in rulebook.rules if r is not dropped))
    assert evaluate(shorter, answers) == result
