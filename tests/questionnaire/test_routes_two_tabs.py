"""Two tabs with one assessment: neither overwrites the other unseen, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.questionnaire.test_routes import API, SAVE, ticked
from tests.web.people import ada, app
from tests.web.visitor import PARTIAL, View, Visitor, filled_in

UPDATE = "Update the preview"
OTHERS = {"situation": "existing_flask", "kind": "website"}


def two_tabs(visitor: Visitor) -> tuple[View, View]:
    """The same draft, opened twice."""
    first = visitor.start()
    return first, visitor.get(first.path)


@pytest.mark.parametrize("button", [UPDATE, SAVE, "Clear all answers"])
def test_the_second_tab_is_told_what_differs_and_keeps_what_was_typed(ada: Visitor, button: str):
    first, second = two_tabs(ada)
    ada.submit(first, UPDATE, API)
    told = ada.submit(second, button, OTHERS)
    assert told.status == 409
    alert = told.text("div", role="alert")
    assert "Changed in another tab or browser." in alert
    assert "What is it mainly? There: A public API. Here: A server-rendered site." in alert
    assert ticked(told) == {"situation--existing_flask", "kind--website"}
    theirs = ada.get(told.href("load those"))
    assert ticked(theirs) == {"situation--new", "kind--public_api"}


def test_who_was_told_may_use_these_answers_after_all(ada: Visitor):
    first, second = two_tabs(ada)
    ada.submit(first, UPDATE, API)
    told = ada.submit(second, UPDATE, OTHERS)
    kept = ada.submit(told, UPDATE)
    assert kept.status == 200
    assert ticked(ada.get(first.path)) == {"situation--existing_flask", "kind--website"}


def test_a_script_gets_the_news_and_what_it_has_to_know_to_go_on(ada: Visitor):
    first, second = two_tabs(ada)
    draft = first.path.replace("/edit", "/draft")
    ada.post(draft, {**filled_in(first.form(SAVE)), **API}, **PARTIAL)
    sent = {**filled_in(second.form(SAVE)), **OTHERS}
    told = ada.post(draft, sent, **PARTIAL)
    assert told.status == 409
    assert "There: A public API. Here: A server-rendered site." in told.text(
        "hx-partial", id="status"
    )
    (use,) = [one for one in told.all("button") if "data-use" in one.attrib]
    sent |= {"_seen": use.attrib["data-use"], "_latest": use.attrib["data-latest"]}
    assert ada.post(draft, sent, **PARTIAL).status == 200
    assert ticked(ada.get(first.path)) == {"situation--existing_flask", "kind--website"}


def test_a_version_saved_in_another_tab_is_named(ada: Visitor):
    first, second = two_tabs(ada)
    ada.submit(first, SAVE, API)
    told = ada.submit(second, SAVE, OTHERS)
    assert told.status == 409
    assert "version 1 was saved there" in told.text("div", role="alert")
    saved = ada.submit(told, SAVE)
    assert "Version 2" in saved.text("main")


def test_a_what_if_asks_before_it_replaces_a_draft(ada: Visitor):
    saved = ada.save(API)
    identifier = saved.path.rpartition("/")[2]
    ada.submit(ada.get(saved.href("Change answers")), UPDATE, {"load": "high"})
    address = f"/questionnaire/flask-fastapi?revises={identifier}&situation=new&kind=website"
    told = ada.submit(ada.get(address), "Save as version 2")
    assert told.status == 409
    assert "load--high" in ticked(ada.get(told.href("load those")))
    revised = ada.submit(told, "Save as version 2")
    assert (revised.status, revised.path) == (200, saved.path)


def test_two_tabs_that_agree_are_not_bothered(ada: Visitor):
    first, second = two_tabs(ada)
    assert ada.submit(first, UPDATE, API).status == 200
    assert ada.submit(second, UPDATE, API).status == 200
    assert ada.submit(second, SAVE, API).heading == "Verdict: FastAPI"


@pytest.mark.parametrize("saved", [True, False])
def test_own_reasons_in_another_tab_do_not_overtake_the_answers(ada: Visitor, saved: bool):
    path = ada.save(API).path if saved else ada.submit(ada.start(), UPDATE, API).path[:-5]
    answers, reasons = ada.get(f"{path}/edit"), ada.get(f"{path}/own-reasons")
    ada.submit(reasons, "See the difference", {"_rule": "new-api"})
    assert ada.submit(answers, UPDATE, {"load": "high"}).status == 200
    assert "load--high" in ticked(ada.get(f"{path}/edit"))
    rules = ada.get(f"{path}/own-reasons").all("input", name="_rule", value="new-api")
    assert rules[0].get("checked") is not None
