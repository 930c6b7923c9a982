"""Whatever a form is answered by, it says what is the case, and gives back what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.web.asgi import COOKIE
from tests.web.people import ada, app, ben
from tests.web.visitor import Values, View, Visitor

API = {"situation": "new", "kind": "public_api"}
TYPED = "what nobody wants to type twice"
ANSWERED = 'value="existing_flask" id="situation--existing_flask" checked'


class Form(NamedTuple):
    """Where under a result a form is, what presses it, and what of it has to come back."""

    at: str
    button: str
    values: Values
    comes_back: str = ""


REASON = {"_text-1": TYPED, "_side-1": "flask", "_weight-1": "bottom_line"}
FORMS = {
    "save": Form("/edit", "Save and see", {"situation": "existing_flask"}, ANSWERED),
    "draft": Form("/edit", "Update the preview", {"situation": "existing_flask"}, ANSWERED),
    "clear": Form("/edit", "Clear all answers", {"situation": "existing_flask"}, ANSWERED),
    "name of answers": Form("/edit", "Save and see", {"_name": TYPED}, TYPED),
    "one question": Form(
        "/steps?_ask=situation", "Next", {"situation": "existing_flask"}, ANSWERED
    ),
    "own reasons": Form("/own-reasons", "Save as version", REASON, TYPED),
    "own reasons tried": Form("/own-reasons", "See the difference", REASON, TYPED),
    "title": Form("/title", "Save the name", {"_text": TYPED}, TYPED),
    "note": Form("/note", "Save the note", {"_text": TYPED}, TYPED),
    "share": Form("/shares", "Create the link", {"_label": TYPED}, TYPED),
    "duplicate": Form("", "Duplicate", {}),
}


def cookie_gone(ada: Visitor, _: Visitor, __: View) -> None:
    ada.client.cookies.clear()


def access_ended(ada: Visitor, _: Visitor, __: View) -> None:
    token = str(ada.client.cookies.get(COOKIE))
    ada.submit(ada.get("/workspace/forget"), "Forget this browser")
    ada.client.cookies.set(COOKIE, token, domain="127.0.0.1")


def another_workspace(ada: Visitor, ben: Visitor, _: View) -> None:
    ben.start()
    ada.client.cookies.clear()
    ada.client.cookies.set(COOKIE, str(ben.client.cookies.get(COOKIE)), domain="127.0.0.1")


def deleted(ada: Visitor, _: Visitor, result: View) -> None:
    assessment = result.path.split("/")[2]
    ada.submit(ada.get(f"/deletion?r={assessment}.1"), "Delete")


Happens = Callable[[Visitor, Visitor, View], None]
HAPPENINGS: dict[Happens, str] = {
    cookie_gone: "This browser sent no cookie",
    access_ended: "does not open any more",
    another_workspace: "it was deleted, or it belongs to another workspace",
    deleted: "it was deleted, or it belongs to another workspace",
}


@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda one: one.__name__)
def test_a_form_of_what_does_not_open_says_why_and_gives_back_what_was_typed(
    ada: Visitor, ben: Visitor, happens: Happens
):
    result = ada.save(API)
    pages = {name: ada.get(f"{result.path}{form.at}") for name, form in FORMS.items()}
    happens(ada, ben, result)
    for name, form in FORMS.items():
        told = ada.submit(pages[name], form.button, form.values)
        assert told.status == 404, name
        assert HAPPENINGS[happens] in told.text(), name
        assert "Did someone send you this?" not in told.text(), name
        assert form.comes_back in told.source, name
    for path in ("", "/edit", "/steps", "/own-reasons", "/shares", "/note", "/revisions/1"):
        told = ada.get(f"{result.path}{path}")
        assert (told.status, HAPPENINGS[happens] in told.text()) == (404, True), path


@pytest.mark.parametrize("happens", [cookie_gone, access_ended])
def test_who_has_no_workspace_is_led_to_where_a_code_is_entered(
    ada: Visitor, ben: Visitor, happens: Happens
):
    result = ada.save(API)
    happens(ada, ben, result)
    told = ada.get(result.path)
    assert told.heading == "This browser opens no workspace"
    assert ada.get(told.href("Enter a code")).heading == "Open a workspace from another browser"
    assert "Did someone send you this?" in told.text()


def test_what_was_typed_is_only_ever_text_and_what_was_not_typed_is_not_shown(
    ada: Visitor, ben: Visitor
):
    result = ada.save(API)
    note, questionnaire = ada.get(f"{result.path}/note"), ada.get(f"{result.path}/edit")
    ada.client.cookies.clear()
    told = ada.submit(note, "Save the note", {"_text": "</textarea><script>alert(1)</script>"})
    assert told.all("textarea")[0].text == "</textarea><script>alert(1)</script>"
    assert "What you typed" not in ada.submit(note, "Save the note", {"_text": " "}).source
    assert "What you typed" not in ada.submit(questionnaire, "Save and see").source


def test_a_form_sent_before_with_something_else_says_so_and_gives_back_what_was_typed(
    ada: Visitor,
):
    form = ada.get(f"{ada.save(API).path}/shares")
    ada.submit(form, "Create the link", {"_label": "One"})
    told = ada.submit(form, "Create the link", {"_label": TYPED})
    assert (told.status, "already sent, with other content" in told.text()) == (422, True)
    assert TYPED in told.source


@pytest.mark.parametrize("name", ["title", "note"])
def test_a_text_sent_twice_is_no_change_by_anybody_else(ada: Visitor, name: str):
    result, form = ada.save(API), FORMS[name]
    page = ada.get(f"{result.path}{form.at}")
    for _ in range(2):  # as by a double click
        assert ada.submit(page, form.button, form.values).path == result.path
    told = ada.submit(page, form.button, {"_text": "Something else"})
    assert (told.status, "It was changed elsewhere" in told.text()) == (409, True)


ODD = {
    "a revoked link": ("GET", "{link}", {}, 404, "the person who shared it has revoked it"),
    "no such rules": ("GET", "/rulebooks/nowhere/1.0.0", {}, 404, "There are no such rules"),
    "no such version": ("GET", "/rulebooks/flask-fastapi/9.9.9", {}, 404, "no such version"),
    "a wrong method": ("DELETE", "{result}", {}, 405, "cannot be used in that way"),
    "no address": ("GET", "/nowhere", {}, 404, "no page at this address"),
    "another site": (
        *("POST", "{result}/duplicate", {"sec-fetch-site": "cross-site"}),
        *(403, "sent by another page"),
    ),
    "a field of its own": ("POST", "{result}/duplicate", {}, 422, "has no field “x”"),
    "too much": ("POST", "{result}/note", {}, 413, "larger than this page takes"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_named_as_what_it_is(ada: Visitor, name: str):
    method, path, headers, status, words = ODD[name]
    result = ada.save(API)
    page = ada.get(f"{result.path}/shares")
    link = str(ada.submit(page, "Create the link").all("input", id="link")[0].get("value"))
    ada.submit(ada.get(ada.get(page.path).href("Revoke")), "Revoke the link")
    sent = {"content-type": "application/x-www-form-urlencoded", **headers}
    body = "x=" + "y" * (100_000 if name == "too much" else 1)
    at = path.format(link=link, result=result.path)
    told = ada.client.request(method, at, headers=sent, content=body if method == "POST" else None)
    assert told.status_code == status
    assert words in told.text


@pytest.mark.parametrize(
    ("at", "leads_to"),
    [
        ("{result}/draft", "{result}/edit"),
        ("{result}/duplicate", "{result}"),
        ("{result}/own-reasons/draft", "{result}/own-reasons"),
        ("/workspace/code", "/workspace"),
        ("/workspace/name", "/workspace"),
        ("/questionnaire/flask-fastapi/preview", "/questionnaire/flask-fastapi"),
        ("/questionnaire/flask-fastapi/clear", "/questionnaire/flask-fastapi"),
        ("{link}/copy", "{link}"),
    ],
)
def test_the_address_of_a_form_asked_for_leads_to_the_page_with_the_form(
    ada: Visitor, at: str, leads_to: str
):
    """As a browser asks that restores a tab in which a form had been answered by a page."""
    result = ada.save(API)
    page = ada.submit(ada.get(f"{result.path}/shares"), "Create the link")
    link = "/s/" + str(page.all("input", id="link")[0].get("value")).rpartition("/")[2]
    names = {"result": result.path, "link": link}
    view = ada.get(at.format(**names))
    assert (view.status, view.path) == (200, leads_to.format(**names))
