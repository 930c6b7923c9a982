"""Comparisons for programs: what the page shows, as data; nothing of another workspace."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.types import ASGIApp

from app.comparisons.api_models import Comparison
from tests.api.client import ApiAnswer, ApiClient
from tests.api.decided import API, KEEP, OWN, TOOL, decides
from tests.cast import Person


def compares(program: ApiClient, *keys: tuple[str, int]) -> ApiAnswer:
    return program.post(
        "/comparisons",
        {"results": [{"assessment_id": made, "version": n} for made, n in keys]},
    )


def test_the_way_from_one_lead_to_the_other_adds_up(owner: Person, reader: ApiClient) -> None:
    made = decides(owner, API, TOOL, adjustments=OWN)
    told = compares(reader, (made, 1), (made, 2))
    assert told.status == 200
    value = told.value
    Comparison.model_validate(value)
    first, other = value["results"]
    [difference] = value["differences"]
    assert (first["version"], other["version"], first["comparable"]) == (1, 2, True)
    assert (difference["before"], difference["after"]) == (first["lead"], other["lead"])
    assert difference["points"] == sum(step["points"] for step in difference["steps"])
    assert difference["points"]
    steps = difference["steps"]
    assert (steps[0]["start"], steps[-1]["end"]) == (first["lead"], other["lead"])
    assert {question for step in steps for question in step["questions"]} == {"kind"}
    for place, result in enumerate(value["results"]):
        assert sum(line["points"][place] for line in value["lines"]) == result["lead"]
        assert result["adjusted_outcome"]["verdict"]
    assert first["answers"] == {"situation": "new", "kind": "public_api"}


def test_four_are_compared_with_the_first_and_a_gate_is_named(
    owner: Person, program: ApiClient
) -> None:
    made, kept = decides(owner, API, TOOL, API), decides(owner, KEEP)
    value = compares(program, (made, 1), (made, 2), (made, 3), (kept, 1)).value
    assert [one["version"] for one in value["differences"]] == [2, 3, 1]
    assert value["differences"][1]["points"] == 0
    [gate] = value["differences"][2]["gates"]
    assert (gate["in_first"], gate["because"] != "") == (False, True)


@pytest.mark.parametrize(
    ("results", "pointer"),
    [
        ([], "/results"),
        ([("{made}", 1)], "/results"),
        ([("{made}", 1)] * 2, "/results/1"),
        ([("{made}", n) for n in range(1, 6)], "/results"),
        ([("{made}", 1), ("{made}", 0)], "/results/1/version"),
        ([("{made}", 1), ("{made}", 2**31)], "/results/1/version"),
        ([("{made}", 1), ("{made}", "2")], "/results/1/version"),
    ],
)
def test_what_cannot_be_compared_is_named(
    owner: Person, program: ApiClient, results: list[tuple[str, Any]], pointer: str
) -> None:
    made = decides(owner, API)
    told = compares(program, *((name.format(made=made), n) for name, n in results))
    assert (told.status, told.pointers) == (422, [pointer])


def test_what_is_not_there_or_anothers_is_named_and_told_apart_by_nothing(
    owner: Person, program: ApiClient, stranger: ApiClient
) -> None:
    made = decides(owner, API, TOOL)
    assert compares(program, (made, 1), (made, 2)).status == 200
    foreign = compares(stranger, (made, 1), (made, 2))
    assert (foreign.status, foreign.pointers) == (422, ["/results/0", "/results/1"])
    answers = [
        compares(program, (made, 1), (made, 3)),
        compares(program, (made, 1), ("a" * 16, 1)),
        compares(program, (made, 1), ("\x00", 1)),
    ]
    assert {(told.status, *told.pointers) for told in answers} == {(422, "/results/1")}
    assert len({told.answer.body for told in answers}) == 1


def test_it_takes_a_key_and_one_for_reading_will_do(
    office: ASGIApp, owner: Person, reader: ApiClient
) -> None:
    made = decides(owner, API, TOOL)
    assert compares(ApiClient(office), (made, 1), (made, 2)).kind == "no-key"
    assert compares(reader, (made, 1), (made, 2)).status == 200
