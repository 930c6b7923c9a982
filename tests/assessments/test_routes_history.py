"""Very many versions and links: so many stand on a page, and a way leads to all of them."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import text

from app.assessments.version_routes import MOST_LINKS, MOST_VERSIONS
from app.results.queries import AT_ONCE
from app.shares.actions import MOST_OFFERED
from app.store.database import Database
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, text_of

VERSIONS = 2_000
LINKS = 230
MORE_VERSIONS = """
INSERT INTO revisions SELECT workspace_id, assessment_id, value, value - 1, created_at, rulebook_id,
 rulebook_version, rulebook_sha256, engine_version, verdict, label, leader, strength, lead, answers,
 result, adjustments, adjusted FROM revisions, json_each(:numbers) WHERE n = 1
"""
MORE_LINKS = """
INSERT INTO shares (workspace_id, id, assessment_id, n, sequence, token_hash, label,
 detailed_preview, created_at)
 SELECT workspace_id, substr('aaaaaaaaaaaaaaaa' || value, -16), assessment_id, 1, value,
 randomblob(32), 'Link ' || value, 0, created_at FROM revisions, json_each(:numbers) WHERE n = 1
"""


@pytest.fixture
def result(ada: Visitor) -> View:
    """The page of a result with one version."""
    return ada.save({"situation": "new"})


def add(url: str, statement: str, last: int, first: int = 2) -> None:
    """Puts rows of these numbers beside the first version."""
    with closing(Database(url)) as database, database.writer() as session:
        numbers = str(list(range(first, last + 1)))
        session.execute(text(statement), {"numbers": numbers})
        if statement == MORE_VERSIONS:
            session.execute(text("UPDATE assessments SET latest = :last"), {"last": last})
        session.execute(text("UPDATE workspaces SET sequence = 10000"))


def listed(view: View) -> list[int]:
    """The numbers of the versions in the history, as they stand."""
    return [int(one.get("value", "0")) for one in view.all("li") if one.get("value")]


def test_a_page_of_one_assessment_with_2000_versions_stays_small(
    ada: Visitor, result: View, sqlite_url: str
) -> None:
    add(sqlite_url, MORE_VERSIONS, VERSIONS)
    page = ada.get(result.path)
    assert listed(page) == list(range(VERSIONS, VERSIONS - MOST_VERSIONS, -1))
    assert len(page.source) < 1.1 * len(result.source) + 5_000
    assert page.href("All 2,000 versions") == f"{result.path}/revisions"


def test_an_old_version_stands_in_its_history_too(
    ada: Visitor, result: View, sqlite_url: str
) -> None:
    add(sqlite_url, MORE_VERSIONS, VERSIONS)
    page = ada.get(f"{result.path}/revisions/7")
    assert listed(page) == [*range(VERSIONS, VERSIONS - MOST_VERSIONS, -1), 7]
    (current,) = [one for one in page.all("a", aria_current="page") if "Version" in text_of(one)]
    assert text_of(current) == "Version 7"


def test_every_version_is_on_one_of_the_pages(ada: Visitor, result: View, sqlite_url: str) -> None:
    add(sqlite_url, MORE_VERSIONS, 2 * AT_ONCE + 5)
    page = ada.get(ada.get(result.path).href("All 205 versions"))
    found = listed(page)
    while page.all("a") and "Earlier versions" in page.text():
        page = ada.get(page.href("Earlier versions"))
        assert page.href("The latest versions") == f"{result.path}/revisions"
        found += listed(page)
    assert found == list(range(2 * AT_ONCE + 5, 0, -1))


def test_few_versions_need_no_page_of_their_own(ada: Visitor, result: View) -> None:
    assert "All 1 versions" not in result.text()
    page = ada.get(f"{result.path}/revisions")
    assert (page.heading, listed(page)) == ("All versions", [1])
    assert "Earlier versions" not in page.text()
    assert "The latest versions" not in page.text()


@pytest.mark.parametrize("before", ["x", "-1", "01", "1" * 10, "１"])
def test_a_place_that_is_none_is_not_found(ada: Visitor, result: View, before: str) -> None:
    for page in ("revisions", "shares"):
        assert ada.get(f"{result.path}/{page}?before={before}").status == 404


def test_a_link_can_be_made_to_a_version_that_is_not_among_the_last(
    ada: Visitor, result: View, sqlite_url: str
) -> None:
    add(sqlite_url, MORE_VERSIONS, VERSIONS)
    form = ada.get(ada.get(f"{result.path}/revisions/7").href("Share"))
    offered = [int(one.get("value", "0")) for one in form.all("option")]
    assert offered == [*range(VERSIONS, VERSIONS - MOST_OFFERED, -1), 7]
    made = ada.submit(form, "Create the link", {"_label": "Old"})
    assert made.heading == "Your link is ready"
    assert "Version 7:" in ada.get(f"{result.path}/shares").text("table")


def test_every_link_is_on_one_of_the_pages_and_the_last_are_beside_the_result(
    ada: Visitor, result: View, sqlite_url: str
) -> None:
    add(sqlite_url, MORE_LINKS, LINKS, first=1)
    beside = ada.get(result.path).all("ul", class_="shared-with")[0]
    names = [f"Link {number}" for number in range(LINKS, LINKS - MOST_LINKS, -1)]
    assert [text_of(one).split(" version")[0].split(" without")[0] for one in beside] == names
    page = ada.get(f"{result.path}/shares")
    found = [text_of(one) for one in page.all("th", scope="row")]
    while "Earlier links" in page.text():
        page = ada.get(page.href("Earlier links"))
        found += [text_of(one) for one in page.all("th", scope="row")]
    assert found == [f"Link {number}" for number in range(LINKS, 0, -1)]
