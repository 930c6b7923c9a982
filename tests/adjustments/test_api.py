"""Own reasons for programs: what they keep is on the page, and comes to what the page says."""

from __future__ import annotations

from tests.api.client import ApiClient
from tests.api.office import REASON, Rows, at, if_match, made
from tests.factories import shipped
from tests.web.visitor import Visitor, filled_in


def test_without_any_it_says_what_there_is_to_choose_from(program: ApiClient) -> None:
    told = made(program)
    stand = program.get(at(told, "adjustments")).value
    assert stand["adjustments"] == {"rules_off": [], "gates_off": [], "own_reasons": []}
    assert (stand["outcome"], stand["adjusted_outcome"]) == (told.value["outcome"], None)
    assert [side["id"] for side in stand["sides"]] == [*shipped().default.alternative_by_id]
    assert stand["weights"] == {"bottom_line": 10, "when_i_use": 5, "works_challenges": 3}


def test_what_a_program_keeps_is_on_the_page_and_saved_as_the_next_version(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program)
    sent = {"rules_off": ["new-api"], "own_reasons": [REASON]}
    kept = program.put(at(told, "adjustments"), sent, if_match(told))
    assert kept.value["adjustments"] == {"gates_off": []} | sent
    assert kept.value["outcome"] == told.value["outcome"]
    form = filled_in(visitor.get(at(told, "own-reasons")).form("Save as version 2"))
    assert (form["_rule"], form["_text-1"], form["_weight-1"]) == (
        ["new-api"],
        [REASON["text"]],
        [REASON["weight"]],
    )
    saved = program.post(at(told, "versions"), {}, if_match(kept)).value
    assert saved["adjustments"] == kept.value["adjustments"]
    adjusted = {name: saved["adjusted"][name] for name in kept.value["adjusted_outcome"]}
    assert adjusted == kept.value["adjusted_outcome"]
    assert REASON["text"] in visitor.get(at(told)).text()


def test_what_is_kept_can_be_sent_again_and_an_empty_object_takes_it_back(
    program: ApiClient,
) -> None:
    told = made(program, adjustments={"own_reasons": [REASON]})
    stand = program.get(at(told, "adjustments"))
    same = program.put(at(told, "adjustments"), stand.value["adjustments"], if_match(stand))
    assert (same.value, same.header("etag")) == (stand.value, stand.header("etag"))
    none = program.put(at(told, "adjustments"), {}, if_match(same))
    assert none.value["adjusted_outcome"] is None
    assert program.get(at(told)).value["has_draft"]


def test_what_cannot_be_is_refused_by_its_place(program: ApiClient, rows: Rows) -> None:
    told = made(program)
    before = rows()
    for body, pointers in [
        ({"rules_off": ["no-rule"]}, ["/rules_off"]),
        ({"own_reasons": [REASON, REASON | {"side": "x"}]}, ["/own_reasons/1/side"]),
        ({"reasons": []}, ["/reasons"]),
        ({"own_reasons": [REASON] * 11}, ["/own_reasons"]),
    ]:
        refused = program.put(at(told, "adjustments"), body, if_match(told))
        assert (refused.status, refused.pointers) == (422, pointers), body
    assert program.put(at(told, "adjustments"), {}).status == 428
    assert program.put(at(told, "adjustments"), {}, ("if-match", '"other"')).status == 412
    assert rows() == before
