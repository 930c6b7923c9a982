"""C41: what is done at once in two tabs is done by one of them; the other is told, never broken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app.store.purging import purge
from tests.cases.conftest import OpenSite
from tests.cases.site import Site
from tests.web.asgi import COOKIE, FORM, SAME_SITE, ask

Request = tuple[str, bytes]
ROUNDS = 4


def at_once(site: Site, *requests: Request) -> list[int]:
    """The statuses of requests that start together."""
    together = Barrier(len(requests))

    def send(request: Request) -> int:
        path, body = request
        headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={site.world.ada}")]
        together.wait(30)
        return ask(site.app, path, "POST", headers, body).status

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def own(site: Site) -> str:
    return f"/assessments/{site.world.assessment_id}"


def delete(site: Site) -> Request:
    return "/deletion", f"_key=d&r={site.world.assessment_id}.2".encode()


def rename(site: Site) -> Request:
    return f"{own(site)}/title", b"_text=Other&_version=2"


def save(site: Site) -> Request:
    return f"{own(site)}/edit", b"_key=s&_latest=2&situation=new"


def duplicate(site: Site) -> Request:
    return f"{own(site)}/duplicate", b"_key=c"


def share(site: Site) -> Request:
    return f"{own(site)}/shares", b"_key=h&_revision=1&_lifetime=90&_label="


def draft(site: Site) -> Request:
    return f"{own(site)}/draft", b"_key=s&_latest=2&kind=website"


def revoke(site: Site) -> Request:
    return f"/shares/{site.world.share_id}/revoke", b""


OTHERS: list[Callable[[Site], Request]] = [rename, save, duplicate, share, draft, revoke]


def orphans(site: Site) -> list[object]:
    with site.database.reader() as session:
        return list(session.execute(text("PRAGMA foreign_key_check")))


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: one.__name__)
def test_against_a_deletion_nothing_breaks_and_nothing_is_left(
    open_site: OpenSite, other: Callable[[Site], Request]
) -> None:
    for _ in range(ROUNDS):
        site = open_site()
        statuses = at_once(site, delete(site), other(site))
        assert statuses[0] in (303, 409), statuses
        assert statuses[1] in (200, 303, 404), statuses
        assert orphans(site) == []
        if statuses[0] == 303:
            assert site.ask(own(site), token=site.world.ada).status == 404


@pytest.mark.parametrize("edit", [rename, save], ids=lambda one: one.__name__)
def test_two_tabs_that_saw_the_same_save_once(
    open_site: OpenSite, edit: Callable[[Site], Request]
) -> None:
    for _ in range(ROUNDS):
        site = open_site()
        path, body = edit(site)
        other = body.replace(b"_key=s", b"_key=t").replace(b"=Other", b"=Mine")
        other = other.replace(b"=new", b"=existing_flask")
        assert sorted(at_once(site, (path, body), (path, other))) == [303, 409]


def test_the_workspace_itself_may_go_meanwhile(open_site: OpenSite) -> None:
    for other in (rename, save, share):
        site = open_site()
        statuses = at_once(site, ("/workspace/delete", b""), other(site))
        assert statuses[0] in (200, 303)
        assert statuses[1] in (200, 303, 404)
        purge(site.database)  # the rows go in portions, afterwards
        assert orphans(site) == []
        assert site.rows_of(site.world.workspace_id)["assessments"] == []


def test_a_code_opens_a_workspace_once(open_site: OpenSite) -> None:
    site = open_site()
    together = Barrier(4)

    def enter(_: int) -> int:
        together.wait(30)
        body = f"_code={site.world.code}".encode()
        return ask(site.app, "/workspace/open", "POST", [FORM, SAME_SITE], body).status

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(enter, range(4))) == [303, 422, 422, 422]
