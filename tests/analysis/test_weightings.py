"""In how many weightings a verdict holds: the figures of the design, and each weighting by hand."""

from __future__ import annotations

import dataclasses
import random

import pytest

from app.analysis.weightings import swept_weights, weightings
from app.engine.answers import Answers, read_answers
from app.engine.results import Result
from app.engine.rules import Rule, Rulebook, Sweep
from app.engine.scoring import evaluate
from tests.engine.toy import TOY
from tests.factories import shipped

RULEBOOK = shipped().get("flask-fastapi", "1.0.0")

# answers | weightings for Flask / for FastAPI / too close, by points alone
BY_POINTS = """
 | 0/0/2286
situation=new | 0/0/2286
situation=new kind=public_api | 0/2286/0
situation=new kind=ml_service | 0/2286/0
kind=simple_crud | 2286/0/0
situation=existing_flask limits=throughput | 0/1290/996
situation=existing_flask limits=async | 0/1290/996
situation=existing_flask limits=validation | 0/1290/996
kind=public_api | 0/1584/702
kind=internal_tool horizon=quick | 2286/0/0
extensions=exact | 1584/0/702
web_experience=new | 1584/0/702
kind=public_api load=high | 0/2286/0
kind=ml_service | 0/1584/702
validation=complex | 0/1962/324
type_hints=comfortable | 0/1584/702
situation=new kind=public_api web_experience=new | 0/1290/996
situation=new kind=public_api web_experience=new type_hints=unfamiliar async_skill=unfamiliar \
extensions=exact | 972/42/1272
situation=new kind=internal_tool type_hints=comfortable | 1290/0/996
situation=new kind=internal_tool type_hints=comfortable validation=complex | 138/396/1752
situation=new kind=internal_tool type_hints=comfortable validation=complex docs=others \
| 14/1402/870
situation=existing_flask limits=throughput upkeep=maintenance | 198/216/1872
situation=existing_flask limits=other | 1584/0/702
situation=existing_flask limits=docs | 0/0/2286
"""


def cases() -> list[tuple[str, str]]:
    return [
        (one.split("|")[0].strip(), one.split("|")[1].strip())
        for one in BY_POINTS.strip("\n").splitlines()
    ]


def outcome(text: str) -> Result:
    answers, problems = read_answers(RULEBOOK, dict(pair.split("=") for pair in text.split()))
    assert not problems
    return evaluate(RULEBOOK, answers)


@pytest.mark.parametrize("answers, counts", cases())
def test_the_figures_of_the_design_come_out(answers, counts):
    found = weightings(RULEBOOK, outcome(answers))
    leads = found.leads
    assert f"{leads['flask']}/{leads['fastapi']}/{leads[None]}" == counts


@pytest.mark.parametrize("answers", [one for one, _ in cases()])
def test_the_weightings_that_agree_are_those_with_the_same_leader(answers):
    result = outcome(answers)
    found = weightings(RULEBOOK, result)
    assert found.agree == found.leads[result.leader]
    assert sum(found.leads.values()) == found.total == 2286


def test_the_published_weighting_is_one_of_2286_different_ones():
    every = [tuple(sorted(weights.items())) for weights in swept_weights(RULEBOOK)]
    assert len(set(every)) == len(every) == 2286
    assert tuple(sorted(RULEBOOK.weights.items())) in every


def test_a_verdict_by_rule_holds_in_all_and_points_stand_apart():
    text = "situation=existing_flask kind=public_api load=high validation=complex"
    found = weightings(RULEBOOK, outcome(text))
    assert found.agree == found.total
    assert found.leads["fastapi"] == 2286


def test_without_a_sweep_there_are_no_weightings():
    assert TOY.sweep is None
    assert weightings(TOY, evaluate(TOY, {})) is None


def test_a_rule_weighs_one_point_at_least():
    sweep = Sweep({"works_challenges": (1, 1), "hedged": (-3, -1)})
    rulebook = dataclasses.replace(RULEBOOK, too_close=1, sweep=sweep)
    hedged = weightings(rulebook, outcome("debugging=explicit"))
    assert hedged.leads == {"flask": 3, "fastapi": 0, None: 0}


def reweighted(rule: Rule, weights: dict[str, int]) -> Rule:
    """The rule with the weight that the weights give it."""
    weight = weights[rule.tier]
    weight += weights["both_sides"] if rule.both_sides else 0
    weight += weights["hedged"] if rule.hedged else 0
    weight = max(1, weight)
    points = {side: weight if given > 0 else -weight for side, given in rule.points.items()}
    return dataclasses.replace(rule, points=points)


def under(weights: dict[str, int]) -> Rulebook:
    return dataclasses.replace(
        RULEBOOK, rules=tuple(reweighted(rule, weights) for rule in RULEBOOK.rules)
    )


def some_answers(rng: random.Random) -> Answers:
    asked = rng.sample(RULEBOOK.questions, 10)
    raw = {question.id: [rng.choice(question.option_ids)] for question in asked}
    return read_answers(RULEBOOK, raw)[0]


def test_counting_agrees_with_evaluating_under_each_weighting():
    rng = random.Random(4)
    answer_sets = [some_answers(rng) for _ in range(20)]
    counted = [weightings(RULEBOOK, evaluate(RULEBOOK, one)).agree for one in answer_sets]
    verdicts = [evaluate(RULEBOOK, one).verdict for one in answer_sets]
    agreeing = [0] * len(answer_sets)
    for weights in swept_weights(RULEBOOK):
        rulebook = under(dict(weights))
        for place, one in enumerate(answer_sets):
            agreeing[place] += evaluate(rulebook, one).verdict == verdicts[place]
    assert counted == agreeing
