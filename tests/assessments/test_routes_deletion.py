"""Deleting what is ticked, after a page that names it; nothing is ever half deleted."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, event
from starlette.types import ASGIApp

from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
TOOL = {"kind": "internal_tool"}
DELETE, COMPARE = "Delete …", "Compare"
ID = "a" * 16


def saved(visitor: Visitor, title: str, answers: dict[str, str] = API) -> View:
    """A new result under that title."""
    return visitor.submit(visitor.save(answers), "Save the name", {"_text": title})


def titles(view: View) -> list[str]:
    return [text_of(head.find("a")) for head in view.all("th", scope="row")]


def listed(visitor: Visitor, query: str = "") -> list[str]:
    return titles(visitor.get(f"/assessments?{query}"))


def ticked(visitor: Visitor, *wanted: str, query: str = "", button: str = DELETE) -> View:
    """Where the button leads after these titles were ticked."""
    view = visitor.get(f"/assessments?{query}")
    marks = {
        text_of(label).removeprefix("Tick "): box.get("value", "")
        for label in view.all("label", class_="opt")
        for box in label.iter("input")
    }
    return visitor.submit(view, button, {"r": [marks[word] for word in wanted]})


def marks(view: View) -> list[str]:
    return [str(control.get("value")) for control in view.all("input", name="r")]


def test_what_is_ticked_is_named_and_then_gone(ada: Visitor):
    for title in ("One", "Two", "Three"):
        saved(ada, title)
    page = ticked(ada, "One", "Three")
    assert page.heading == "Delete 2 assessments?"
    assert [text_of(strong) for strong in page.all("strong")] == ["One", "Three"]
    assert "cannot be undone" in page.text()
    assert len(listed(ada)) == 3
    done = ada.submit(page, "Delete these 2")
    assert "Deleted: 2 assessments" in done.text("p", role="status")
    assert (titles(done), listed(ada)) == (["Two"], ["Two"])


def test_one_is_deleted_from_its_row(ada: Visitor):
    saved(ada, "One")
    saved(ada, "Two")
    page = ada.get(ada.get("/assessments").href("Delete One"))
    assert page.heading == "Delete 1 assessment?"
    assert titles(ada.submit(page, "Delete it")) == ["Two"]


def test_the_page_says_all_that_goes(ada: Visitor):
    result = saved(ada, "One")
    ada.submit(result, "Save the note", {"_text": "Mine"})
    ada.submit(ada.get(result.href("Share")), "Create the link")
    edit = ada.get(result.href("Change answers"))
    ada.submit(edit, "Update the preview", TOOL)
    told = ticked(ada, "One").text("ul", class_="doomed")
    assert told.startswith("One 1 saved result, the latest: FastAPI")
    for part in ("answers not saved yet", "your note", "1 link, which will stop working"):
        assert part in told


def test_many_ticked_ask_the_database_no_more_often_than_one(ada: Visitor):
    page = ada.get(saved(ada, "One").href("Share"))
    ada.submit(page, "Create the link")
    for _ in range(8):
        ada.start()
    ids = [control.get("value", "") for control in ada.get("/assessments").all("input", name="r")]
    asked = [
        statements_of(ada, f"/deletion?{urlencode({'r': r}, doseq=True)}") for r in (ids, ids[:1])
    ]
    assert (len(ids), asked[0]) == (9, asked[1])


def statements_of(visitor: Visitor, path: str) -> int:
    """How many statements the page sends to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert visitor.get(path).status == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(sent)


def test_its_addresses_are_unknown_afterwards(ada: Visitor):
    result = saved(ada, "One")
    share = ada.submit(ada.get(result.href("Share")), "Create the link")
    link = share.all("input", id="link")[0].get("value", "")
    ada.submit(ticked(ada, "One"), "Delete it")
    for path in (result.path, f"{result.path}/edit", f"{result.path}/revisions/1", link):
        assert ada.get(path).status == 404


def test_after_the_last_one_the_list_is_empty_again(ada: Visitor):
    saved(ada, "One")
    done = ada.submit(ticked(ada, "One"), "Delete it")
    assert "Deleted: 1 assessment" in done.text()
    assert "Nothing is saved in this browser yet" in done.text()


def test_keeping_them_and_deleting_them_lead_back_to_the_same_list(ada: Visitor):
    for title in ("A 1", "A 2", "B 1"):
        saved(ada, title)
    page = ticked(ada, "A 1", query="q=a+&sort=title")
    assert titles(ada.get(page.href("Keep it"))) == ["A 1", "A 2"]
    assert titles(ada.submit(page, "Delete it")) == ["A 2"]


def test_without_a_tick_nothing_happens_and_the_page_says_what_to_do(ada: Visitor):
    saved(ada, "One")
    view = ticked(ada)
    assert (view.status, "tick what you want to delete" in view.text()) == (422, True)
    assert ada.post("/deletion", {"_key": "k", "_list": ""}).status == 422


def test_pressing_delete_twice_is_pressing_it_once(ada: Visitor):
    saved(ada, "One")
    saved(ada, "Two")
    page = ticked(ada, "One")
    first, second = (ada.submit(page, "Delete it") for _ in range(2))
    assert (first.status, second.status, listed(ada)) == (200, 200, ["Two"])


@pytest.mark.parametrize("claim", ["999", "1", "-1", "x", "", "%00", "a" * 200])
def test_an_address_cannot_claim_a_deletion(ada: Visitor, claim: str):
    saved(ada, "One")
    ada.submit(ticked(ada, "One"), "Delete it")
    assert "Deleted:" not in ada.get(f"/assessments?deleted={claim}").text()


def test_a_deletion_is_told_to_its_owner_only(ada: Visitor, ben: Visitor, app: ASGIApp):
    saved(ada, "One")
    saved(ben, "Two")
    page = ticked(ada, "One")
    ada.submit(page, "Delete it")
    told = f"/assessments?deleted={page.all('input', name='_key')[0].get('value')}"
    assert "Deleted: 1 assessment" in ada.get(told).text()
    for other in (ben, Visitor(app)):
        assert "Deleted:" not in other.get(told).text()


def test_a_refused_deletion_is_not_told(ada: Visitor):
    result = saved(ada, "One")
    page = ticked(ada, "One")
    ada.submit(ada.get(result.href("Change answers")), "Save and see the result", TOOL)
    ada.submit(page, "Delete it")
    key = page.all("input", name="_key")[0].get("value")
    assert "Deleted:" not in ada.get(f"/assessments?deleted={key}").text()


def test_what_was_saved_meanwhile_is_shown_before_it_goes(ada: Visitor):
    result = saved(ada, "One")
    page = ticked(ada, "One")
    ada.submit(ada.get(result.href("Change answers")), "Save and see the result", TOOL)
    again = ada.submit(page, "Delete it")
    assert (again.status, listed(ada)) == (409, ["One"])
    assert "2 saved results, the latest: Flask" in again.text()
    assert ada.submit(again, "Delete it").status == 200
    assert listed(ada) == []


def test_one_that_is_not_there_keeps_all_the_others(ada: Visitor, ben: Visitor):
    mine, theirs = saved(ada, "Ada's"), saved(ben, "Ben's")
    page = ticked(ada, "Ada's")
    key = page.all("input", name="_key")[0].get("value", "")
    foreign = [f"{theirs.path.rpartition('/')[2]}.1", f"{ID}.1", "x.1", f"{ID}.01", "1", "", "a.b"]
    for wrong in foreign:
        sent = {"_key": key, "_list": "", "r": [*marks(page), wrong]}
        refused = ada.post("/deletion", sent)
        asked = ada.get(f"/deletion?{urlencode({'r': sent['r']}, doseq=True)}")
        assert (refused.status, asked.status, refused.source) == (404, 404, asked.source)
    assert (listed(ada), listed(ben), ada.get(mine.path).status) == (["Ada's"], ["Ben's"], 200)


def test_too_many_at_once_are_refused(ada: Visitor):
    saved(ada, "One")
    view = ada.get("/deletion?" + "&".join(f"r={ID}.1" for _ in range(101)))
    assert (view.status, "At most 100" in view.text()) == (422, True)


@pytest.mark.parametrize(
    "field", ["_key=", "workspace_id=1", "id=1", "_list=sort=up", "_list=after=x", "x=y"]
)
def test_a_form_that_was_tampered_with_deletes_nothing(ada: Visitor, field: str):
    saved(ada, "One")
    name, _, value = field.partition("=")
    sent = {"_key": "k", "_list": "", "r": marks(ticked(ada, "One")), name: value}
    assert (ada.post("/deletion", sent).status, listed(ada)) == (422, ["One"])


@pytest.mark.parametrize(
    "list_", ["//evil.example", "https://evil.example/?q=a", "\t/e", "q=%0d%0aX"]
)
def test_nothing_that_was_sent_leads_elsewhere(ada: Visitor, list_: str):
    saved(ada, "One")
    page = ada.get("/deletion?" + urlencode({"r": marks(ticked(ada, "One")), "list": list_}, True))
    links = [link.get("href", "") for link in page.all("a")]
    assert [link for link in links if "evil" in link or not link.startswith(("/", "#"))] == []


def test_a_new_visitor_has_nothing_to_delete(ben: Visitor):
    assert ben.get(f"/deletion?r={ID}.1").status == 404
    refused = ben.post("/deletion", {"_key": "k", "_list": "", "r": f"{ID}.1"})
    assert (refused.status, "set-cookie" in refused.headers) == (404, False)


def test_the_same_ticks_can_be_compared(ada: Visitor):
    saved(ada, "One")
    saved(ada, "Two", TOOL)
    view = ticked(ada, "One", "Two", button=COMPARE)
    assert (view.status, view.path) == (200, "/comparisons")
    assert "One" in view.text()
    assert "Two" in view.text()


@pytest.mark.parametrize(
    "title", ["<img src=x onerror=alert(1)>", '"><script>x</script>', "{{7*7}}"]
)
def test_a_title_is_only_ever_text(ada: Visitor, title: str):
    saved(ada, title)
    page = ticked(ada, title)
    assert text_of(page.all("strong")[0]) == title
    assert not page.all("img")
