"""The address of a questionnaire names its rulebook; the addresses from before that still work."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from tests.engine.toy import TOY
from tests.versions import two_versions
from tests.web.visitor import PARTIAL, View, Visitor, filled_in, text_of

SAVE = "Save and see the result"
API = {"situation": "new", "kind": "public_api"}
NEAR = {"distance": "near", "cargo": ["papers", "toddler"]}


@pytest.fixture
def ada(sqlite_url: str) -> Iterator[Visitor]:
    """A visitor of an application with two versions of one rulebook, and another beside it."""
    library = Library([*two_versions(), TOY], default="flask-fastapi")
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=library))
    with visitor.client:
        yield visitor


def ticked(view: View) -> set[str]:
    return {control.get("id") for control in view.all("input") if control.get("checked") == ""}


def location(visitor: Visitor, path: str) -> str:
    answer = visitor.client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_an_address_without_a_rulebook_leads_to_the_default_with_its_answers(ada: Visitor):
    view = ada.get("/questionnaire?situation=new&limits=docs&limits=async")
    assert view.path == "/questionnaire/flask-fastapi"
    assert ticked(view) == {"situation--new", "limits--docs", "limits--async"}
    assert location(ada, "/questionnaire") == "/questionnaire/flask-fastapi"


def test_answers_are_written_anew_and_not_sent_on_as_they_came(ada: Visitor):
    came = "/questionnaire?kind=x%C3%A9%26a=b&&situation=new&_evil=x&load=b%22%3E<b&_rulebook=1.0.0"
    leads_to = location(ada, came)
    assert leads_to == (
        "/questionnaire/flask-fastapi?_rulebook=1.0.0&kind=x%C3%A9%26a%3Db&situation=new"
        "&load=b%22%3E%3Cb"
    )


def test_what_cannot_be_read_is_refused_before_it_leads_anywhere(ada: Visitor):
    assert ada.get("/questionnaire?kind=%ff").status == 422


def test_the_newest_version_is_used_and_named_on_the_page(ada: Visitor):
    view = ada.get("/questionnaire/flask-fastapi")
    assert view.href("Rules 2.0.0") == "/rulebooks/flask-fastapi/2.0.0"
    older = ada.get("/questionnaire/flask-fastapi?_rulebook=1.0.0")
    assert older.href("Rules 1.0.0") == "/rulebooks/flask-fastapi/1.0.0"


@pytest.mark.parametrize("path", ["none", "preview", "flask-fastapi/1.0.0", "Commute"])
def test_an_unknown_rulebook_has_no_questionnaire(ada: Visitor, path: str):
    assert ada.get(f"/questionnaire/{path}").status == 404


def test_a_form_for_an_unknown_rulebook_is_not_found(ada: Visitor):
    for rest in ("", "/preview"):
        assert ada.post(f"/questionnaire/none{rest}", {"_key": "k", **API}).status == 404
    assert ada.post("/assessments", {"_key": "k", "_rulebook_id": "none"}).status == 404


def test_another_rulebook_is_filled_in_previewed_and_saved_at_its_own_address(ada: Visitor):
    form = ada.get("/questionnaire/commute?distance=near")
    looked = ada.submit(form, "Update the preview", NEAR)
    assert looked.path == "/questionnaire/commute"
    assert "2 of 5 answered" in looked.text()
    saved = ada.submit(looked, SAVE)
    assert "rules How to get to work? 1.0.0" in saved.text()


def test_a_page_that_was_open_over_the_upgrade_previews_and_saves(ada: Visitor):
    sent = filled_in(ada.get("/questionnaire/flask-fastapi").form(SAVE)) | API
    assert "FastAPI" in ada.post("/questionnaire/preview", sent, **PARTIAL).source
    back = ada.post("/questionnaire/preview", sent)
    assert (urlsplit(back.path).path, ticked(back)) == (
        "/questionnaire/flask-fastapi",
        {"situation--new", "kind--public_api"},
    )
    assert ada.post("/questionnaire", sent).heading == "Verdict: FastAPI"


def test_a_what_if_is_about_the_rulebook_of_its_assessment_whatever_the_address_says(ada: Visitor):
    saved = ada.submit(ada.get("/questionnaire/commute"), SAVE, NEAR)
    mine = saved.path.rpartition("/")[2]
    for path in ("/questionnaire", "/questionnaire/flask-fastapi", "/questionnaire/commute"):
        view = ada.get(f"{path}?revises={mine}&distance=remote")
        assert view.path == "/questionnaire/commute"
        assert view.heading.startswith("What if: A few streets")
        assert ticked(view) == {"distance--remote"}
    looked = ada.submit(view, "Update the preview", {"cargo": "papers"})
    assert ticked(looked) == {"distance--remote", "cargo--papers"}
    revised = ada.submit(looked, "Save as version")
    assert (revised.path, "Version 2," in revised.text("header", class_="page-head")) == (
        saved.path,
        True,
    )


def test_an_assessment_can_be_started_under_another_rulebook(ada: Visitor):
    view = ada.post("/assessments", {"_key": "k", "_rulebook_id": "commute"})
    assert next(map(text_of, view.all("legend"))) == "How far is it?"
