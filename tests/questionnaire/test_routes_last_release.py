"""A page that the release before made, and that was open over the upgrade, goes on working.

`last_release.html` is the form as that release rendered it, without the words around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.questionnaire.test_routes import API, SAVE, ticked
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor

PAGE = Path(__file__).with_name("last_release.html").read_text()
BY_SCRIPT = {"hx-request": "true", "hx-request-type": "full"}
BY_SCRIPT_PART = {"hx-request": "true", "hx-request-type": "partial"}


def old_page(path: str) -> View:
    """The old page of an assessment of today."""
    identifier = path.split("/")[2]
    source = PAGE.replace("ASSESSMENT", identifier).replace('"KEY"', f'"{identifier}"')
    return View(200, path, {}, source)


def of_nobody() -> View:
    """The old page of a questionnaire that belongs to nobody."""
    source = PAGE.replace("/assessments/ASSESSMENT/edit", "/questionnaire/flask-fastapi")
    source = source.replace("/assessments/ASSESSMENT/draft", "/questionnaire/flask-fastapi/preview")
    source = source.replace('<input type="hidden" name="_latest" value="0">', "")
    return View(200, "/questionnaire/flask-fastapi", {}, source)


def goes_to(visitor: Visitor, view: View, values: Mapping[str, str], part: str = "") -> View:
    """What its script is told to load when it sends the form."""
    form = view.form(SAVE)
    sent = {
        one.get("name", ""): one.get("value", "")
        for one in form.iter("input")
        if one.get("type") == "hidden"
    }
    path = view.all("div", id=part)[0].get("hx-post") if part else form.get("hx-post")
    headers = BY_SCRIPT_PART if part else BY_SCRIPT
    answer = visitor.post(str(path), {**sent, **values}, **headers)
    assert (answer.status, answer.source) == (200, "")
    return visitor.get(answer.headers["hx-redirect"])


def test_an_old_page_saves_without_a_script(ada: Visitor):
    saved = ada.submit(old_page(ada.start().path), SAVE, API)
    assert (saved.status, saved.heading) == (200, "Verdict: FastAPI")


def test_an_old_page_updates_and_is_the_new_one_afterwards(ada: Visitor):
    view = ada.submit(old_page(ada.start().path), "Update the preview", API)
    assert ticked(view) == {"situation--new", "kind--public_api"}
    assert "Clear all answers" in view.text()


def test_the_old_way_to_clear_leads_to_the_new_one(ada: Visitor):
    old = old_page(ada.save(API).path)
    view = ada.get(old.href("Clear answers"))
    assert ticked(view) == {"situation--new", "kind--public_api"}
    assert "Clear all answers" in view.text()


def test_the_script_of_an_old_page_is_sent_to_the_new_one_after_a_save(ada: Visitor):
    saved = goes_to(ada, old_page(ada.start().path), API)
    assert saved.heading == "Verdict: FastAPI"


@pytest.mark.parametrize("own", [True, False], ids=["own", "of nobody"])
def test_the_script_of_an_old_page_is_sent_to_the_new_one_with_every_answer(ada: Visitor, own):
    old = old_page(ada.start().path) if own else of_nobody()
    view = goes_to(ada, old, API, part="preview")
    assert ticked(view) == {"situation--new", "kind--public_api"}


def test_the_files_of_an_old_page_are_those_of_this_release(ada: Visitor):
    old = old_page("/assessments/x/edit")
    addresses = [one.get("href", "") for one in old.all("link")]
    addresses += [one.get("src", "") for one in old.all("script")]
    today = ada.get("/").source
    for address in addresses:
        answer = ada.client.get(address)
        assert answer.status_code == 200, address
        lasting = "immutable" in answer.headers["cache-control"]
        assert lasting == (address in today), address
