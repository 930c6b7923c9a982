"""One question at a time: the best order, nothing asked twice, an end, Back; without a script."""

from __future__ import annotations

import pytest

from app.analysis.next_question import next_question
from app.analysis.remaining import remaining
from app.engine.answers import read_answers
from app.rulebooks.library import load_library
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, filled_in, text_of

RULEBOOK = load_library().default
LOOSE = f"/questionnaire/{RULEBOOK.id}/steps"


def asked(view: View) -> str:
    """The question that the page asks, "" at an end."""
    found = [one.get("id", "") for one in view.all("fieldset")]
    return found[0].removeprefix("step-") if found else ""


def of_nobody(visitor: Visitor) -> View:
    return visitor.get(LOOSE)


def of_a_draft(visitor: Visitor) -> View:
    return visitor.submit(visitor.start(), "One by one")


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
    again = ada.get(step.href("on one page"))
    assert filled_in(again.form("Save and see the result"))["load"] == ["high"]
    named = ada.submit(again, "One by one", {"_name": "Orders API"})
    assert named.path == LOOSE
    while asked(named):
        named = ada.submit(named, "Next", {asked(named): "unknown"})
    assert "Orders API" in ada.submit(named, "See the result").text()


def test_what_the_address_cannot_mean_is_named(ada: Visitor):
    view = ada.get(f"{LOOSE}?situation=moon&_ask=nothing")
    assert view.status == 200
    assert "moon" in view.text("p", class_="notice")
    assert asked(view) == "situation"
