"""Everything that can be proved about one set of answers, as a record."""

from __future__ import annotations

import json

from app.analysis.explanation import as_record, explain
from app.analysis.flips import smallest_flips
from app.analysis.next_question import next_question
from app.analysis.settled import outlook
from app.analysis.sufficient import sufficient_answers
from app.analysis.weightings import weightings
from app.engine.answers import Answers
from app.engine.scoring import evaluate
from tests.analysis.drinks import DRINKS, drinks


def record(answers: Answers) -> dict[str, object]:
    result = evaluate(DRINKS, answers)
    return as_record(DRINKS, explain(DRINKS, answers, result))


def test_it_joins_the_parts_unchanged():
    answers = drinks(hour="morning", company=["friends"])
    result = evaluate(DRINKS, answers)
    found = explain(DRINKS, answers, result)
    assert found.outlook == outlook(DRINKS, answers)
    assert found.flips == smallest_flips(DRINKS, answers)
    assert found.sufficient == sufficient_answers(DRINKS, answers)
    assert found.weightings == weightings(DRINKS, result)
    assert found.next_question == next_question(DRINKS, answers)


def test_the_record_has_the_keys_of_the_design_in_json_types():
    found = record(drinks(hour="morning", company=["friends", "colleagues"], stomach=None))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found) == [
        "flips",
        "flips_change_facts",
        "flips_complete",
        "settled",
        "interval",
        "sufficient",
        "weightings",
        "next_question",
    ]
    assert found["interval"] == {"alternative": "tea", "rival": "coffee", "low": -7, "high": 1}
    assert found["flips"][0] == {"changes": {"stomach": "hungry"}, "verdict": "water", "lead": 1}
    assert {"changes": {"company": ["friends"]}, "verdict": "water", "lead": 1} in found["flips"]


def test_a_settled_record_says_on_what_it_rests():
    found = record(drinks(hour="evening", doctor="forbids", stomach="full"))
    assert found["settled"] is True
    assert found["sufficient"] == {"hour": "evening", "doctor": "forbids"}
    assert found["next_question"] is None
    assert found["weightings"]["agree"] == found["weightings"]["total"]


def test_an_open_record_names_the_next_question():
    found = record({})
    assert (found["settled"], found["sufficient"]) == (False, None)
    assert found["next_question"]["question"] == "hour"
    assert found["weightings"]["too_close"] == found["weightings"]["total"]
