from __future__ import annotations

import re

import pytest

from app.cli.report import WIDTH, report
from app.engine.answers import read_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.texts import neutral_texts
from tests.engine.toy import TOY
from tests.factories import shipped

SHIPPED = shipped().default
EXAMPLES = [(book, example) for book in (SHIPPED, TOY) for example in book.examples]


def report_on(rulebook: Rulebook, **raw: object) -> str:
    answers, problems = read_answers(rulebook, raw)
    assert not problems
    return report(rulebook, neutral_texts([rulebook]), answers, evaluate(rulebook, answers))


@pytest.mark.parametrize("rulebook, example", EXAMPLES, ids=lambda part: part.id)
def test_the_points_of_the_ledger_add_up_to_its_last_line(rulebook, example):
    text = report_on(rulebook, **example.answers)
    _, body, rest = text.split("-" * WIDTH)
    given = sum(int(points) for points in re.findall(r"  ([+-]\d+)\b", body))
    total = sum(int(score) for score in rest.splitlines()[1].split()[1:])
    assert given == total


@pytest.mark.parametrize("rulebook, example", EXAMPLES, ids=lambda part: part.id)
def test_no_line_is_wider_than_a_terminal(rulebook, example):
    assert max(map(len, report_on(rulebook, **example.answers).splitlines())) <= WIDTH


def test_a_verdict_by_points_shows_strength_lead_and_coverage():
    text = report_on(SHIPPED, situation="new", kind="public_api", load="high", docs=None)
    assert "Verdict   FastAPI\n" in text
    assert "Strength  strong\n" in text
    assert "Lead      15 (FastAPI 15, Flask 0)\n" in text
    assert "Answers   3 of 14 questions, 1 unknown, 10 open\n" in text


def test_a_rule_already_counted_names_the_one_that_was():
    text = " ".join(report_on(SHIPPED, kind="public_api", load="high").split())
    assert "(already counted: performance-critical APIs and busy microservices" in text


def test_a_verdict_by_rule_shows_the_gate_first_and_then_the_points():
    text = report_on(SHIPPED, situation="existing_flask", kind="public_api", load="high")
    assert text.index("Before any points, a rule decides") < text.index("Verdict")
    assert "Lead      by rule; by points alone Flask 5, FastAPI 10\n" in text


def test_a_gate_that_nobody_has_confirmed_says_what_it_takes_for_granted():
    granted = neutral_texts([SHIPPED]).unconfirmed["keep-working-app"]
    assert granted in report_on(SHIPPED, situation="existing_flask", limits=None)
    assert granted not in report_on(SHIPPED, situation="existing_flask", limits=["none"])


def test_too_close_names_the_alternatives_and_both_sides_arguments():
    text = report_on(SHIPPED, horizon="medium")
    assert "Strength  none: fewer than 5 points between Flask and FastAPI\n" in text
    assert "Strongest argument on each side\n  Flask, 3 points: " in text
    text = " ".join(text.split())
    assert "if horizon were quick" in text
    assert "if horizon were long" in text


def test_an_argument_that_is_none_is_not_made_up():
    text = report_on(SHIPPED)
    assert "There is none yet, and changing one judgement alone would not make one." in text


def test_the_strongest_argument_against_is_always_there():
    text = " ".join(report_on(SHIPPED, kind="simple_crud", docs="own_team").split())
    assert "Strongest argument against FastAPI, 2 points: " in text
    assert text.endswith("because docs is own_team")


def test_a_note_stands_below_its_verdict():
    text = report_on(TOY, distance="remote", mood="breeze")
    assert "Set off early and pedal\n          The neighbour never tried this\n" in text
