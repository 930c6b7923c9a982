from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.engine.answers import (
    Problem,
    as_json,
    read_answers,
    visible_answers,
    visible_questions,
)
from tests.engine.toy import TOY, toy


def problems_of(raw: Mapping[str, object], **how: str) -> tuple[Problem, ...]:
    return read_answers(TOY, raw, **how)[1]


def test_an_option_a_list_and_null_are_read():
    answers, problems = read_answers(
        TOY, {"distance": "near", "cargo": ["papers", "toddler"], "mood": None}
    )
    assert not problems
    assert answers == {
        "distance": frozenset({"near"}),
        "cargo": frozenset({"papers", "toddler"}),
        "mood": None,
    }


def test_a_list_of_one_answers_a_question_with_one_answer():
    assert toy(distance=["near"]) == toy(distance="near")


def test_one_option_answers_a_question_with_many_answers():
    assert toy(cargo="papers") == toy(cargo=["papers"])


@pytest.mark.parametrize(
    ("raw", "question", "code", "message"),
    [
        (
            {"distanse": "near"},
            "distanse",
            "unknown_question",
            "This rulebook has no question “distanse”.",
        ),
        (
            {"distance\u202e\n": "near"},
            "distance\u202e\n",
            "unknown_question",
            "This rulebook has no question “distance”.",
        ),
        (
            {"distance": "nearby"},
            "distance",
            "unknown_option",
            "There is no option “nearby”; use near, middling or remote.",
        ),
        (
            {"distance": ["near", "remote"]},
            "distance",
            "not_one",
            "Choose one option only.",
        ),
        (
            {"distance": ["near", "near"]},
            "distance",
            "not_one",
            "Choose one option only.",
        ),
        (
            {"cargo": ["free_hands", "papers"]},
            "cargo",
            "exclusive",
            "“Nothing” cannot go together with another option.",
        ),
        (
            {"cargo": []},
            "cargo",
            "empty",
            "Choose an option, or say that you do not know.",
        ),
        (
            {"cargo": {"papers": True}},
            "cargo",
            "type",
            "Give an option, a list of options, or null.",
        ),
        (
            {"cargo": ["papers", 3]},
            "cargo",
            "type",
            "Give an option, a list of options, or null.",
        ),
        (
            {"distance": "unknown"},
            "distance",
            "unknown_option",
            "There is no option “unknown”; use near, middling or remote.",
        ),
    ],
)
def test_each_mistake_is_a_problem_beside_its_question(raw, question, code, message):
    assert problems_of(raw) == (Problem(question, code, message),)


def test_all_problems_come_at_once_in_file_order_and_the_good_answers_stay():
    raw = {"stranger": "x", "mood": "loud", "licence": "licensed", "distance": ""}
    answers, problems = read_answers(TOY, raw)
    assert [problem.question for problem in problems] == ["distance", "mood", "stranger"]
    assert answers == {"licence": frozenset({"licensed"})}


def test_a_long_mistake_is_cut_short_in_the_message():
    (problem,) = problems_of({"distance": "n" * 1000})
    assert len(problem.message) < 120


def test_a_draft_keeps_the_answer_to_a_hidden_question():
    answers, problems = read_answers(TOY, {"licence": "unlicensed", "parking": "roaming"})
    assert not problems
    assert "parking" in answers


@pytest.mark.parametrize("parent", [{}, {"licence": None}, {"licence": "unlicensed"}])
@pytest.mark.parametrize("answer", ["roaming", None])
def test_an_answer_to_a_hidden_question_can_be_refused_and_names_the_parent(parent, answer):
    answers, problems = read_answers(TOY, {**parent, "parking": answer}, hidden="refuse")
    message = "This is asked only if licence is licensed."
    assert problems == (Problem("parking", "hidden", message),)
    assert "parking" not in answers


def test_an_answer_is_not_called_hidden_because_its_parent_has_a_mistake():
    problems = problems_of({"licence": "maybe", "parking": "roaming"}, hidden="refuse")
    assert [problem.code for problem in problems] == ["unknown_option"]


def test_an_answer_to_a_visible_follow_up_is_not_refused():
    assert not problems_of({"licence": "licensed", "parking": "roaming"}, hidden="refuse")


def test_follow_ups_are_visible_once_their_parent_is_answered():
    names = [question.id for question in visible_questions(TOY, toy(licence="licensed"))]
    assert names == ["distance", "licence", "parking", "cargo", "mood"]


def test_an_unknown_parent_hides_its_follow_ups():
    names = [question.id for question in visible_questions(TOY, toy(licence=None))]
    assert names == ["distance", "licence", "cargo", "mood"]


def test_a_follow_up_of_a_hidden_question_is_hidden_whatever_was_answered_before():
    deeper = [
        replace(question, ask_when={"parking": frozenset({"roaming"})})
        if question.id == "kindergarten"
        else question
        for question in TOY.questions
    ]
    answers = toy(licence="unlicensed", parking="roaming")
    visible = visible_questions(replace(TOY, questions=tuple(deeper)), answers)
    assert "kindergarten" not in [question.id for question in visible]


def test_visible_answers_leave_out_the_hidden_ones():
    answers = toy(licence="unlicensed", parking="roaming", mood=None)
    assert visible_answers(TOY, answers) == toy(licence="unlicensed", mood=None)


def test_answers_become_json_in_file_order_and_read_back():
    answers = toy(mood=None, cargo=["anvil", "papers"], distance="near")
    written = as_json(TOY, answers)
    assert list(written.items()) == [
        ("distance", "near"),
        ("cargo", ["papers", "anvil"]),
        ("mood", None),
    ]
    assert read_answers(TOY, written) == (answers, ())
