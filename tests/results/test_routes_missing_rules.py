"""An older release on newer data: what needs rules that are gone says so, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from tests.versions import two_versions
from tests.web.visitor import ORIGIN, View, Visitor, filled_in

ANSWERS = {"situation": "new", "kind": "public_api"}
LACKS = "This was answered under version 2.0.0 of the rules “flask-fastapi”, and the release of"
KEPT = "Nothing is lost: it is kept as it was saved, and opens again once whoever runs this site"


def visitor(url: str, *versions: str) -> Visitor:
    both = two_versions()
    library = Library([both.get("flask-fastapi", version) for version in versions])
    return Visitor(create_app(Settings(database=url), library=library))


@pytest.fixture
def newer(sqlite_url: str) -> Iterator[Visitor]:
    """Ada with two results under rules 2.0.0, one with answers since, one with a link."""
    newer = visitor(sqlite_url, "1.0.0", "2.0.0")
    with newer.client:
        form = newer.get(newer.save(ANSWERS).href("Change answers"))
        newer.submit(form, "Update the preview", {"load": "high"})
        newer.save({**ANSWERS, "web_experience": "new"})
        yield newer


@pytest.fixture
def older(newer: Visitor, sqlite_url: str) -> Iterator[Visitor]:
    """The same browser after the release before was installed again."""
    older = visitor(sqlite_url, "1.0.0")
    older.client.cookies.update(newer.client.cookies)
    with older.client:
        yield older


def own_links(view: View) -> set[str]:
    links = {link.get("href", "").partition("#")[0] for link in view.all("a")}
    return {link for link in links if link.startswith("/assessments/")}


def all_pages(visitor: Visitor) -> dict[str, View]:
    """Every page about something saved that can be reached from the list."""
    found: dict[str, View] = {}
    waiting = own_links(visitor.get("/assessments"))
    while waiting:
        address = waiting.pop()
        found[address] = visitor.get(address)
        waiting |= own_links(found[address]) - found.keys()
    return found


def test_every_page_says_which_rules_are_missing_and_that_nothing_is_lost(
    newer: Visitor, older: Visitor
) -> None:
    before = all_pages(newer)
    assert len(before) > 6
    assert {view.status for view in before.values()} == {200}
    told = {address: older.get(address) for address in before}
    refused = {address: view for address, view in told.items() if view.status != 200}
    assert {view.status for view in refused.values()} == {503}
    assert len([address for address in refused if address.count("/") >= 4]) >= 2
    for address, view in refused.items():
        assert view.title.startswith("This release lacks its rules"), address
        assert LACKS in view.text(), address
        assert KEPT in view.text(), address
        assert "Check the address" not in view.text(), address
    again = {address: newer.get(address).status for address in before}
    assert set(again.values()) == {200}


def test_the_list_is_there_and_new_ones_can_be_saved(older: Visitor) -> None:
    listed = older.get("/assessments")
    assert (listed.status, len(listed.all("th", scope="row"))) == (200, 2)
    assert older.save(ANSWERS).status == 200


def test_a_link_and_a_comparison_say_so_too(newer: Visitor, older: Visitor) -> None:
    saved = newer.save(ANSWERS)
    asked = newer.get(saved.href("Share"))
    made = newer.submit(asked, "Create the link")
    link = made.all("input", id="link")[0].get("value", "").removeprefix(ORIGIN)
    marks = [f"{address.split('/')[2]}.1" for address in sorted(all_pages(newer))]
    both = urlencode([("r", mark) for mark in dict.fromkeys(marks)])
    for address in (link, f"/comparisons?{both}"):
        assert newer.get(address).status == 200
        told = older.get(address)
        assert (told.status, LACKS in told.text(), KEPT in told.text()) == (503, True, True)
    form = newer.get(link).form("Copy")
    refused = older.post(str(form.get("action")), filled_in(form))
    assert (refused.status, LACKS in refused.text()) == (503, True)
    assert newer.get(link).status == 200
