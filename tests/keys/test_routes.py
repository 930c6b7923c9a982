"""The pages about keys for programs: made, shown once, listed, ended; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from app.store import api_keys
from app.store.key_texts import is_key
from tests.below import PREFIX
from tests.factories import FrozenClock, shipped
from tests.web.people import ada, app, ben
from tests.web.visitor import ORIGIN, View, Visitor, text_of

MAKE = "Make the key"
NAME = {"_name": "Nightly job"}


@pytest.fixture
def app(sqlite_url: str, clock: FrozenClock) -> Iterator[ASGIApp]:
    """The application on an empty database, with a clock that tests move."""
    pages = build_pages(Settings(database=sqlite_url), library=shipped(), clock=clock)
    made = finish(pages)
    with Visitor(made).client:
        yield made


def makes(visitor: Visitor, **values: str) -> View:
    return visitor.submit(visitor.get("/workspace/keys"), MAKE, NAME | values)


def key_on(view: View) -> str:
    assert view.status == 200
    return view.all("input", id="key")[0].get("value", "")


def listed(visitor: Visitor) -> list[str]:
    bodies = visitor.get("/workspace/keys").all("tbody")
    return [text_of(row) for row in bodies[0].findall("tr")] if bodies else []


def test_a_key_is_made_shown_once_and_listed(ada: Visitor):
    ada.start()
    view = makes(ada, _scope="write", _lifetime="30")
    key = key_on(view)
    assert (view.heading, is_key(key)) == ("Your key is ready", True)
    assert "Read and write" in view.text("dl")
    line = f'curl -H "Authorization: Bearer {key}" {ORIGIN}{PREFIX}/api/v1/keys/current'
    assert view.text("textarea") == line
    assert listed(ada) == [
        "Nightly job Read and write Made 22 November 2026 Last used never "
        "Works until 22 December 2026 End the key Nightly job"
    ]
    assert key not in ada.get("/workspace/keys").source


def test_the_workspace_page_leads_to_the_keys_and_counts_them(ada: Visitor, ben: Visitor):
    assert "Keys for programs" not in ben.get("/workspace").text()
    newcomers = ben.get("/workspace/keys")
    assert "This browser has no workspace yet" in newcomers.text()
    assert (newcomers.all("form"), ben.post("/workspace/keys").status) == ([], 404)
    ada.start()
    workspace = ada.get("/workspace")
    assert "There is none yet." in workspace.text()
    assert ada.get(workspace.href("See and make keys")).heading == "Keys for programs"
    makes(ada)
    assert "There is one." in ada.get("/workspace").text()
    assert "a program with a key of it uses it, and nothing" in ada.get("/workspace").text()
    makes(ada)
    assert "There are 2." in ada.get("/workspace").text()


def test_the_same_form_sent_again_shows_the_same_key_until_it_opens_nothing(
    ada: Visitor, clock: FrozenClock
):
    ada.start()
    form = ada.get("/workspace/keys")
    first = ada.submit(form, MAKE, NAME)
    assert key_on(ada.submit(form, MAKE, NAME)) == key_on(first)
    assert len(listed(ada)) == 1
    clock.advance(days=90)
    expired = ada.submit(form, MAKE, NAME)
    assert (expired.heading, expired.all("input", id="key")) == ("This key has expired", [])
    assert "Expired 20 February 2027" in listed(ada)[0]
    ada.submit(ada.get(ada.get("/workspace/keys").href("End the key")), "End the key")
    assert ada.submit(form, MAKE, NAME).heading == "This key was ended"


def test_another_browser_of_the_workspace_is_not_shown_a_key_that_was_made_elsewhere(
    ada: Visitor, ben: Visitor
):
    ada.start()
    code = ada.submit(ada.get("/workspace"), "Make a one-time code").all("input", id="code")
    ben.submit(
        ben.get("/workspace/open"), "Open the workspace", {"_code": code[0].get("value", "")}
    )
    form = ada.get("/workspace/keys")
    key = key_on(ada.submit(form, MAKE, NAME))
    elsewhere = ben.submit(form, MAKE, NAME)
    assert elsewhere.heading == "This key cannot be shown again"
    assert key not in elsewhere.source
    assert len(listed(ben)) == 1


@pytest.mark.parametrize(
    ("values", "control", "words"),
    [
        ({"_name": ""}, "name", "Say what the key is for"),
        ({"_name": "\u200b\u00ad"}, "name", "Say what the key is for"),
        ({"_name": "x" * 61}, "name", "at most 60 characters; yours has 61"),
        ({"_scope": "admin"}, "scope-read", "Choose what a program may do"),
        ({"_lifetime": "31"}, "lifetime-90", "Choose how long the key works"),
    ],
)
def test_what_will_not_do_is_told_beside_what_was_typed(
    ada: Visitor, values: dict[str, str], control: str, words: str
):
    ada.start()
    typed = {"_name": "Nightly job", "_scope": "write", "_lifetime": "365"} | values
    view = ada.post("/workspace/keys", {"_key": "k", **typed})
    assert (view.status, view.title.startswith("Error: ")) == (422, True)
    link = view.all("a", href=f"#{control}")
    assert words in text_of(link[0])
    assert view.all("input", id=control)
    kept = view.all("input", id="name")[0].get("value")
    assert kept == ("" if values.get("_name", "").startswith("\u200b") else typed["_name"])
    chosen = {one.get("value") for one in view.all("input", checked="")}
    assert chosen == {typed["_scope"], typed["_lifetime"]} & {"write", "365"}
    assert listed(ada) == []


def test_all_that_is_wrong_is_told_at_once(ada: Visitor):
    ada.start()
    view = ada.post("/workspace/keys", {"_key": "k"})
    assert len(view.all("div", role="alert")[0].findall(".//{*}li")) == 3


def test_where_no_key_fits_in_what_was_typed_stays(ada: Visitor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 2)
    ada.start()
    makes(ada)
    makes(ada)
    full = makes(ada, _name="One more", _scope="write")
    assert full.status == 422
    assert "2 keys, and no more fit in" in full.text("div", role="alert")
    assert full.all("input", id="name")[0].get("value") == "One more"
    assert full.all("input", id="scope-write", checked="")


def test_a_key_is_ended_after_a_question(ada: Visitor, ben: Visitor):
    ada.start()
    makes(ada, _name="<b>{{7*7}}</b>")
    at = ada.get("/workspace/keys").href("End the key")
    asked = ada.get(at)
    assert asked.heading == "End the key <b>{{7*7}}</b>?"
    assert len(listed(ada)) == 1
    ben.start()
    assert (ben.get(at).status, ben.post(at).status) == (404, 404)
    assert ada.submit(asked, "End the key").path == "/workspace/keys"
    assert listed(ada) == []
    assert ada.submit(asked, "End the key").status == 404


def test_who_ends_leaves_forgets_or_deletes_is_told_of_keys(ada: Visitor, ben: Visitor):
    ada.save({"situation": "new", "kind": "public_api"})
    code = ada.submit(ada.get("/workspace"), "Make a one-time code").all("input", id="code")
    ben.submit(
        ben.get("/workspace/open"), "Open the workspace", {"_code": code[0].get("value", "")}
    )
    end = ada.get("/workspace").href("End access")
    for path in (end, "/workspace/forget", "/workspace/open", "/workspace/delete"):
        assert "or programs" not in ada.get(path).text()
    makes(ada)
    assert "Keys for programs go on working" in ada.get(end).text()
    assert "Its key for programs goes on working" in ada.get("/workspace/forget").text()
    assert "Its key for programs goes on working" in ada.get("/workspace/open").text()
    assert "1 key for programs: it opens nothing" in ada.get("/workspace/delete").text()
