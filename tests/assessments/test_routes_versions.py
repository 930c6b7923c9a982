"""The result page: what it says is what was computed, and it adds up."""

import pytest

from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
MIXED = {**API, "web_experience": "new", "type_hints": "unfamiliar"}
CLOSE = {**MIXED, "extensions": "exact"}
WORKING = {"situation": "existing_flask", "limits": ["none"], "kind": "public_api", "load": "high"}


def ledger(view: View) -> tuple[list[int], int]:
    """The points of all rows, and the sum the page prints."""
    points = [int(cell.get("data-points")) for cell in view.all("td") if cell.get("data-points")]
    sums = [int(cell.get("data-lead")) for cell in view.all("td") if cell.get("data-lead")]
    return points, sums[0]


@pytest.mark.parametrize(
    "answers", [API, MIXED, CLOSE, WORKING], ids=["api", "mixed", "close", "gate"]
)
def test_the_rows_add_up_to_the_lead_below_them(ada: Visitor, answers):
    points, lead = ledger(ada.save(answers))
    assert points
    assert sum(points) == lead


def test_a_clear_verdict_names_leader_lead_and_strength(ada: Visitor):
    view = ada.save(API)
    assert view.heading == "Verdict: FastAPI"
    assert "FastAPI leads Flask by 10 points: a clear lead." in view.text()
    assert "2 of 14" in view.text("dl", class_="facts")


def test_a_gate_is_shown_before_the_points_it_overrules(ada: Visitor):
    view = ada.save(WORKING)
    assert view.heading == "Verdict: Keep the Flask app"
    gate = view.text("div", class_="gate")
    assert "A rule decides" in gate
    assert "FastAPI is ruled out" in gate
    assert "Bottom line 3" in gate
    assert "Points alone would say" in view.text("p", class_="verdict-sentence")


def test_too_close_names_both_sides_and_the_strongest_argument_for_each(ada: Visitor):
    view = ada.save(CLOSE)
    assert view.heading == "Verdict: Too close to call"
    assert "does not pick a side" in view.text("p", class_="verdict-sentence")
    against = view.text("section", class_="against")
    assert "For Flask" in against
    assert "For FastAPI" in against


def test_the_strongest_argument_against_is_always_there(ada: Visitor):
    against = ada.save(API).text("section", class_="against")
    assert "For Flask" in against
    assert "No answer says so" in against


def test_each_reason_cites_section_and_bullet(ada: Visitor):
    view = ada.save(API)
    rows = [element for element in view.all("tr") if element.get("data-rule")]
    assert rows
    for row in rows:
        assert [text_of(citation) for citation in row.iter("cite")]


def test_unanswered_questions_read_not_provided_and_link_to_their_question(ada: Visitor):
    view = ada.save({**API, "load": "unknown"})
    assert "Not provided" in view.text()
    assert "I do not know" in view.text()
    change = view.href("Change the answer to “How much does raw performance matter?”")
    assert change.endswith("/edit#q-load")


def test_a_change_makes_the_next_revision_and_the_first_stays_as_it_was(ada: Visitor):
    first = ada.save(API)
    second = ada.submit(
        ada.get(first.href("Change answers")),
        "Save and see the result",
        {"kind": "internal_tool"},
    )
    assert second.heading == "Verdict: Flask"
    assert "Version 2," in second.text("header", class_="page-head")
    earlier = ada.get(second.href("Version 1"))
    assert earlier.heading == "Verdict: FastAPI"
    assert "A newer one exists" in earlier.text()


def test_the_same_form_sent_twice_makes_one_revision(ada: Visitor):
    form = ada.start()
    ada.submit(form, "Save and see the result", API)
    again = ada.submit(form, "Save and see the result", API)
    assert again.heading == "Verdict: FastAPI"
    assert len(again.all("ol", class_="revisions")[0].findall("li")) == 1


def test_a_key_used_with_other_answers_is_refused(ada: Visitor):
    form = ada.start()
    ada.submit(form, "Save and see the result", API)
    refused = ada.submit(form, "Save and see the result", {"kind": "other"})
    assert refused.status == 422
    assert "already sent" in refused.text()


def test_two_tabs_that_save_from_the_same_state_are_told_and_lose_nothing(ada: Visitor):
    first, second = ada.start(), None
    second = ada.get(first.path)
    ada.submit(first, "Save and see the result", API)
    refused = ada.submit(second, "Save and see the result", {"kind": "internal_tool"})
    assert refused.status == 409
    assert "saved in another tab" in refused.text()
    assert refused.all("input", id="kind--internal_tool", checked="")
    saved = ada.submit(refused, "Save and see the result")
    assert saved.heading == "Verdict: Flask"


def test_the_rulebook_version_and_its_fingerprint_are_named(ada: Visitor):
    view = ada.save(API)
    assert "rulebook flask-fastapi 1.0.1" in view.text()
    assert ada.get(view.href("Flask or FastAPI? 1.0.1")).heading == "Flask or FastAPI?"


@pytest.mark.parametrize("n", ["0", "01", "2", "-1", "9" * 20, "x", "1.0", "%00"])
def test_a_revision_that_is_none_is_not_found(ada: Visitor, n):
    view = ada.save(API)
    assert ada.get(f"{view.path}/revisions/{n}").status == 404


def test_a_stranger_sees_the_same_page_for_mine_and_for_none(ada: Visitor, ben: Visitor):
    mine = ada.save(API).path
    ben.save(API)
    foreign = ben.get(mine)
    unknown = ben.get("/assessments/" + "a" * 16)
    assert foreign.status == unknown.status == 404
    assert foreign.source == unknown.source


def test_the_code_of_both_sides_is_shown(ada: Visitor):
    code = [text_of(block) for block in ada.save(API).all("pre")]
    assert any("from flask import" in piece for piece in code)
    assert any("from fastapi import" in piece for piece in code)
