"""Second opinions for programs: as they were stored, and as they are today."""

from __future__ import annotations

from app.engine.second_opinion import give_opinion
from tests.api.client import ApiClient
from tests.api.office import ANSWERS, at, made
from tests.factories import shipped
from tests.web.visitor import Visitor


def test_it_is_what_the_second_rulebook_says_to_the_same_answers(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program, extra_answers={"output": "api"})
    both = program.get(at(told, "versions/1/second-opinion")).value
    library = shipped()
    second = library.second_opinion_on(library.default.id)
    assert second
    answers = {name: frozenset([one]) for name, one in ANSWERS.items()}
    opinion = give_opinion(second, library.default, answers, {"output": "api"}).record()
    assert {name: both["saved"][name] for name in opinion} == opinion
    assert both["saved"] == both["today"]
    sums = [
        sum(family[name] for family in both["saved"]["families"]) for name in ("advice", "others")
    ]
    left, right = both["saved"]["pair"]
    scores = program.get(at(told, "versions/1")).value["result"]["scores"]
    assert sums[0] == scores.get(left, 0) - scores.get(right, 0)
    points = [one.get(left, 0) - one.get(right, 0) for one in opinion["credits"].values()]
    assert sums[1] == sum(points)
    assert both["saved"]["label"] in visitor.get(at(told)).text()


def test_a_reason_tells_how_many_decisions_are_behind_it(program: ApiClient) -> None:
    both = program.get(at(made(program), "versions/1/second-opinion")).value
    reasons = [one for family in both["today"]["families"] for one in family["reasons"]]
    counted = [one for one in reasons if one["claim"]]
    assert counted
    assert all(one["for"] + one["against"] > 0 for one in counted)
    assert all(one["for"] is None for one in reasons if one not in counted)


def test_strangers_are_told_nothing_of_it(program: ApiClient, stranger: ApiClient) -> None:
    told = made(program)
    foreign = stranger.get(at(told, "versions/1/second-opinion"))
    unknown = stranger.get(f"/assessments/{'a' * 16}/versions/1/second-opinion")
    assert (foreign.status, foreign.answer) == (404, unknown.answer)
