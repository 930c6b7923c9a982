from __future__ import annotations

import json

import pytest

from app.engine.results import Result
from tests.engine.toy import commute

CASES = [
    {},
    {"distance": "near", "cargo": ["papers", "anvil"], "mood": None},
    {"distance": "remote", "licence": "unlicensed"},
]


@pytest.mark.parametrize("answers", CASES)
def test_a_record_survives_json_and_reads_back_to_an_equal_result(answers):
    result = commute(**answers)
    written = json.dumps(result.record(), allow_nan=False)
    assert Result.from_record(json.loads(written)) == result


def test_the_record_has_exactly_the_keys_of_the_design():
    record = commute(distance="remote", licence="unlicensed", cargo=["anvil"]).record()
    assert list(record) == [
        "rulebook",
        "verdict",
        "label",
        "note",
        "basis",
        "strength",
        "leader",
        "runner_up",
        "tied",
        "lead",
        "scores",
        "by_points",
        "ledger",
        "gates",
        "coverage",
        "claims",
    ]
    assert list(record["rulebook"]) == ["id", "version", "sha256"]
    assert list(record["by_points"]) == ["leader", "lead"]
    assert list(record["coverage"]) == ["visible", "answered", "unknown", "open"]
    assert list(record["ledger"][0]) == [
        "rule",
        "group",
        "points",
        "credited",
        "counted_by",
        "answers",
        "because",
        "claims",
        "presumption",
    ]
    assert list(record["gates"][0]) == ["gate", "blocks", "because", "claims", "answers"]


def test_the_record_holds_plain_json_types_only():
    def plain(value: object) -> bool:
        if type(value) is dict:
            return all(type(key) is str and plain(item) for key, item in value.items())
        if type(value) is list:
            return all(map(plain, value))
        return value is None or type(value) in (str, int, bool)

    assert all(plain(commute(**answers).record()) for answers in CASES)


def test_a_result_cannot_be_changed():
    with pytest.raises(AttributeError):
        commute().verdict = "another"
