"""Saved assessments: the list, titles and notes."""

import pytest

from tests.web.people import ada, app, ben
from tests.web.visitor import Visitor, text_of

API = {"situation": "new", "kind": "public_api"}


def rows(visitor: Visitor, path: str = "/assessments") -> list[str]:
    """What stands in each row, without the tick."""
    found = visitor.get(path).all("tbody")[0].findall("tr")
    return [" ".join(text_of(cell) for cell in list(row)[1:]) for row in found]


def test_an_empty_list_explains_itself_to_a_second_browser(ben: Visitor):
    view = ben.get("/assessments")
    assert "belong to the browser they were made in" in view.text()
    assert "set-cookie" not in view.headers


def test_a_saved_assessment_has_a_sensible_title_its_verdict_and_a_date(ada: Visitor):
    ada.save(API)
    (row,) = rows(ada)
    assert row.startswith("New public API")
    assert "2 of 14 answered" in row
    assert "FastAPI, by 10 points (clear)" in row
    assert "UTC" in row
    (verdict,) = ada.get("/assessments").all("strong")
    assert (text_of(verdict), verdict.get("class")) == ("FastAPI,", "side-text-1")


def test_a_row_says_what_belongs_to_it(ada: Visitor):
    saved = ada.save(API)
    assert ("shared" in rows(ada)[0], "note" in rows(ada)[0]) == (False, False)
    ada.submit(ada.get(f"{saved.path}/shares"), "Create", {"_revision": "1", "_lifetime": "90"})
    ada.submit(ada.get(f"{saved.path}/note"), "Save the note", {"_text": "Ask Ben."})
    (row,) = rows(ada)
    assert ("shared" in row, "note" in row) == (True, True)


def test_a_row_counts_what_is_asked_and_known(ada: Visitor):
    given = {"situation": "existing_flask", "limits": ["none"], "kind": "unknown"}
    ada.submit(ada.start(), "Update the preview", given)
    assert "2 of 16 answered Not saved yet" in rows(ada)[0]


def test_a_row_with_a_draft_says_whose_answers_it_counts(ada: Visitor):
    result = ada.save(API)
    assert "draft:" not in rows(ada)[0]
    ada.submit(ada.get(f"{result.path}/edit"), "Update the preview", {"load": "high"})
    assert "draft: 3 of 14 answered" in rows(ada)[0]


def test_only_a_list_that_is_longer_than_a_glance_offers_to_narrow_it(ada: Visitor):
    for _ in range(7):
        ada.start()
    assert ada.get("/assessments").all("form", role="search") == []
    assert ada.get("/assessments?state=unfinished").all("form", role="search")
    assert ada.get("/assessments?sort=title").all("form", role="search")
    ada.start()
    (tools,) = ada.get("/assessments").all("form", role="search")
    assert text_of(tools).startswith("Title contains")


def test_the_last_changed_comes_first(ada: Visitor):
    ada.save(API)
    ada.save({"kind": "internal_tool"})
    assert ["FastAPI, by" in row for row in rows(ada)] == [False, True]


def test_each_sees_only_their_own(ada: Visitor, ben: Visitor):
    ada.save(API)
    ben.save({"kind": "internal_tool"})
    assert len(rows(ada)) == len(rows(ben)) == 1


def test_starting_twice_with_one_form_makes_one_assessment(ada: Visitor):
    home = ada.get("/assessments")
    ada.submit(home, "Start a new assessment")
    home = ada.get("/assessments")
    first = ada.submit(home, "Start a new assessment")
    assert ada.submit(home, "Start a new assessment").path == first.path
    assert len(rows(ada)) == 2


def test_renaming_shows_the_new_title_everywhere(ada: Visitor):
    view = ada.submit(ada.save(API), "Save the name", {"_text": "  Intranet, 2027 "})
    assert "Intranet, 2027" in view.title
    assert rows(ada)[0].startswith("Intranet, 2027")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("   ", "empty"),
        ("\u200b\u2800\u0301", "empty"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_a_title_that_will_not_do_is_refused_and_kept_in_the_form(ada: Visitor, typed, words):
    view = ada.submit(ada.save(API), "Save the name", {"_text": typed})
    assert view.status == 422
    assert words in view.text("p", id="text-problem")
    kept = typed if "x" in typed else ""
    assert view.all("input", id="text")[0].get("value", "").strip() == kept


def test_a_note_is_kept_with_its_line_breaks_and_can_be_taken_back(ada: Visitor):
    saved = ada.save(API)
    view = ada.submit(saved, "Save the note", {"_text": "One\nTwo"})
    assert view.all("p", class_="printed-note")[0].text == "One\nTwo"
    emptied = ada.submit(view, "Save the note", {"_text": ""})
    assert not emptied.all("p", class_="printed-note")
    assert "Write a note" in emptied.text("section", **{"aria-labelledby": "note-title"})


def test_a_text_changed_in_another_tab_shows_both_and_overwrites_neither(ada: Visitor):
    form = ada.save(API)
    ada.submit(form, "Save the name", {"_text": "Theirs"})
    view = ada.submit(form, "Save the name", {"_text": "Mine"})
    assert view.status == 409
    assert "Theirs" in view.text("div", class_="notice")
    assert view.all("input", id="text")[0].get("value") == "Mine"
    assert rows(ada)[0].startswith("Theirs")
    assert "Mine" in ada.submit(view, "Save the name").title


def test_renaming_is_no_conflict_for_a_note_that_is_open_in_another_tab(ada: Visitor):
    saved = ada.save(API)
    renamed = ada.submit(saved, "Save the name", {"_text": "Renamed"})
    view = ada.submit(saved, "Save the note", {"_text": "Typed meanwhile"})
    assert (view.status, view.text("p", class_="printed-note")) == (200, "Typed meanwhile")
    again = ada.submit(renamed, "Save the name", {"_text": "Once more"})
    assert (again.status, rows(ada)[0].startswith("Once more")) == (200, True)


HOSTILE = ["<img src=x onerror=alert(1)>", "{{7*7}}", '"><script>x</script>', "' hx-on:click='"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_a_person_writes_is_only_ever_text(ada: Visitor, typed):
    saved = ada.save(API)
    ada.submit(saved, "Save the name", {"_text": typed})
    view = ada.submit(saved, "Save the note", {"_text": typed})
    assert view.text("p", class_="printed-note") == typed
    assert rows(ada)[0].startswith(typed)
    assert not view.all("img")
    assert all(script.get("src") for script in view.all("script"))


def test_a_stranger_can_neither_see_nor_change(ada: Visitor, ben: Visitor):
    saved = ada.save(API)
    ben.save(API)
    address, unknown = f"{saved.path}/title", "/assessments/" + "a" * 16 + "/title"
    assert ben.get(address).source == ben.get(unknown).source
    refused = ben.post(address, {"_text": "Ben was here", "_version": "1"})
    nowhere = ben.post(unknown, {"_text": "Ben was here", "_version": "1"})
    assert (refused.status, refused.source) == (404, nowhere.source)
    assert rows(ada)[0].startswith("New public API")


def test_an_unknown_visitor_who_writes_gets_no_workspace(ben: Visitor):
    refused = ben.post("/assessments/" + "a" * 16 + "/title", {"_text": "x", "_version": "1"})
    assert refused.status == 404
    assert "set-cookie" not in refused.headers


def test_only_the_first_result_says_that_no_other_browser_opens_it(ada: Visitor, ben: Visitor):
    hint = "Saved in this browser only"
    first = ada.save(API)
    assert hint in first.text("aside")
    assert hint in ada.get(first.path).text("aside")
    assert hint not in ada.save(API).text("aside")
    only = ben.save(API)
    form = ben.get(f"{only.path}/edit")
    assert hint not in ben.submit(form, "Save and see the result", {"load": "high"}).text("aside")


def test_an_address_of_another_browser_asks_whether_it_was_sent(ada: Visitor, ben: Visitor):
    saved = ada.save(API).path
    both = f"/comparisons?r={saved.rpartition('/')[2]}.1&r={'a' * 16}.1"
    theirs = (saved, f"{saved}/edit", f"{saved}/revisions/1", f"/assessments/{'a' * 16}", both)
    for path in theirs:
        refused = ben.get(path)
        assert refused.status == 404
        assert not [one for one in refused.all("a", class_="button") if "Saved" in text_of(one)]
        assert "Did someone send you this?" in refused.text()
        assert "presses Share" in refused.text()
    for path in ("/nowhere", "/rulebooks/none/1.0.0"):
        assert "Did someone send you this?" not in ben.get(path).text()


def test_a_result_says_where_to_look_instead_if_the_answers_leave_it_possible(ada: Visitor):
    site = ada.save({"situation": "new", "kind": "website"}).text("section", class_="exits")
    assert "Is it one of these?" in site
    assert "look at Django first" in site
    assert not ada.save(API).all("section", class_="exits")
    one = ada.save({**API, "kind": "internal_tool"}).text("section", class_="exits")
    assert one.startswith("Is it this? Then")
