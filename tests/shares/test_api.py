"""Links for programs: made, listed and revoked by a key; read by whoever has one, without a key."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import text
from starlette.types import ASGIApp

from app.shares.api_models import SharedResult
from app.web.limits import WRONG_LINKS
from tests.api.client import ApiAnswer, ApiClient
from tests.api.decided import API, OWN, TOOL, decides
from tests.cast import Person
from tests.web.visitor import Visitor

FOREIGN = "203.0.113.7"
WANTED = {"version": 1, "label": "For the board"}


@pytest.fixture
def made(owner: Person) -> str:
    """The id of an assessment with two versions, each with a reason of its owner's."""
    return decides(owner, API, TOOL, adjustments=OWN)


def shares(program: ApiClient, made: str, *headers: tuple[str, str], **more: Any) -> ApiAnswer:
    told = program.post(f"/assessments/{made}/shares", WANTED | more, *headers)
    assert told.status == 201
    return told


def stored(owner: Person) -> object:
    """How many links there are in the workspace."""
    count = text("SELECT count(*) FROM shares WHERE workspace_id = :id")
    with owner.database.reader() as session:
        return session.scalar(count, {"id": owner.workspace_id})


def test_a_link_is_made_shown_once_and_opens_the_report(
    office: ASGIApp, program: ApiClient, made: str
) -> None:
    told = shares(program, made, answered_by=" Ada L.\n")
    share = told.value["share"]
    assert told.header("location") == f"/api/v1/shares/{share['id']}"
    assert told.value["url"].endswith(f"/s/{told.value['token']}")
    assert (share["state"], share["label"], share["answered_by"]) == (
        "open",
        "For the board",
        "Ada L.",
    )
    report = Visitor(office).get(f"/s/{told.value['token']}")
    assert (report.status, "Ada L." in report.text()) == (200, True)
    assert program.get(f"/shares/{share['id']}").value["id"] == share["id"]
    assert told.value["token"] not in repr(program.get(f"/assessments/{made}/shares").value)


def test_whoever_has_the_link_reads_the_result_without_a_key(
    office: ASGIApp, program: ApiClient, made: str
) -> None:
    token = shares(program, made, hides_texts=True, answered_by="Ada").value["token"]
    told = ApiClient(office).get(f"/shared/{token}")
    assert told.status == 200
    value = told.value
    SharedResult.model_validate(value)
    assert (value["version"], value["answered_by"]) == (1, "Ada")
    assert value["answers"] == {"situation": "new", "kind": "public_api"}
    assert value["result"]["leader"] == "fastapi"
    assert value["adjusted"]["scores"] != value["result"]["scores"]
    assert "Two of us know Flask" not in repr(value)
    open_text = ApiClient(office).get(f"/shared/{shares(program, made).value['token']}")
    assert "Two of us know Flask" in repr(open_text.value)
    [last, _] = program.get(f"/assessments/{made}/shares").value["items"]
    assert last["last_opened_at"]


def test_the_same_request_again_makes_one_link_and_shows_it_again(
    program: ApiClient, owner: Person, office: ASGIApp, made: str
) -> None:
    key = ("idempotency-key", "once")
    first, again = shares(program, made, key), shares(program, made, key)
    assert again.value == first.value
    assert stored(owner) == 1
    other_key = shares(ApiClient(office, owner.key()), made, key).value
    assert (other_key["share"]["id"], other_key["token"]) == (first.value["share"]["id"], None)
    changed = program.post(f"/assessments/{made}/shares", WANTED | {"version": 2}, key)
    assert (changed.status, changed.pointers) == (422, ["Idempotency-Key"])
    program.delete(f"/shares/{first.value['share']['id']}")
    revoked = shares(program, made, key).value
    assert (revoked["share"]["state"], revoked["token"], revoked["url"]) == ("revoked", None, None)


def test_a_revoked_link_opens_nothing_and_stays_in_the_list(
    office: ASGIApp, program: ApiClient, made: str
) -> None:
    told = shares(program, made, answered_by="Ada").value
    for _ in range(2):
        assert program.delete(f"/shares/{told['share']['id']}").status == 204
    assert ApiClient(office).get(f"/shared/{told['token']}").status == 404
    assert Visitor(office).get(f"/s/{told['token']}").status == 404
    [share] = program.get(f"/assessments/{made}/shares").value["items"]
    assert (share["state"], share["answered_by"]) == ("revoked", "")
    assert share["revoked_at"]


def test_the_list_comes_in_pages(program: ApiClient, made: str) -> None:
    ids = [shares(program, made).value["share"]["id"] for _ in range(3)][::-1]
    first = program.get(f"/assessments/{made}/shares?limit=2").value
    rest = program.get(f"/assessments/{made}/shares?limit=2&cursor={first['next']}").value
    told = [share["id"] for page in (first, rest) for share in page["items"]]
    assert (told, rest["next"]) == (ids, None)
    for wrong in ("x", first["next"] + "x", ""):
        bad = program.get(f"/assessments/{made}/shares?cursor={wrong}")
        assert (bad.status, bad.pointers) == (422, ["cursor"])


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({}, ["/version"]),
        ({"version": 3}, ["/version"]),
        ({"version": 0}, ["/version"]),
        ({"version": "1"}, ["/version"]),
        ({"version": 2**31}, ["/version"]),
        ({"version": 1, "label": "x" * 201}, ["/label"]),
        ({"version": 1, "label": "x" * 201, "answered_by": "é" * 81}, ["/label", "/answered_by"]),
        ({"version": 1, "expires_in_days": 31}, ["/expires_in_days"]),
        ({"version": 1, "detailed_preview": "yes"}, ["/detailed_preview"]),
        ({"version": 1, "lable": ""}, ["/lable"]),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_stored(
    program: ApiClient, owner: Person, made: str, sent: dict[str, Any], pointers: list[str]
) -> None:
    told = program.post(f"/assessments/{made}/shares", sent)
    assert (told.status, told.pointers) == (422, pointers)
    assert stored(owner) == 0


def test_another_workspace_sees_and_revokes_nothing(
    program: ApiClient, stranger: ApiClient, owner: Person, made: str
) -> None:
    share = shares(program, made).value["share"]["id"]
    there = [
        stranger.get(f"/assessments/{made}/shares"),
        stranger.post(f"/assessments/{made}/shares", WANTED),
        stranger.get(f"/shares/{share}"),
        stranger.delete(f"/shares/{share}"),
    ]
    nowhere = [
        stranger.get(f"/assessments/{'a' * 16}/shares"),
        stranger.post(f"/assessments/{'a' * 16}/shares", WANTED),
        stranger.get(f"/shares/{'a' * 16}"),
        stranger.delete(f"/shares/{'a' * 16}"),
    ]
    assert {told.status for told in there} == {404}
    assert [told.value for told in there] == [told.value for told in nowhere]
    assert program.get(f"/shares/{share}").value["state"] == "open"


def test_a_key_for_reading_lists_and_makes_none(
    reader: ApiClient, program: ApiClient, owner: Person, made: str
) -> None:
    share = shares(program, made).value["share"]["id"]
    assert len(reader.get(f"/assessments/{made}/shares").value["items"]) == 1
    refused = [
        reader.post(f"/assessments/{made}/shares", WANTED),
        reader.delete(f"/shares/{share}"),
    ]
    assert [(told.status, told.kind) for told in refused] == [(403, "key-may-only-read")] * 2
    assert stored(owner) == 1


def test_links_that_do_not_work_are_limited_and_one_that_does_opens_all_the_same(
    office: ASGIApp, program: ApiClient, made: str
) -> None:
    token, guesser = shares(program, made).value["token"], ApiClient(office)
    wrong = {
        guesser.send("GET", f"/shared/{'x' * 43}", client=FOREIGN).answer.body
        for _ in range(WRONG_LINKS.item.amount)
    }
    assert len(wrong) == 1
    told = guesser.send("GET", f"/shared/{'x' * 43}", client=FOREIGN)
    assert (told.status, int(told.header("retry-after") or 0) > 0) == (429, True)
    assert guesser.send("GET", f"/shared/{token}", client=FOREIGN).status == 200


def test_of_a_key_that_is_ended_while_it_writes_either_comes_first(
    program: ApiClient, owner: Person, office: ASGIApp, made: str
) -> None:
    """Whoever is told that it is ended can rely on it: nothing is made by it afterwards."""
    doomed = ApiClient(office, owner.key())
    key, together = doomed.get("/keys/current").value["id"], Barrier(2)
    told: list[int] = []

    def writes() -> None:
        together.wait()
        while told[-1:] in ([], [201]):
            told.append(doomed.post(f"/assessments/{made}/shares", WANTED).status)

    writing = Thread(target=writes)
    writing.start()
    together.wait()
    assert program.delete(f"/keys/{key}").status == 204
    at_the_end = stored(owner)
    writing.join()
    assert {*told} <= {201, 401}
    assert told == sorted(told)
    assert (stored(owner), told[-1]) == (at_the_end, 401)
