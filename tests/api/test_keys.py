"""Whose workspace a program uses is said by its key, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_bytes
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.api.keys import CHALLENGE
from app.main import build_pages, finish
from app.settings import Settings
from app.store.api_keys import end_key, list_keys
from app.store.database import Database
from app.store.key_texts import new_key
from app.store.workspaces import delete_workspace
from app.web.limits import WRONG_KEYS, Rate
from tests.api.client import JSON, ApiAnswer, ApiClient
from tests.cast import Person
from tests.factories import FrozenClock, shipped
from tests.web.asgi import COOKIE

FOREIGN = "203.0.113.7"
NOBODYS = "fwadv_0000000000000000000000000000000000000000000" + "000000"
UNKNOWN = new_key(token_bytes)
"""Well written, as the key of another server."""


@pytest.fixture
def pages(sqlite_url: str, clock: FrozenClock) -> Iterator[FastAPI]:
    """An application of each test's own, with a clock that it moves."""
    made = build_pages(Settings(database=sqlite_url), library=shipped(), clock=clock)
    yield made
    made.state.parts.database.close()


@pytest.fixture
def office(pages: FastAPI) -> ASGIApp:
    return finish(pages)


@pytest.fixture
def house(pages: FastAPI) -> Database:
    database: Database = pages.state.parts.database
    return database


def refused(told: ApiAnswer) -> bool:
    """Whether it is the answer to a key that opens nothing."""
    challenge = f'{CHALLENGE}, error="invalid_token"'
    alike = (told.status, told.kind, told.header("www-authenticate"))
    return alike == (401, "key-refused", challenge)


def test_without_a_key_it_says_how_to_send_one(office: ASGIApp) -> None:
    for told in (
        ApiClient(office).get("/keys"),
        ApiClient(office).delete("/keys/aaaaaaaaaaaaaaaa"),
    ):
        assert (told.status, told.kind) == (401, "no-key")
        assert told.header("www-authenticate") == CHALLENGE
        assert "Authorization: Bearer" in told.value["remedy"]


def test_the_cookie_of_a_browser_is_no_key(office: ASGIApp, owner: Person) -> None:
    told = ApiClient(office).get("/keys", ("cookie", f"{COOKIE}={owner.token}"))
    assert (told.status, told.kind) == (401, "no-key")
    assert refused(ApiClient(office, owner.token).get("/keys"))


def test_the_scheme_is_taken_in_any_case_and_nothing_else_is(
    office: ASGIApp, owner: Person
) -> None:
    key, program = owner.key(), ApiClient(office)
    for value in (f"Bearer {key}", f"bearer {key}", f"BEARER   {key} "):
        assert program.get("/keys", ("authorization", value)).status == 200
    wrong = ("", key, f"Basic {key}", f"Bearer{key}", f"Bearer {key}, {key}", f'Bearer "{key}"')
    for value in (*wrong, f"Bearer {key} x", f"Bearer\t{key}", "Bearer", f"Bearer {key[:-1]}"):
        assert refused(program.get("/keys", ("authorization", value))), value
    twice = ("authorization", f"Bearer {key}")
    assert refused(program.get("/keys", twice, twice))


def test_a_key_opens_its_own_workspace_and_reads_nothing_of_others(
    program: ApiClient, stranger: ApiClient
) -> None:
    mine, theirs = program.get("/keys").value["items"], stranger.get("/keys").value["items"]
    assert (len(mine), len(theirs)) == (1, 1)
    assert mine[0]["id"] != theirs[0]["id"]
    told = program.delete(f"/keys/{theirs[0]['id']}")
    assert (told.status, told.kind) == (404, "not-found")
    assert told.value == program.delete("/keys/aaaaaaaaaaaaaaaa").value
    assert stranger.get("/keys").status == 200


def test_a_key_tells_what_it_is(reader: ApiClient, clock: FrozenClock) -> None:
    reader.get("/keys")
    told = reader.get("/keys/current").value
    assert {name: told[name] for name in told if name != "id"} == {
        "name": "Of a test",
        "scope": "read",
        "created_at": "2026-11-22T09:30:00Z",
        "expires_at": None,
        "last_used_on": "2026-11-22",
        "expired": False,
    }


def test_a_key_for_reading_changes_nothing(reader: ApiClient) -> None:
    [key] = reader.get("/keys").value["items"]
    told = reader.delete(f"/keys/{key['id']}")
    assert (told.status, told.kind) == (403, "key-may-only-read")
    assert 'error="insufficient_scope", scope="write"' in (told.header("www-authenticate") or "")
    assert reader.get("/keys").status == 200


def test_an_expired_key_is_refused_and_listed_as_such(
    office: ASGIApp, owner: Person, program: ApiClient, clock: FrozenClock
) -> None:
    expiring = ApiClient(office, owner.key("read", "7"))
    clock.advance(days=7, seconds=-1)
    assert expiring.get("/keys").status == 200
    clock.advance(seconds=1)
    assert refused(expiring.get("/keys"))
    told = program.get("/keys").value["items"]
    assert sorted(key["expired"] for key in told) == [False, True]
    assert {key["expires_at"] for key in told} == {None, "2026-11-29T09:30:00Z"}


def test_an_ended_key_is_refused_at_once(
    program: ApiClient, reader: ApiClient, owner: Person
) -> None:
    keys = {key["scope"]: key["id"] for key in program.get("/keys").value["items"]}
    assert program.delete(f"/keys/{keys['read']}").status == 204
    assert refused(reader.get("/keys"))
    assert program.delete(f"/keys/{keys['read']}").status == 404
    with owner.writing() as workspace:
        end_key(workspace, keys["write"])
    assert refused(program.get("/keys"))
    assert refused(program.delete(f"/keys/{keys['read']}"))


def test_a_key_may_end_itself(program: ApiClient) -> None:
    assert program.delete(f"/keys/{program.get('/keys/current').value['id']}").status == 204
    assert refused(program.get("/keys"))


def test_keys_end_with_the_workspace(program: ApiClient, owner: Person) -> None:
    with owner.writing() as workspace:
        delete_workspace(workspace)
    assert refused(program.get("/keys"))
    assert refused(program.delete("/keys/aaaaaaaaaaaaaaaa"))


def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(
    office: ASGIApp, owner: Person, program: ApiClient
) -> None:
    with owner.writing() as workspace:
        for key in list_keys(workspace):
            end_key(workspace, key.id)
    wrong = [NOBODYS, "x", "fwadv_", "é" * 55, owner.token]
    answers = {program.get("/keys").answer.body} | {
        ApiClient(office, key).get("/keys").answer.body for key in wrong
    }
    assert len(answers) == 1


def test_the_last_use_is_noted_by_who_reads_and_by_who_writes(
    program: ApiClient, reader: ApiClient, owner: Person, clock: FrozenClock
) -> None:
    def used() -> dict[str, object]:
        with owner.reading() as workspace:
            return {key.scope: key.used_on for key in list_keys(workspace)}

    reader.get("/keys")
    assert used() == {"read": clock().date(), "write": None}
    clock.advance(days=1)
    reader.get("/keys")
    program.delete(f"/keys/{reader.get('/keys/current').value['id']}")
    assert used() == {"write": clock().date()}


def test_who_reads_waits_for_nobody_who_writes(reader: ApiClient, owner: Person) -> None:
    with owner.writing():
        assert reader.get("/keys").status == 200
    with owner.reading() as workspace:
        assert [key.used_on for key in list_keys(workspace)] == [None]


def test_guessing_keys_is_limited_and_a_key_that_opens_is_taken_all_the_same(
    office: ASGIApp, program: ApiClient
) -> None:
    guesser = ApiClient(office, NOBODYS)
    for _ in range(WRONG_KEYS.item.amount):
        assert guesser.send("GET", "/keys", client=FOREIGN).status == 401
    told = guesser.send("GET", "/keys", client=FOREIGN)
    assert (told.status, told.kind) == (429, "too-many-requests")
    assert int(told.header("retry-after") or 0) > 0
    assert program.send("GET", "/keys", client=FOREIGN).status == 200
    assert guesser.get("/keys").status == 401


BAD: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("POST", "/assessments", 415, {"raw": b"x"}),
    ("POST", "/assessments", 422, {"raw": b'{"answers": NaN}', "headers": [JSON]}),
    ("POST", "/assessments", 422, {"raw": b'{"answer": {}}', "headers": [JSON]}),
    ("POST", "/assessments", 422, {"raw": b'{"answers": {"strange": "x"}}', "headers": [JSON]}),
    ("POST", "/assessments", 413, {"raw": b"[" * 70_000, "headers": [JSON]}),
    ("DELETE", "/assessments/aaaaaaaaaaaaaaaa", 428, {}),
    ("GET", "/assessments?limit=0", 422, {}),
    ("GET", "/assessments?cursor=x", 422, {}),
    ("GET", "/assessments?stat=saved", 422, {}),
)


def test_what_is_wrong_with_a_request_is_told_only_to_whom_its_key_lets_in(
    office: ASGIApp, program: ApiClient, reader: ApiClient
) -> None:
    nobody, mistyped, unknown = (ApiClient(office, key) for key in (None, NOBODYS, UNKNOWN))
    for method, path, status, more in BAD:
        asked = method, path, status
        assert program.send(method, path, **more).status == status, asked
        assert nobody.send(method, path, **more).kind == "no-key", asked
        assert refused(mistyped.send(method, path, **more)), asked
        assert refused(unknown.send(method, path, **more)), asked
        told = reader.send(method, path, **more).status
        assert told == (status if method == "GET" else 403), asked


def test_a_key_that_opens_nothing_is_counted_once_however_bad_the_request_is(
    pages: FastAPI, office: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Rate] = []
    monkeypatch.setattr(pages.state.parts.limits, "count", lambda rate, _: counted.append(rate))
    for key in (NOBODYS, UNKNOWN):
        for method, path, _, more in BAD:
            counted.clear()
            assert refused(ApiClient(office, key).send(method, path, **more))
            assert counted == [WRONG_KEYS], (method, path)
