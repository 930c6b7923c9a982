"""One question at a time: the best order, nothing asked twice, an end, Back; without a script."""

from __future__ import annotations

import pytest

from app.analysis.next_question import next_question
from app.analysis.remaining import remaining
from app.engine.answers import read_answers
from tests.factories import shipped
from tests.questionnaire.test_routes_naming import field
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, filled_in, text_of

RULEBOOK = shipped().default
LOOSE = f"/questionnaire/{RULEBOOK.id}/steps"


def asked(view: View) -> str:
    """The question that the page asks, "" at an end."""
    found = [one.get("id", "") for one in view.all("fieldset")]
    return found[0].removeprefix("step-") if found else ""


def of_nobody(visitor: Visitor) -> View:
    return visitor.get(LOOSE)


def of_a_draft(visitor: Visitor) -> View:
    return visitor.submit(visitor.start(), "One by one")


def to_the_end(visitor: Visitor, view: View) -> View:
    """The end, where nothing is known."""
    while asked(view):
        view = visitor.submit(view, "Next", {asked(view): "unknown"})
    return view


def answered(example) -> dict[str, frozenset[str] | None]:
    return dict(read_answers(RULEBOOK, example.answers)[0])


@pytest.mark.parametrize("begin", [of_nobody, of_a_draft])
@pytest.mark.parametrize("example", RULEBOOK.examples[::2], ids=lambda example: example.title[:20])
def test_it_asks_in_the_best_order_until_it_is_enough(ada: Visitor, begin, example):
    replies, known = answered(example), {}
    view = begin(ada)
    while worth := next_question(RULEBOOK, known):
        assert asked(view) == worth.question
        low, high = remaining(RULEBOOK, known)
        said = view.text("form", id="step")
        assert f"Between {low} and {high} questions left" in said or low == high
        reply = replies.get(worth.question)
        known[worth.question] = reply
        view = ada.submit(view, "Next", {worth.question: sorted(reply) if reply else "unknown"})
        for question in known:
            assert asked(view) != question
    assert asked(view) == ""
    assert view.heading.startswith(("Enough", "That is all"))
    saved = ada.submit(view, "See the result", {"_name": "Step by step"})
    assert "Step by step" in saved.text()


@pytest.mark.parametrize("begin", [of_nobody, of_a_draft])
def test_a_question_left_empty_is_asked_again_with_the_reason(ada: Visitor, begin):
    view = begin(ada)
    again = ada.submit(view, "Next")
    assert (again.status, asked(again)) == (422, asked(view))
    assert again.title.startswith("Error: ")
    assert again.text("p", id="step-problem") == (
        "Problem: Choose an option, or say that you do not know."
    )


@pytest.mark.parametrize("begin", [of_nobody, of_a_draft])
def test_an_answer_can_be_changed_and_is_shown_as_given(ada: Visitor, begin):
    view = ada.submit(begin(ada), "Next", {"situation": "new"})
    view = ada.submit(view, "Next", {asked(view): "unknown"})
    (first, *_) = [one for one in view.all("button") if one.get("value") == "situation"]
    assert text_of(first).startswith("Change the answer to")
    back = ada.submit(view, "Change the answer to “Where do you stand?”")
    assert asked(back) == "situation"
    assert filled_in(back.form("Next"))["situation"] == ["new"]
    moved = ada.submit(back, "Next", {"situation": "existing_other"})
    assert "Leaving something else" in moved.text("section", class_="step-given")


def test_back_leads_to_the_address_of_the_question_before(ada: Visitor):
    first = ada.get(LOOSE)
    ada.submit(first, "Next", {"situation": "new"})
    assert asked(ada.get(LOOSE)) == "situation"
    mine = of_a_draft(ada)
    second = ada.submit(mine, "Next", {"situation": "new"})
    before = ada.get(f"{second.path}?_ask=situation")
    assert filled_in(before.form("Next"))["situation"] == ["new"]


def test_not_knowing_the_limits_is_an_end_that_says_what_is_worth_finding_out(ada: Visitor):
    view = ada.get(f"{LOOSE}?situation=existing_flask&limits=unknown")
    assert asked(view) == ""
    assert view.heading == "That is all"
    assert "As long as no limit of the Flask app is known" in view.text()
    found = ada.submit(view, "Change the answer to “Has the Flask app hit real limits?”")
    assert asked(found) == "limits"


def test_both_ways_lead_to_each_other_with_every_answer_and_the_name(ada: Visitor):
    whole = ada.get(f"/questionnaire/{RULEBOOK.id}?situation=new&load=high")
    step = ada.submit(whole, "One by one")
    assert "Starting something new" in step.text("section", class_="step-given")
    again = ada.submit(step, "All on one page")
    assert filled_in(again.form("Save and see the result"))["load"] == ["high"]
    named = ada.submit(again, "One by one", {"_name": "Orders API"})
    assert named.path == LOOSE
    whole = ada.submit(named, "All on one page")
    assert (whole.path, field(whole)) == (LOOSE, "Orders API")
    assert ada.submit(whole, "Clear all answers").all("input", value="Orders API")
    end = to_the_end(ada, named)
    assert "Orders API" in ada.submit(end, "See the result").text()


@pytest.mark.parametrize("begin", [of_nobody, of_a_draft])
@pytest.mark.parametrize("button", ["Change the answer", "All on one page", "Answer the others"])
def test_a_name_typed_at_the_end_goes_along_wherever_one_goes(ada: Visitor, begin, button):
    first = ada.submit(begin(ada), "Next", {"situation": "existing_flask"})
    end = ada.submit(first, "Next", {"limits": "unknown"})
    assert asked(end) == ""
    gone = ada.submit(end, button, {"_name": "Orders API"})
    if button.startswith("Change"):
        gone = ada.submit(gone, "Next")
        assert (gone.status, asked(gone)) == (200, "")
    assert field(gone) == "Orders API"
    assert "Orders" not in gone.address


@pytest.mark.parametrize("begin", [of_nobody, of_a_draft])
def test_a_name_that_cannot_be_is_told_at_the_end_and_not_elsewhere(ada: Visitor, begin):
    end = to_the_end(ada, begin(ada))
    told = ada.submit(end, "See the result", {"_name": "x" * 201})
    assert (told.status, told.heading, field(told)) == (422, "That is all", "x" * 201)
    assert told.text("p", id="name-problem").startswith("Problem: ")
    (summary,) = told.all("div", class_="summary")
    assert [link.get("href") for link in summary.iter("a")] == ["#name"]
    assert "Orders" in ada.submit(told, "See the result", {"_name": "Orders"}).text()


def test_not_knowing_is_counted_beside_what_was_answered(ada: Visitor):
    end = to_the_end(ada, of_nobody(ada))
    assert end.text("h2", id="given-title").startswith("0 of ")
    assert " answered, " in end.text("h2", id="given-title")
    assert end.text("h2", id="given-title").endswith(" not known")


def test_who_hears_the_question_hears_the_verdict_so_far_after_it(ada: Visitor):
    view = ada.get(f"{LOOSE}?situation=new&load=high")
    (heading,) = view.all("h1")
    assert heading.get("aria-describedby") == "so-far"
    assert view.text("p", id="so-far").startswith("So far: Too close to call")


def test_a_step_that_another_tab_has_overtaken_says_so_and_keeps_what_was_typed(ada: Visitor):
    step = of_a_draft(ada)
    identifier = step.path.split("/")[2]
    other = ada.get(f"/assessments/{identifier}/edit")
    ada.submit(other, "Update the preview", {"situation": "existing_other", "kind": "website"})
    told = ada.submit(step, "Next", {"situation": "new"})
    assert told.status == 409
    assert "Changed in another tab or browser." in told.text("div", role="alert")
    assert "kind--website" in told.source
    ada.submit(told, "Update the preview")
    values = filled_in(ada.get(other.path).form("Save and see the result"))
    assert values["situation"] == ["new"]


def test_going_back_to_a_page_that_the_browser_kept_is_no_other_tab(ada: Visitor):
    first = of_a_draft(ada)
    second = ada.submit(first, "Next", {"situation": "new"})
    ada.submit(second, "Next", {asked(second): "unknown"})
    again = ada.submit(first, "Next", {"situation": "existing_other"})
    assert (again.status, asked(again) in ("", "situation")) == (200, False)


def test_what_the_address_cannot_mean_is_named(ada: Visitor):
    view = ada.get(f"{LOOSE}?situation=moon&_ask=nothing")
    assert view.status == 200
    assert "none of “Starting something new”" in view.text("p", class_="notice")
    assert asked(view) == "situation"
