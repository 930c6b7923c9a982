"""The list taken away as CSV, from the page: the same rows in the same order, and nobody else's."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from app.assessments import listing
from app.web.downloads import DOWNLOADS
from tests.web.people import ada, app, ben
from tests.web.visitor import ORIGIN, View, Visitor

API = {"situation": "new", "kind": "public_api"}


def saved(visitor: Visitor, title: str) -> None:
    visitor.submit(visitor.save(API), "Save the name", {"_text": title})


def taken(visitor: Visitor, view: View) -> list[dict[str, str]]:
    """The rows of the file that the page offers."""
    answer = visitor.client.get(view.href("as CSV"))
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def three(ada: Visitor) -> Visitor:
    """With more than a page of the list, and than a portion of the file."""
    for title in ("=b", "Étude", "a, intranet"):
        saved(ada, title)
    return ada


def test_the_whole_list_is_taken_away_with_one_click(
    three: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "PORTION", 2)
    view = three.get("/assessments")
    rows = taken(three, view)
    assert [one["Title"] for one in rows] == ["a, intranet", "Étude", "'=b"]
    assert {(one["Verdict"], one["Version"], one["Unsaved answers"]) for one in rows} == {
        ("FastAPI", "1", "no")
    }
    assert "cannot be imported again" in view.text()
    shown = three.get(rows[0]["Address"].removeprefix(ORIGIN))
    assert (shown.status, shown.title) == (200, "FastAPI: a, intranet – Framework Advisor")


def test_the_file_is_narrowed_and_sorted_like_the_list(three: Visitor):
    view = three.get("/assessments?q=e&sort=title&state=saved&verdict=FastAPI")
    assert "Download what is found as CSV" in view.text()
    assert [one["Title"] for one in taken(three, view)] == ["a, intranet", "Étude"]
    assert taken(three, three.get("/assessments?sort=oldest"))[0]["Title"] == "'=b"


def test_its_name_and_kind_tell_what_it_is(three: Visitor):
    answer = three.client.get("/assessments.csv")
    day = answer.headers["content-disposition"]
    assert day.startswith('attachment; filename="assessments-20')
    assert day.endswith('.csv"')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert three.client.head("/assessments.csv").status_code == 200
    plain = three.client.get("/assessments.csv", headers={"accept-encoding": "identity"})
    assert plain.headers["content-length"] == str(len(plain.content))
    assert plain.content == answer.content


def test_nobody_gets_the_list_of_another(three: Visitor, ben: Visitor):
    saved(ben, "Of Ben")
    rows = taken(ben, ben.get("/assessments"))
    assert [one["Title"] for one in rows] == ["Of Ben"]


def test_who_has_no_workspace_or_asks_for_too_much_is_told(three: Visitor, ben: Visitor):
    nothing = ben.get("/assessments.csv")
    assert (nothing.status, "no workspace" in nothing.heading) == (404, True)
    assert not ben.get("/assessments").all("a", href="/assessments.csv")
    long = three.get(f"/assessments.csv?q={'x' * 201}")
    assert (long.status, "at most 200 characters" in long.text()) == (422, True)
    assert three.get("/assessments.csv?sort=worst").status == 422


def test_who_asks_again_and_again_is_told_to_wait(ada: Visitor):
    saved(ada, "Intranet")
    ada.client._transport.client = ("203.0.113.9", 1)  # type: ignore[attr-defined]
    most = DOWNLOADS.item.amount
    statuses = [ada.client.head("/assessments.csv").status_code for _ in range(most + 1)]
    assert (statuses[most - 1], statuses[most]) == (200, 429)
