"""Versions for programs: each is what was sent and what stood, and none overtakes another."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.types import ASGIApp

from app.api.routing import PREFIX
from tests.api.client import ApiAnswer, ApiClient
from tests.api.office import ANSWERS, OTHERWISE, REASON, Rows, at, if_match, key, made
from tests.web.asgi import Header, ask
from tests.web.visitor import Visitor


def save(program: ApiClient, told: ApiAnswer, body: Any, *headers: Header) -> ApiAnswer:
    """Saves the next version of what was told."""
    return program.post(at(told, "versions"), body, if_match(told), *headers)


def test_other_answers_make_the_next_version_which_pages_show(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program)
    saved = save(program, told, {"answers": OTHERWISE})
    assert (saved.status, saved.value["version"], saved.value["replaces"]) == (201, 2, 1)
    assert saved.header("location") == f"/api/v1{at(told, 'versions/2')}"
    assert program.get(at(told, "versions/2")).value == saved.value
    assert program.get(at(told)).header("etag") == saved.header("etag")
    page = visitor.get(at(told)).text()
    assert saved.value["result"]["label"] in page
    assert "version 2" in page.lower()
    assert visitor.get(at(told, "revisions/1")).status == 200


def test_what_is_left_out_stays_as_it_stands(program: ApiClient) -> None:
    told = made(program, adjustments={"own_reasons": [REASON]}, extra_answers={"output": "api"})
    second = save(program, told, {"answers": OTHERWISE}).value
    assert second["adjustments"]["own_reasons"] == [REASON]
    assert second["second_opinion"]["extra_answers"] == {"output": "api"}
    third = program.post(
        at(told, "versions"), {"adjustments": {}, "extra_answers": {}}, ("if-match", "*")
    ).value
    assert (third["answers"], third["adjustments"]) == (OTHERWISE, None)
    assert third["second_opinion"]["extra_answers"] == {}


def test_nothing_sent_saves_what_a_page_has_kept(program: ApiClient, visitor: Visitor) -> None:
    told = made(program)
    form = visitor.get(at(told, "own-reasons"))
    visitor.submit(
        form, "See the difference", {f"_{name}-1": value for name, value in REASON.items()}
    )
    draft = program.get(at(told, "draft"))
    assert draft.value["has_changes"]
    saved = save(program, program.get(at(told)), {})
    assert (saved.status, saved.value["adjustments"]["own_reasons"]) == (201, [REASON])
    assert not program.get(at(told, "draft")).value["has_changes"]


def test_what_changes_nothing_makes_no_version(program: ApiClient, rows: Rows) -> None:
    told = made(program)
    before = rows()[:4]
    for body in ({}, {"answers": ANSWERS}, {"answers": dict(reversed(ANSWERS.items()))}):
        same = save(program, told, body)
        assert (same.status, same.value["version"]) == (200, 1)
    assert rows()[:4] == before


def test_a_version_that_overtook_it_is_not_overtaken(
    program: ApiClient, visitor: Visitor, rows: Rows
) -> None:
    told = made(program)
    visitor.submit(visitor.get(at(told, "edit")), "Save", OTHERWISE)
    before = rows()
    late = save(program, told, {"answers": ANSWERS | {"horizon": "quick"}})
    assert (late.status, late.kind) == (412, "precondition-failed")
    assert program.post(at(told, "versions"), {}).status == 428
    assert rows() == before


def test_a_draft_of_a_page_is_not_lost_to_a_program_that_has_not_seen_it(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program)
    form = visitor.get(at(told, "own-reasons"))
    visitor.submit(
        form, "See the difference", {f"_{name}-1": value for name, value in REASON.items()}
    )
    assert save(program, told, {"answers": OTHERWISE}).status == 412
    assert program.get(at(told, "draft")).value["adjustments"]["own_reasons"] == [REASON]


def test_sent_again_after_its_answer_was_lost_it_is_told_the_same(program: ApiClient) -> None:
    told = made(program)
    first = save(program, told, {"answers": OTHERWISE}, key("next"))
    again = save(program, told, {"answers": OTHERWISE}, key("next"))
    assert (again.status, again.value) == (201, first.value)
    other = save(program, told, {"answers": ANSWERS}, key("next"))
    assert (other.status, other.pointers) == (422, ["Idempotency-Key"])
    assert len(program.get(at(told, "versions")).value["items"]) == 2


def test_another_version_of_the_rules_goes_with_answers_to_it(program: ApiClient) -> None:
    told = made(program)
    older = {"rulebook_version": "1.0.0"}
    assert save(program, told, older).pointers == ["/rulebook_version"]
    saved = save(program, told, {"answers": ANSWERS} | older)
    assert saved.value["rulebook"]["version"] == "1.0.0"
    assert save(program, saved, {"rulebook_version": "9.9.9"}).pointers == ["/rulebook_version"]


def test_versions_are_listed_a_page_at_a_time_the_latest_first(program: ApiClient) -> None:
    told = now = made(program)
    for horizon in ("quick", "long", "quick", "long"):
        now = save(program, now, {"answers": ANSWERS | {"horizon": horizon}})
        assert now.status == 201, now.value
    here = at(told, "versions?limit=2")
    numbers, cursor = [], ""
    while True:
        page = program.get(f"{here}{cursor}").value
        numbers += [one["version"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert numbers == [5, 4, 3, 2, 1]
    assert program.get(f"{here}&cursor=x").pointers == ["cursor"]
    last = program.get(at(told, "versions")).value["items"][0]
    assert last["outcome"]["label"] == program.get(at(told)).value["outcome"]["label"]
    assert last["replaces"] == 4


@pytest.mark.parametrize("n", ["0", "2", "01", "-1", "1.0", "x", "999999999", "9999999999"])
def test_a_version_that_is_none_is_not_found(program: ApiClient, n: str) -> None:
    told = made(program)
    assert program.get(at(told, f"versions/{n}")).status == 404
    assert program.get(at(told, f"versions/{n}/second-opinion")).status == 404


def test_a_packed_answer_has_a_tag_of_its_own_which_means_the_same_state(
    office: ASGIApp, program: ApiClient
) -> None:
    told = made(program)
    path, packs = PREFIX + at(told, "versions", "1"), ("accept-encoding", "gzip")
    plain = ask(office, path, headers=program.headers)
    packed = ask(office, path, headers=[*program.headers, packs])
    assert (plain.header("content-encoding"), packed.header("content-encoding")) == (None, "gzip")
    tag, own = plain.header("etag") or "", packed.header("etag") or ""
    assert own == f'{tag[:-1]}-gzip"'
    for known in (tag, own):
        unchanged = program.get(at(told, "versions", "1"), ("if-none-match", known), packs)
        assert (unchanged.status, unchanged.header("etag")) == (304, known)
    assert program.patch(at(told), {"title": "Seen"}, ("if-match", own)).status == 200
    assert program.patch(at(told), {"title": "Late"}, ("if-match", own)).status == 412
