"""C59: pages from memory, while what they show is taken back or changed."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from app.rulebooks.library import Library
from app.shares.actions import note_use
from app.store.browsers import find_workspace
from app.store.database import Database
from app.store.tables import Row
from app.web.policies import policies_of
from app.workspaces.codes import enter_by_code, make_code
from tests.cases.conftest import OpenSite
from tests.cases.examples import Example, example, of_ada
from tests.cases.site import Site
from tests.web.asgi import COOKIE, FORM, SAME_SITE, ask

READERS = 6
SHOWS_NOTHING = {
    "workspaces": {"sequence", "changed_at", "deleted_at"},
    "browsers": {"seen_on"},
    "shares": {"used_at"},
}
"""Columns that may change by themselves: the numbers, when it was, and what `note_use` sees to."""

Dump = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def dump(database: Database) -> Dump:
    """Every row that a page may show, by table and key."""
    with database.reader() as session:
        return {
            table.name: {
                tuple(row[column.name] for column in table.primary_key): {
                    name: value
                    for name, value in row.items()
                    if name not in SHOWS_NOTHING.get(table.name, ())
                }
                for row in session.execute(select(table)).mappings()
            }
            for table in Row.metadata.sorted_tables
            if table.name != "intents"
        }


def numbers(database: Database) -> dict[int, int]:
    """How far each workspace that is in use has come."""
    table = Row.metadata.tables["workspaces"]
    asked = select(table.c.id, table.c.sequence).where(table.c.deleted_at.is_(None))
    with database.reader() as session:
        return dict(tuple(row) for row in session.execute(asked))


def touched(before: Dump, after: Dump) -> set[int]:
    """The workspaces with a row that is new, gone or another."""
    return {
        key[0]
        for name in before
        for key in before[name].keys() | after[name].keys()
        if before[name].get(key) != after[name].get(key)
    }


def writers(site: Site, rules: Library) -> list[Example]:
    return [
        example(route, of_ada(site.world, rules))
        for route in site.routes()
        if policies_of(route) == ("Writer",)
    ]


def test_whatever_a_route_changes_its_workspace_has_a_new_number(
    open_site: OpenSite, rules: Library
) -> None:
    changing = set()
    for one in writers(open_site(), rules):
        site = open_site()
        before, counted = dump(site.database), numbers(site.database)
        site.ask(one.path, one.method, [FORM, SAME_SITE], one.body, token=site.world.ada)
        after, now = dump(site.database), numbers(site.database)
        for workspace in touched(before, after) & counted.keys() & now.keys():
            changing.add(one.name)
            assert now[workspace] > counted[workspace], one
    assert len(changing) >= 15


def test_that_a_link_was_opened_is_a_change_of_its_workspace(site: Site) -> None:
    before = numbers(site.database)[site.world.workspace_id]
    note_use(site.database, site.world.share_token)
    assert numbers(site.database)[site.world.workspace_id] == before + 1
    note_use(site.database, site.world.share_token)
    assert numbers(site.database)[site.world.workspace_id] == before + 1


def own(site: Site) -> str:
    return f"/assessments/{site.world.assessment_id}"


def version(site: Site) -> str:
    return f"{own(site)}/revisions/1"


def link(site: Site) -> str:
    return f"/s/{site.world.share_token}"


def let_in(site: Site) -> tuple[str, str]:
    """Token and id of one more browser of Ada's."""
    with site.database.writer() as session:
        workspace = find_workspace(session, site.world.ada)
        assert workspace is not None
        token = enter_by_code(session, make_code(workspace).text, None)
        entered = find_workspace(session, token)
    return token, entered.browser if entered else ""


ENDS: dict[str, tuple[Callable[[Site], str], str, str]] = {
    "the link is revoked": (link, "/shares/{share_id}/revoke", ""),
    "the assessment of the link is deleted": (link, "/deletion", "_key=d&r={assessment_id}.2"),
    "the workspace of the link is deleted": (link, "/workspace/delete", ""),
    "the assessment is deleted": (own, "/deletion", "_key=d&r={assessment_id}.2"),
    "the browser is ended": (own, "/workspace/browsers/{reader_id}/end", ""),
    "the workspace is deleted": (version, "/workspace/delete", ""),
}


@pytest.mark.parametrize(("shown", "address", "form"), ENDS.values(), ids=ENDS)
def test_no_get_that_begins_after_the_end_of_access_sees_the_page(
    site: Site, loop: AbstractEventLoop, shown: Callable[[Site], str], address: str, form: str
) -> None:
    path, over = shown(site), Event()
    reader, reader_id = let_in(site)
    names = {**asdict(site.world), "reader_id": reader_id}
    for _ in range(3):
        assert site.ask(path, token=reader).status == 200

    def read(_: int) -> tuple[int, list[int]]:
        """How many pages came before the end, and the statuses of those that began after it."""
        before, late = 0, []
        while len(late) < 5:
            begun_after = over.is_set()
            cookie = ("cookie", f"{COOKIE}={reader}")
            status = ask(site.app, path, headers=[cookie], loop=loop).status
            if begun_after:
                late.append(status)
            else:
                before += status == 200
        return before, late

    with ThreadPoolExecutor(READERS) as threads:
        reading = [threads.submit(read, number) for number in range(READERS)]
        cookie = ("cookie", f"{COOKIE}={site.world.ada}")
        body = form.format(**names).encode()
        ended = ask(
            site.app, address.format(**names), "POST", [FORM, SAME_SITE, cookie], body, loop=loop
        )
        over.set()
        found = [each.result(60) for each in reading]
    assert ended.status == 303
    assert sum(before for before, _ in found) > 0
    assert {status for _, late in found for status in late} == {404}


def test_a_browser_that_forgot_sees_nothing_more_and_another_one_does(site: Site) -> None:
    other, _ = let_in(site)
    for token in (site.world.ada, other):
        for _ in range(3):
            assert site.ask(own(site), token=token).status == 200
    assert site.post("/workspace/forget", token=site.world.ada).status == 303
    assert site.ask(own(site), token=site.world.ada).status == 404
    assert site.ask(own(site), token=other).status == 200
