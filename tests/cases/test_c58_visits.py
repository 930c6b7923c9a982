"""C58: visits leave nothing behind, whoever comes; beginnings are limited and tidied up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.main import build_pages
from app.rulebooks.library import Library
from app.settings import Settings
from app.store.purging import purge
from app.web.limits import NEWCOMERS
from tests.cases.examples import example, of_nobody
from tests.cases.site import Site
from tests.cases.world import read_world
from tests.factories import FrozenClock
from tests.web.asgi import FORM, SAME_SITE, ask

BOTS = ("", "Mozilla/5.0", "Slackbot-LinkExpanding 1.0", "Twitterbot/1.0", "Googlebot/2.1")
ABROAD = ("203.0.113.7", 40_000)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime.now(UTC))


@pytest.fixture
def clocked_site(filled_file, tmp_path, rules: Library, clock: FrozenClock, loop) -> Iterator[Site]:
    """A site whose clock the test moves."""
    path = tmp_path / "clocked.db"
    path.write_bytes(filled_file.read_bytes())
    pages = build_pages(Settings(database=str(path)), library=rules, clock=clock)
    site = Site(pages, path, read_world(filled_file), loop)
    yield site
    site.close()


def test_no_visit_by_get_makes_anything(site: Site, rules: Library) -> None:
    before = site.counts()
    paths = [example(one, of_nobody(site.world, rules)) for one in site.routes()]
    pages = [one.path for one in paths if one.method == "GET" and not one.path.endswith(".png")]
    for path, bot in product(pages, BOTS):
        headers = [("user-agent", bot)]
        assert ask(site.app, path, headers=headers, loop=site.loop).header("set-cookie") is None
    assert site.counts() == before


def begin(site: Site, address: tuple[str, int], path: str = "/assessments") -> int:
    """The status of a beginning without a cookie, from that address."""

    async def from_there(scope, receive, send):  # type: ignore[no-untyped-def]
        await site.app({**scope, "client": address}, receive, send)

    return ask(from_there, path, "POST", [FORM, SAME_SITE], b"_key=k", loop=site.loop).status


def leave(site: Site, number: int) -> None:
    """Lets that address begin so many times more: the earlier ones are counted, not made."""
    for _ in range(NEWCOMERS.item.amount - number):
        site.pages.state.parts.limits.count(NEWCOMERS, ABROAD[0])


def test_beginnings_are_limited_and_the_empty_ones_go(
    clocked_site: Site, clock: FrozenClock
) -> None:
    assert NEWCOMERS.item.amount == 300
    before = clocked_site.counts()
    leave(clocked_site, 30)
    statuses = [begin(clocked_site, ABROAD) for _ in range(40)]
    assert statuses == [303] * 30 + [429] * 10
    made = clocked_site.counts()
    assert made[0] == before[0] + 30
    assert begin(clocked_site, ("203.0.113.8", 1)) == 303
    clock.now += timedelta(days=2)
    assert purge(clocked_site.database)["workspaces"] == 31
    assert clocked_site.counts() == before


def test_who_has_a_workspace_is_not_limited(clocked_site: Site) -> None:
    leave(clocked_site, 0)
    assert begin(clocked_site, ABROAD) == 429
    answer = clocked_site.post("/assessments", b"_key=k", token=clocked_site.world.ada)
    assert answer.status == 303
