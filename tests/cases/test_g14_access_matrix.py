"""G14, C01: of what is Ada's, nobody else sees, changes or even learns that it exists.

Every route that is registered × every kind of visitor; made from the routes themselves.
"""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from app.store import remains
from tests.cases.conftest import OpenSite
from tests.cases.examples import Example, NoExample, example, of_ada, of_nobody
from tests.cases.site import Site
from tests.cases.world import CANARY, World
from tests.web.asgi import COOKIE, FORM, SAME_SITE, Answer, Header

BY_SHARE = ("show_shared", "show_preview", "download_shared_record", "copy_to_own")
"""Whoever has the link may use these; what they show is looked at in the cases of shares."""

NOT_THERE = ("show_no_share", "show_security_contact")  # no such link, and no contact is set


def visitors(world: World) -> dict[str, list[Header]]:
    """Everyone who is not Ada, by the cookie they send."""
    return {
        "no cookie": [],
        "another workspace": [("cookie", f"{COOKIE}={world.ben}")],
        "an ended browser": [("cookie", f"{COOKIE}={world.ended}")],
        "a malformed cookie": [("cookie", f'{COOKIE}="{world.ada}"')],
        "a cookie cut short": [("cookie", f"{COOKIE}={world.ada[:-1]}")],
        "a doubled cookie": [("cookie", f"{COOKIE}={world.ada}; {COOKIE}={world.ada}")],
        "two cookies": [("cookie", f"{COOKIE}={world.ben}"), ("cookie", f"{COOKIE}={world.ada}")],
        "a cookie of another name": [("cookie", f"__Host-ws={world.ada}")],
        "a share only": [("cookie", f"{COOKIE}={world.share_token}")],
        "the id as a token": [("cookie", f"{COOKIE}={world.assessment_id}")],
    }


def examples(site: Site, rules: Library) -> list[tuple[Example, Example]]:
    """For each route the example with Ada's ids and the one with nobody's."""
    hers, nobodys = of_ada(site.world, rules), of_nobody(site.world, rules)
    return [(example(one, hers), example(one, nobodys)) for one in site.routes()]


def send(site: Site, one: Example, *cookie: Header) -> Answer:
    return site.ask(one.path, one.method, [FORM, SAME_SITE, *cookie], one.body)


def told(answer: Answer) -> tuple[object, ...]:
    """All that a visitor can see of an answer."""
    return answer.status, answer.headers, answer.body


def test_every_route_has_an_example(site: Site, rules: Library) -> None:
    missing = []
    for route in site.routes():
        try:
            example(route, of_ada(site.world, rules))
        except NoExample as reason:
            missing.append(str(reason))
    assert missing == []


def test_foreign_is_the_same_as_unknown_byte_for_byte(site: Site, rules: Library) -> None:
    before = site.rows_of(site.world.workspace_id)
    compared = 0
    for hers, nobodys in examples(site, rules):
        if not hers.names_own:
            continue
        for kind, cookie in visitors(site.world).items():
            foreign, unknown = send(site, hers, *cookie), send(site, nobodys, *cookie)
            assert foreign.status == 404, f"{hers} by {kind}"
            assert told(foreign) == told(unknown), f"{hers} by {kind}"
            assert foreign.header("set-cookie") is None, f"{hers} by {kind}"
            compared += 1
    assert compared >= 10 * 18
    assert site.rows_of(site.world.workspace_id) == before


def test_nothing_ada_wrote_is_in_any_answer_to_another(site: Site, rules: Library) -> None:
    before = site.rows_of(site.world.workspace_id)
    for hers, _ in examples(site, rules):
        if hers.name in BY_SHARE:
            continue
        for kind, cookie in visitors(site.world).items():
            answer = send(site, hers, *cookie)
            assert CANARY not in answer.text, f"{hers} by {kind}"
            assert site.world.assessment_id not in answer.text, f"{hers} by {kind}"
    assert site.rows_of(site.world.workspace_id) == before


def test_who_has_a_link_sees_title_and_name_and_nothing_else_ada_wrote(
    site: Site, rules: Library
) -> None:
    before = site.rows_of(site.world.workspace_id)
    for hers, _ in examples(site, rules):
        if hers.name not in BY_SHARE:
            continue
        for kind, cookie in visitors(site.world).items():
            answer = send(site, hers, *cookie)
            assert answer.status in (200, 303), f"{hers} by {kind}"
            shown = answer.body
            for told_by_the_link in ("title", "who"):
                shown = shown.replace(f"{CANARY} {told_by_the_link}".encode(), b"")
            assert CANARY.encode() not in shown, f"{hers} by {kind}"
            assert site.world.assessment_id.encode() not in shown, f"{hers} by {kind}"
    assert site.rows_of(site.world.workspace_id) == before


def test_of_a_deleted_workspace_its_own_key_and_link_open_nothing(
    open_site: OpenSite, rules: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the answer on, on every route, although the purge has not taken a row of it yet."""
    monkeypatch.setattr(remains, "NEWEST", 0)
    site = open_site()
    assert site.post("/workspace/delete", token=site.world.ada).status == 303
    rows = site.rows_of(site.world.workspace_id)
    assert rows["revisions"]
    cookie = ("cookie", f"{COOKIE}={site.world.ada}")
    for hers, nobodys in examples(site, rules):
        answer = send(site, hers, cookie)
        assert CANARY not in answer.text, hers
        assert site.world.assessment_id not in answer.text, hers
        if hers.names_own or hers.name in BY_SHARE:
            assert answer.status == 404, hers
            assert told(answer) == told(send(site, nobodys, cookie)), hers
    assert site.rows_of(site.world.workspace_id) == rows


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_example_works_for_ada_herself(
    open_site: OpenSite, rules: Library, method: str
) -> None:
    site = open_site()
    served: dict[str, int] = {}
    for hers, nobodys in examples(site, rules):
        if hers.method != method:
            continue
        own = open_site() if method != "GET" else site
        if hers.names_own:
            refused = own.ask(
                nobodys.path, method, [FORM, SAME_SITE], nobodys.body, token=site.world.ada
            )
            assert refused.status == 404, nobodys
        answer = own.ask(hers.path, method, [FORM, SAME_SITE], hers.body, token=site.world.ada)
        served[hers.name] = answer.status
    assert {name: status for name, status in served.items() if status not in (200, 303)} == {
        name: 404 for name in served if name in NOT_THERE
    }
