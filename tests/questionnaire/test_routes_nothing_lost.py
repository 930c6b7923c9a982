"""Nothing typed is lost: without a cookie, after clearing, with more than an address can hold."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy

import pytest
from starlette.types import ASGIApp

from app.questionnaire import addresses
from tests.questionnaire.test_routes import API, SAVE, preview, ticked
from tests.web.people import ada, app, ben
from tests.web.visitor import PARTIAL, View, Visitor, filled_in

TICKED = {"situation--new", "kind--public_api"}
UPDATE = "Update the preview"
CLEAR = "Clear all answers"


@pytest.fixture
def cookieless(app: ASGIApp) -> Visitor:
    """Somebody whose browser keeps no cookie."""
    visitor = Visitor(app)
    visitor.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return visitor


def notices(view: View) -> str:
    return " ".join(view.text("div", class_="notice") for _ in view.all("div", class_="notice")[:1])


def forget(visitor: Visitor) -> None:
    visitor.client.cookies.clear()


def test_who_keeps_no_cookie_is_told_at_the_first_save_and_has_the_answers_in_the_address(
    cookieless: Visitor,
):
    form = cookieless.get("/questionnaire/flask-fastapi?situation=new")
    told = cookieless.submit(form, SAVE, {"kind": "public_api"})
    assert "keeps no cookie" in notices(told)
    assert "bookmark it" in notices(told)
    assert (told.status, ticked(told)) == (200, TICKED)
    again = cookieless.get(told.address)
    assert ticked(again) == TICKED
    assert "keeps no cookie" in notices(again)


def test_who_keeps_no_cookie_is_told_at_the_start(cookieless: Visitor):
    told = cookieless.start()
    assert "keeps no cookie" in notices(told)
    updated = cookieless.submit(told, UPDATE, API)
    assert ticked(updated) == TICKED
    assert ticked(cookieless.get(updated.address)) == TICKED


def test_a_copy_of_a_shared_result_reaches_who_keeps_no_cookie(ada: Visitor, cookieless: Visitor):
    saved = ada.save(API)
    made = ada.submit(ada.get(saved.href("Share")), "Create the link")
    link = made.all("input", id="link")[0].get("value", "").partition("/s/")[2]
    copied = cookieless.submit(cookieless.get(f"/s/{link}"), "Copy")
    assert "keeps no cookie" in notices(copied)
    assert ticked(copied) == TICKED


@pytest.mark.parametrize("begin", ["/questionnaire/flask-fastapi?situation=new&kind=public_api"])
def test_a_newcomer_with_a_cookie_goes_straight_to_the_result(ada: Visitor, begin):
    saved = ada.submit(ada.get(begin), SAVE)
    assert saved.heading == "Verdict: FastAPI"
    assert (saved.address, saved.path[:13]) == (saved.path, "/assessments/")


def test_an_address_of_a_first_save_says_nothing_of_cookies_where_there_is_one(
    ada: Visitor, ben: Visitor
):
    saved = ada.save(API)
    identifier = saved.path.rpartition("/")[2]
    ben.save(API)
    for mark in ("_made", "_begun"):
        view = ben.get(f"/questionnaire/flask-fastapi?{mark}={identifier}&situation=new")
        assert ticked(view) == {"situation--new"}
        assert view.all("div", class_="notice") == []


@pytest.mark.parametrize("button", [SAVE, UPDATE])
@pytest.mark.parametrize("how", ["cookie gone", "deleted elsewhere"])
def test_answers_to_an_assessment_that_is_gone_are_kept_and_can_be_saved(
    ada: Visitor, button: str, how: str
):
    form = ada.start()
    if how == "cookie gone":
        forget(ada)
    else:
        identifier = form.path.split("/")[2]
        ada.post("/deletion", {"_key": "gone", "r": f"{identifier}.0"})
    kept = ada.submit(form, button, {**API, "load": "high"})
    assert kept.status == 404
    assert "Nothing you entered is lost" in notices(kept)
    assert ticked(kept) == {*TICKED, "load--high"}
    assert ticked(ada.get(kept.headers["hx-replace-url"])) == {*TICKED, "load--high"}
    saved = ada.submit(kept, SAVE)
    assert (saved.status, saved.heading) == (200, "Verdict: FastAPI")


def test_mistakes_in_answers_to_an_assessment_that_is_gone_are_kept_too(ada: Visitor):
    form = ada.start()
    forget(ada)
    kept = ada.submit(form, SAVE, {"situation": "existing_flask", "limits": ["none", "docs"]})
    assert ticked(kept) == {"situation--existing_flask", "limits--none", "limits--docs"}
    assert "cannot go together" in kept.text("p", id="q-limits-problem")


def test_a_part_of_a_page_about_an_assessment_that_is_gone_is_just_not_found(ada: Visitor):
    form = ada.start()
    forget(ada)
    sent = {**filled_in(form.form(SAVE)), **API}
    assert ada.post(form.path.replace("/edit", "/draft"), sent, **PARTIAL).status == 404


@pytest.mark.parametrize(
    "begin", ["/", "/questionnaire/flask-fastapi?situation=new"], ids=["own", "of nobody"]
)
def test_clearing_can_be_undone_also_of_what_was_just_ticked(ada: Visitor, begin: str):
    form = ada.start() if begin == "/" else ada.get(begin)
    cleared = ada.submit(form, CLEAR, {**API, "limits": ["docs", "async"]})
    assert ticked(cleared) == set()
    assert "3 answers cleared" in cleared.text("form", class_="undo")
    again = ada.get(cleared.address)  # as after a reload
    back = ada.submit(again, "Undo")
    assert ticked(back) == {*TICKED, "limits--docs", "limits--async"}
    assert back.all("form", class_="undo") == []


def test_clearing_an_assessment_changes_no_saved_result(ada: Visitor):
    saved = ada.save(API)
    cleared = ada.submit(ada.get(saved.href("Change answers")), CLEAR)
    assert ticked(ada.get(cleared.path)) == set()
    assert ada.get(saved.path).heading == "Verdict: FastAPI"
    back = ada.submit(cleared, "Undo")
    assert ticked(back) == TICKED
    assert "unsaved changes" not in ada.get("/assessments").text()


def test_clearing_nothing_offers_no_undo(ada: Visitor):
    assert ada.submit(ada.start(), CLEAR).all("form", class_="undo") == []


@pytest.mark.parametrize("cleared", ["colour=red", "kind=blog", "%00", "kind=public_api&kind=x"])
def test_an_address_that_clears_nonsense_offers_no_undo(ada: Visitor, cleared: str):
    view = ada.get("/questionnaire/flask-fastapi?" + f"_cleared={cleared.replace('&', '%26')}")
    assert view.status in (200, 422)
    assert view.all("form", class_="undo") == []


def test_more_than_an_address_can_hold_is_shown_and_cleared_without_one(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(addresses, "LONGEST", 60)
    form = ada.get("/questionnaire/flask-fastapi")
    updated = ada.submit(form, UPDATE, API)
    assert (updated.path, ticked(updated)) == ("/questionnaire/flask-fastapi/preview", TICKED)
    assert "2 of 14 answered" in preview(updated)
    for cleared in (ada.submit(updated, CLEAR), ada.submit(ada.start(), CLEAR, API)):
        assert ticked(cleared) == set()
        assert ticked(ada.submit(cleared, "Undo")) == TICKED
    assert ada.submit(updated, SAVE).heading == "Verdict: FastAPI"


def test_nothing_is_said_to_be_kept_before_it_is_and_without_a_script_not_at_all(ada: Visitor):
    begun = ada.start()
    assert "draft kept" not in begun.source
    kept = ada.submit(begun, UPDATE, API)
    (said,) = [one for one in kept.tree.iter() if "data-kept" in one.attrib]
    assert "with-js" in said.get("class", "").split()
