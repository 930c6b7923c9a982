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
    assert view.text("p", class_="verdict-by") == "by 10 points (clear)"
    assert "Flask 0, FastAPI 10" in view.text("dl", class_="facts")
    assert "2 of 14 answered" in view.text("dl", class_="facts")


def test_a_rule_that_decides_is_said_before_the_points_it_overrules(ada: Visitor):
    view = ada.save(WORKING)
    assert view.heading == "Verdict: Keep the Flask app"
    assert view.text("p", class_="verdict-by") == "by a rule"
    assert view.text("p", class_="verdict-sentence") == (
        "A rule decides: a Flask app that works is not rewritten unless it hits real limits. "
        "By points alone: FastAPI, by 5."
    )
    (rule,) = view.all("p", class_="gate-cited")
    assert [text_of(cite) for cite in rule.iter("cite")] == ["Bottom line 3", "When I use Flask 4"]


def test_too_close_names_both_sides_and_the_strongest_argument_for_each(ada: Visitor):
    view = ada.save(CLOSE)
    assert view.heading == "Verdict: Too close to call"
    assert "does not pick a side" in view.text("p", class_="verdict-sentence")
    for_flask, for_fastapi = map(text_of, view.all("p", class_="argument"))
    assert for_flask.startswith("For Flask: ")
    assert for_fastapi.startswith("For FastAPI: ")


def test_what_speaks_against_it_counts_with_these_answers(ada: Visitor):
    (against,) = ada.save({**API, "web_experience": "new"}).all("p", class_="argument")
    assert text_of(against) == (
        "Speaking against it: Flask is easy to learn, so it suits teams new to Python on the web "
        "(5 points)."
    )


def test_what_nobody_said_is_no_argument(ada: Visitor):
    (against,) = ada.save(API).all("p", class_="argument")
    assert text_of(against) == (
        "No answer speaks against it, nor would any if you judged one thing differently."
    )


def test_an_argument_that_is_a_judgement_away_says_which(ada: Visitor):
    (against,) = ada.save({**API, "horizon": "medium"}).all("p", class_="argument")
    assert "3 points, if you judged" in text_of(against)
    assert [text_of(quoted) for quoted in against.iter("q")] == [
        "Small and soon, or growing for years?", "Small, and wanted soon"
    ]  # fmt: skip


def test_each_reason_cites_section_and_bullet(ada: Visitor):
    view = ada.save(API)
    rows = [element for element in view.all("tr") if element.get("data-rule")]
    assert rows
    for row in rows:
        assert [text_of(citation) for citation in row.iter("cite")]


def test_what_is_not_answered_stands_in_a_line_and_links_to_its_question(ada: Visitor):
    view = ada.save({**API, "load": "unknown"})
    unknown, missing = map(text_of, view.all("p", class_="unanswered"))
    assert unknown == "I do not know: Performance"
    assert missing.startswith("Not answered: ")
    assert view.href("Performance").endswith("/edit#q-load")
    assert view.href("A public API: change this answer").endswith("/edit#q-kind")


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
    assert "What you try from here is compared with that one." in earlier.text()
    assert earlier.href("Change the answers of version 2").endswith("/edit")


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
    assert "version 1 was saved there" in refused.text()
    assert refused.all("input", id="kind--internal_tool", checked="")
    saved = ada.submit(refused, "Save and see the result")
    assert saved.heading == "Verdict: Flask"


def test_the_rulebook_version_and_its_fingerprint_are_named(ada: Visitor):
    view = ada.save(API)
    assert "rules 1.0.1" in view.text("header", class_="page-head")
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
