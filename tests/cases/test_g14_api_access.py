"""G14, C18: a program sees and changes what its key opens, and nothing else.

Every operation that is registered × every kind of key; made from the operations themselves.
"""

from __future__ import annotations

import json

import pytest

from app.rulebooks.library import Library
from app.store import remains
from tests.cases.api_examples import Operation, operations
from tests.cases.conftest import OpenSite
from tests.cases.examples import of_ada, of_nobody
from tests.cases.site import Site
from tests.cases.world import CANARY, World
from tests.web.asgi import COOKIE, Answer, Header

KEYED = ("KeyReader", "KeyWriter")
WORKS = (200, 201, 204)
NOT_THERE = {"api_compare_versions": 422}
"""What is said of a thing that only a body names; of one that the address names it is 404."""


def bearer(key: str) -> Header:
    return "authorization", f"Bearer {key}"


def strangers(world: World) -> dict[str, list[Header]]:
    """Whoever has no key that opens anything, by what they send instead."""
    cookie = ("cookie", f"{COOKIE}={world.ada}")
    return {
        "nothing": [],
        "Ada's cookie": [cookie],
        "an ended key": [bearer(world.ended_key)],
        "an ended key and Ada's cookie": [bearer(world.ended_key), cookie],
        "a key cut short": [bearer(world.key[:-1])],
        "two keys": [bearer(world.ben_key), bearer(world.key)],
        "a key of another scheme": [("authorization", f"Basic {world.key}")],
        "a key in another header": [("x-api-key", world.key)],
        "a cookie as a key": [bearer(world.ada)],
        "a link as a key": [bearer(world.share_token)],
        "the id of a key": [bearer(world.key_id)],
    }


def hers(site: Site, rules: Library) -> list[Operation]:
    return list(operations(site, of_ada(site.world, rules)))


def both(site: Site, rules: Library) -> list[tuple[Operation, Operation]]:
    """For each operation that names something of its owner's: with Ada's ids, and with nobody's."""
    nobodys = operations(site, of_nobody(site.world, rules))
    pairs = zip(hers(site, rules), nobodys, strict=True)
    return [(one, other) for one, other in pairs if one.policy in KEYED and one.names_own]


def told(answer: Answer) -> tuple[object, ...]:
    """All that a program can see of an answer."""
    return answer.status, answer.headers, answer.body


def kind(answer: Answer) -> str:
    return str(json.loads(answer.body)["type"]).rpartition(":")[2]


def test_whoever_has_no_key_that_opens_learns_nothing_by_any_operation(
    site: Site, rules: Library
) -> None:
    before = site.rows_of(site.world.workspace_id)
    refused = 0
    for one in hers(site, rules):
        if one.policy not in KEYED:
            continue
        for who, headers in strangers(site.world).items():
            answer = one.send(site, *headers)
            expected = "key-refused" if "authorization" in dict(headers) else "no-key"
            assert (answer.status, kind(answer)) == (401, expected), f"{one} by {who}"
            assert (answer.header("www-authenticate") or "").startswith("Bearer realm=")
            refused += 1
    assert refused >= 11 * 20
    assert site.rows_of(site.world.workspace_id) == before


def test_what_needs_no_key_shows_nothing_of_a_workspace(site: Site, rules: Library) -> None:
    """But for what a link shows, which is title and name."""
    for one in hers(site, rules):
        if one.policy in KEYED:
            continue
        answer = one.send(site, ("cookie", f"{COOKIE}={site.world.ada}"))
        shown = answer.text
        if one.policy == "ShareReader":
            assert f"{CANARY} title" in shown
            shown = shown.replace(f"{CANARY} title", "").replace(f"{CANARY} who", "")
        assert answer.status in WORKS, one
        assert CANARY not in shown, one
        assert site.world.assessment_id not in shown, one


def test_foreign_is_the_same_as_unknown_byte_for_byte(site: Site, rules: Library) -> None:
    before = site.rows_of(site.world.workspace_id)
    pairs = both(site, rules)
    assert len(pairs) >= 15
    for one, unknown in pairs:
        answer = one.send(site, bearer(site.world.ben_key))
        assert answer.status == NOT_THERE.get(one.name, 404), one
        assert told(answer) == told(unknown.send(site, bearer(site.world.ben_key))), one
    assert site.rows_of(site.world.workspace_id) == before


def test_nothing_ada_wrote_is_in_any_answer_to_the_program_of_another(
    site: Site, rules: Library
) -> None:
    for one in hers(site, rules):
        if one.policy in KEYED:
            answer = one.send(site, bearer(site.world.ben_key))
            assert CANARY not in answer.text, one
            assert site.world.assessment_id not in answer.text, one


def test_a_key_for_reading_reads_everything_and_changes_nothing(site: Site, rules: Library) -> None:
    before = site.rows_of(site.world.workspace_id)
    for one in hers(site, rules):
        answer = one.send(site, bearer(site.world.read_key))
        if one.policy == "KeyWriter":
            assert (answer.status, kind(answer)) == (403, "key-may-only-read"), one
        else:
            assert answer.status in WORKS, one
    after = site.rows_of(site.world.workspace_id)
    assert {**after, "api_keys": None} == {**before, "api_keys": None}  # its last use is noted


def test_each_example_works_for_the_program_of_ada_herself(
    open_site: OpenSite, rules: Library
) -> None:
    site = open_site()
    for one in hers(site, rules):
        own = open_site() if one.policy == "KeyWriter" else site
        assert one.send(own, bearer(own.world.key)).status in WORKS, one
    for one, unknown in both(site, rules):
        answer = unknown.send(site, bearer(site.world.key))
        assert answer.status == NOT_THERE.get(one.name, 404), one


def test_the_keys_of_a_deleted_workspace_open_nothing(
    open_site: OpenSite, rules: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the answer on, on every route, although the purge has not taken a row of it yet."""
    monkeypatch.setattr(remains, "NEWEST", 0)
    site = open_site()
    assert site.post("/workspace/delete", token=site.world.ada).status == 303
    for one in hers(site, rules):
        if one.policy in KEYED:
            for key in (site.world.key, site.world.read_key):
                assert one.send(site, bearer(key)).status == 401, one
        elif one.policy == "ShareReader":
            assert one.send(site).status == 404
