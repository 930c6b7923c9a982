"""This browser's workspace: handed over by a code, its browsers ended, forgotten, deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from app.main import build_pages, finish
from app.settings import Settings
from app.shares.qr_codes import qr_code
from app.web.limits import CODES, NEWCOMERS
from tests.below import PREFIX
from tests.factories import FrozenClock, shipped
from tests.web.asgi import COOKIE
from tests.web.people import ada, app, ben
from tests.web.visitor import ORIGIN, View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
MAKE, OPEN = "Make a one-time code", "Open the workspace"
USELESS = "This code does not work"
ID = "a" * 16
CLEARED = None if PREFIX else '"cache", "storage"'  # below a path others keep something, too


@pytest.fixture
def pages(sqlite_url: str, clock: FrozenClock) -> FastAPI:
    """The pages on an empty database, with a clock that tests move."""
    return build_pages(Settings(database=sqlite_url), library=shipped(), clock=clock)


@pytest.fixture
def app(pages: FastAPI) -> Iterator[ASGIApp]:
    """The application with these pages."""
    made = finish(pages)
    with Visitor(made).client:
        yield made


def code_of(visitor: Visitor) -> str:
    """A new code, as the page shows it."""
    return shown(visitor.submit(visitor.get("/workspace"), MAKE))


def shown(view: View) -> str:
    assert view.status == 200
    return view.all("input", id="code")[0].get("value", "")


def enters(visitor: Visitor, code: str, **more: str) -> View:
    return visitor.submit(visitor.get("/workspace/open"), OPEN, {"_code": code, **more})


def joins(visitor: Visitor, owner: Visitor) -> View:
    """Has the workspace of the owner from now on."""
    owner.start()
    return enters(visitor, code_of(owner))


def listed(visitor: Visitor) -> int:
    return len(visitor.get("/assessments").all("th", scope="row"))


def browsers(visitor: Visitor) -> list[str]:
    bodies = visitor.get("/workspace").all("tbody")
    return [text_of(row) for row in bodies[0].findall("tr")] if bodies else []


def cookie(visitor: Visitor) -> str | None:
    return visitor.client.cookies.get(COOKIE)


def test_a_new_browser_is_told_that_it_has_none_and_gets_none(ben: Visitor):
    view = ben.get("/workspace")
    assert "This browser has no workspace" in view.text()
    assert not [one for one in view.all("button") if MAKE in text_of(one)]
    assert (cookie(ben), "set-cookie" in view.headers) == (None, False)


def test_a_code_lets_a_second_browser_in_with_a_token_of_its_own(ada: Visitor, ben: Visitor):
    ada.save(API)
    view = enters(ben, code_of(ada))
    assert (view.path, listed(ben), len(browsers(ada))) == ("/workspace", 1, 2)
    assert len({cookie(ada), cookie(ben), None}) == 3


def test_a_code_has_at_least_112_random_bits_and_is_shown_in_groups(ada: Visitor):
    ada.start()
    codes = {code_of(ada) for _ in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert re.fullmatch(r"([0-9a-hj-km-np-tv-z]{4}-){5}[0-9a-hj-km-np-tv-z]{4}", code)


def test_a_code_may_be_typed_as_people_type(ada: Visitor, ben: Visitor):
    ada.start()
    code = code_of(ada)
    typed = f"  {code.replace('-', ' ').upper().replace('0', 'O').replace('1', 'l')} "
    assert enters(ben, typed).path == "/workspace"


def test_a_code_works_once(ada: Visitor, ben: Visitor, app: ASGIApp):
    ada.start()
    code = code_of(ada)
    enters(ben, code)
    third = Visitor(app)
    refused = enters(third, code)
    assert (refused.status, cookie(third)) == (422, None)
    assert USELESS in refused.text("p", id="code-problem")


def test_the_form_for_a_code_sent_again_shows_the_same_code_as_long_as_it_opens(
    ada: Visitor, ben: Visitor, clock: FrozenClock
):
    ada.start()
    form = ada.get("/workspace")
    code = shown(ada.submit(form, MAKE))
    clock.advance(minutes=14)
    assert shown(ada.submit(form, MAKE)) == code
    enters(ben, code)
    again = ada.submit(form, MAKE)
    assert (again.status, again.heading) == (200, "This code opens nothing any more")
    assert enters(ben, code_of(ada)).status == 422  # it has that workspace already
    ended = ada.get("/workspace")
    old = shown(ada.submit(ended, MAKE))
    clock.advance(minutes=15)
    assert "older than 15 minutes" in ada.submit(ended, MAKE).text()
    assert enters(ben, old).status == 422


def test_a_page_from_before_an_upgrade_makes_a_code_without_a_key(ada: Visitor, ben: Visitor):
    ada.start()
    first, second = (shown(ada.post("/workspace/code")) for _ in range(2))
    assert (first == second, enters(ben, second).path) == (False, "/workspace")


def test_a_code_sent_twice_by_one_form_lets_it_in_and_no_other(
    ada: Visitor, ben: Visitor, app: ASGIApp
):
    """The first answer did not arrive: the browser has not the cookie that came with it."""
    ada.save(API)
    code, form = code_of(ada), ben.get("/workspace/open")
    ben.submit(form, OPEN, {"_code": code})
    got = cookie(ben)
    ben.client.cookies.clear()
    assert ben.submit(form, OPEN, {"_code": code}).path == "/workspace"
    assert (cookie(ben), listed(ben), len(browsers(ada))) == (got, 1, 2)
    assert ben.submit(form, OPEN, {"_code": code}).path == "/workspace"
    third = Visitor(app)
    assert (enters(third, code).status, cookie(third)) == (422, None)


def test_a_browser_that_keeps_no_cookie_is_told_so_and_may_press_once_more(
    ada: Visitor, ben: Visitor
):
    ada.save(API)
    code, form = code_of(ada), ben.get("/workspace/open")
    ben.submit(form, OPEN, {"_code": code})
    ben.client.cookies.clear()
    told = ben.get("/workspace?entered")
    assert "did not keep the cookie" in told.text("p", role="alert")
    ben.submit(form, OPEN, {"_code": code})
    assert (listed(ben), ben.get("/workspace?entered").query) == (1, "")


def test_a_new_code_ends_the_one_before(ada: Visitor, ben: Visitor):
    ada.start()
    first, second = code_of(ada), code_of(ada)
    assert (enters(ben, first).status, enters(ben, second).status) == (422, 200)


def test_a_code_expires_after_fifteen_minutes(ada: Visitor, ben: Visitor, clock: FrozenClock):
    ada.start()
    code = code_of(ada)
    clock.advance(minutes=15)
    assert enters(ben, code).status == 422
    clock.advance(seconds=-1)
    assert enters(ben, code).status == 200


def test_a_clock_set_back_far_expires_a_code_too(ada: Visitor, ben: Visitor, clock: FrozenClock):
    ada.start()
    code = code_of(ada)
    clock.advance(days=-1)
    assert enters(ben, code).status == 422


def test_whatever_is_wrong_with_a_code_the_page_says_the_same(
    ada: Visitor, ben: Visitor, app: ASGIApp, clock: FrozenClock
):
    gone, used, expired = Visitor(app), Visitor(app), Visitor(app)
    codes = {}
    for name, owner in {"gone": gone, "used": used, "expired": expired}.items():
        owner.start()
        codes[name] = code_of(owner)
    gone.submit(gone.get("/workspace/delete"), "Delete the workspace")
    enters(Visitor(app), codes["used"])
    clock.advance(minutes=16)
    ada.start()
    wrong = [*codes.values(), code_of(ada)[:-1], "x", "0" * 24, "é%_'\"<b>", "'; --", ID * 12]
    said = {enters(ben, one).text("p", id="code-problem") for one in wrong}
    assert (len(said), cookie(ben)) == (1, None)


def test_what_was_typed_stays_in_the_form(ben: Visitor):
    view = enters(ben, "abcd")
    assert view.title.startswith("Error: ")
    assert view.all("input", id="code")[0].get("value") == "abcd"


def test_a_browser_that_has_something_is_told_and_asked_before_it_leaves_it(
    ada: Visitor, ben: Visitor
):
    ada.save(API)
    ben.save(API)
    ben.save(API)
    form = ben.get("/workspace/open")
    assert "a workspace of its own with 2 assessments" in form.text()
    assert "No other browser has it" in form.text()
    code = code_of(ada)
    refused = enters(ben, code)
    assert (refused.status, listed(ben)) == (422, 2)
    assert "Tick the box to confirm" in refused.text("p", id="leave-problem")
    assert ben.submit(refused, OPEN, {"_leave": "on"}).path == "/workspace"
    assert listed(ben) == 1


def test_the_question_names_the_others_who_keep_it(ada: Visitor, ben: Visitor, app: ASGIApp):
    third = Visitor(app)
    ada.save(API)
    joins(third, ada)
    assert "What is here stays in 1 other browser" in ada.get("/workspace/open").text()
    ben.save(API)
    enters(ada, code_of(ben), _leave="on")
    assert (listed(ada), listed(third), len(browsers(third))) == (1, 2, 1)


def test_both_mistakes_are_told_at_once_and_nothing_is_used_up(ada: Visitor, ben: Visitor):
    ben.save(API)
    refused = enters(ben, "wrong")
    problems = [text_of(one) for one in refused.all("div", role="alert")[0].iter("li")]
    assert [one.partition(" ")[0] for one in problems] == ["This", "Tick"]
    assert listed(ben) == 1


def test_an_empty_workspace_is_left_without_a_question(ada: Visitor, ben: Visitor):
    ben.save(API)
    ben.submit(ben.get(ben.get("/assessments").href("Delete")), "Delete it")
    ada.save(API)
    assert "What this browser has now" not in ben.get("/workspace/open").text()
    enters(ben, code_of(ada))
    assert listed(ben) == 1


def test_the_token_a_browser_had_before_ends(ada: Visitor, ben: Visitor, app: ASGIApp):
    ben.save(API)
    thief = Visitor(app)
    thief.client.cookies.set(COOKIE, str(cookie(ben)), domain="127.0.0.1")
    ada.save(API)
    assert listed(thief) == 1
    enters(ben, code_of(ada), _leave="on")
    assert listed(thief) == 0


def test_a_code_for_the_workspace_one_has_is_refused_and_stays_good(ada: Visitor, ben: Visitor):
    ada.start()
    code = code_of(ada)
    refused = enters(ada, code, _leave="on")
    assert "has that workspace already" in refused.text("p", id="code-problem")
    assert enters(ben, code).status == 200


def test_browsers_are_listed_with_name_days_and_a_mark(
    ada: Visitor, ben: Visitor, clock: FrozenClock
):
    ada.start()
    ada.submit(ada.get("/workspace"), "Save the name", {"_name": " Laptop "})
    clock.advance(days=2)
    joins(ben, ada)
    assert browsers(ada) == [
        "Laptop this browser Added 22 November 2026 Last seen 24 November 2026 Forget this browser",
        "Browser 2 Added 24 November 2026 Last seen 24 November 2026 End access of Browser 2",
    ]
    assert "Laptop Added" in browsers(ben)[0]
    assert "this browser" in browsers(ben)[1]


def test_reading_alone_is_being_seen(ada: Visitor, ben: Visitor, clock: FrozenClock):
    ada.start()
    clock.advance(minutes=1)
    joins(ben, ada)
    clock.advance(days=3)
    ben.get("/")
    rows = browsers(ada)
    assert ["25 November" in row.partition("Last seen")[2] for row in rows] == [False, True]
    assert "Last seen 25 November" in browsers(ada)[0]


@pytest.mark.parametrize(("typed", "words"), [("x" * 61, "at most 60"), ("👍🏽" * 31, "has 62")])
def test_a_name_that_will_not_do_is_refused_and_kept_in_the_form(
    ada: Visitor, typed: str, words: str
):
    ada.start()
    view = ada.submit(ada.get("/workspace"), "Save the name", {"_name": typed})
    assert (view.status, words in view.text("p", id="name-problem")) == (422, True)
    assert view.title.startswith("Error: ")


def test_a_name_can_be_taken_back_and_is_only_text(ada: Visitor):
    ada.start()
    for name, told in {"<b>{{7*7}}</b>": "<b>{{7*7}}</b> this", "": "Browser 1 this"}.items():
        ada.submit(ada.get("/workspace"), "Save the name", {"_name": name})
        assert browsers(ada)[0].startswith(told)


def test_an_ended_browser_loses_access_at_once_and_nothing_is_lost(ada: Visitor, ben: Visitor):
    ada.save(API)
    joins(ben, ada)
    result = ben.get("/assessments").all("th", scope="row")[0].find("a")
    asked = ada.get(ada.get("/workspace").href("End access"))
    assert re.fullmatch(r"End the access of Browser \d\?", asked.heading)
    assert len(browsers(ada)) == 2
    ada.submit(asked, "End its access")
    assert (listed(ben), listed(ada), len(browsers(ada))) == (0, 2, 1)
    assert ben.get(str(result.get("href"))).status == 404  # type: ignore[union-attr]


def test_ending_twice_or_what_is_not_there_is_not_found(ada: Visitor, ben: Visitor):
    joins(ben, ada)
    ending = ada.get("/workspace").href("End access")
    assert [ada.post(ending).status for _ in range(2)] == [200, 404]
    for unknown in (ada.post, ada.get):
        assert unknown(f"/workspace/browsers/{ID}/end").status == 404


def test_nobody_ends_the_browser_of_another(ada: Visitor, ben: Visitor, app: ASGIApp):
    joins(third := Visitor(app), ada)
    ben.start()
    ending = ada.get("/workspace").href("End access")
    refused, unknown = ben.post(ending), ben.post(f"/workspace/browsers/{ID}/end")
    assert (refused.status, refused.source) == (404, unknown.source)
    assert len(browsers(third)) == 2


def test_this_browser_is_not_ended_but_forgotten(ada: Visitor, ben: Visitor):
    joins(ben, ada)
    ending = ada.get("/workspace").href("End access")
    assert ben.post(ending).path == "/workspace/forget"
    assert len(browsers(ben)) == 2


def test_a_forgotten_browser_opens_nothing_and_keeps_nothing(
    ada: Visitor, ben: Visitor, app: ASGIApp
):
    ada.save(API)
    joins(ben, ada)
    kept = Visitor(app)
    kept.client.cookies.set(COOKIE, str(cookie(ben)), domain="127.0.0.1")
    page = ben.get("/workspace/forget")
    assert "2 assessments, stays in 1 other browser" in page.text()
    view = ben.submit(page, "Forget this browser")
    assert "This browser has no workspace" in view.text()
    assert (cookie(ben), listed(kept), listed(ada)) == (None, 0, 2)


def test_forgetting_the_last_browser_is_told_plainly(ada: Visitor):
    ada.save(API)
    assert "out of reach for good" in ada.get("/workspace/forget").text()


def test_forgetting_tells_the_browser_to_clear_what_it_keeps(ada: Visitor):
    ada.start()
    ada.client.follow_redirects = False
    answer = ada.client.post("/workspace/forget")
    assert (answer.status_code, answer.headers["location"]) == (303, "/workspace")
    assert answer.headers.get("clear-site-data") == CLEARED
    assert answer.headers["set-cookie"] == f"{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


def test_the_page_before_deleting_names_what_goes(ada: Visitor, ben: Visitor):
    ada.save(API)
    joins(ben, ada)
    view = ada.get("/workspace/delete")
    assert "2 assessments, with every saved result, draft and note" in view.text()
    assert "New public API" in view.text()
    assert "this browser and of 1 other browser" in view.text()
    assert "cannot be undone" in view.text()


def test_a_deleted_workspace_is_gone_for_all_its_browsers_and_links(
    ada: Visitor, ben: Visitor, app: ASGIApp
):
    result = ada.save(API)
    share = ada.submit(ada.get(result.href("Share")), "Create the link")
    link = share.all("input", id="link")[0].get("value", "").removeprefix(ORIGIN)
    joins(ben, ada)
    other = Visitor(app)
    other.save(API)
    ada.client.follow_redirects = False
    answer = ada.client.post("/workspace/delete")
    assert answer.headers.get("clear-site-data") == CLEARED
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (listed(ada), listed(ben), ben.get(result.path).status) == (0, 0, 404)
    assert (other.get(link).status, listed(other)) == (404, 1)


@pytest.mark.parametrize(
    "path", ["name", "code", "forget", "delete", f"browsers/{ID}/end", "browsers/%00/end"]
)
def test_a_new_visitor_finds_nothing_and_gets_no_workspace(ben: Visitor, path: str):
    refused = ben.post(f"/workspace/{path}", {"_name": "x"} if path == "name" else {})
    assert (refused.status, cookie(ben)) == (404, None)


@pytest.mark.parametrize("path", ["name", "code", "forget", "delete", f"browsers/{ID}/end", "open"])
def test_a_field_the_form_does_not_have_is_named_and_nothing_is_done(ada: Visitor, path: str):
    ada.save(API)
    refused = ada.post(f"/workspace/{path}", {"workspace_id": "1"})
    assert (refused.status, "“workspace_id”" in refused.text()) == (422, True)
    assert (listed(ada), len(browsers(ada))) == (1, 1)


@pytest.mark.parametrize("path", ["name", "code", "forget", "delete", "open"])
def test_another_site_changes_nothing(ada: Visitor, path: str):
    ada.save(API)
    refused = ada.post(f"/workspace/{path}", **{"sec-fetch-site": "cross-site"})
    assert (refused.status, listed(ada), len(browsers(ada))) == (403, 1, 1)


def test_no_page_that_is_only_looked_at_changes_anything(ada: Visitor):
    ada.save(API)
    for path in ("", "/open", "/forget", "/delete"):
        assert ada.get(f"/workspace{path}").status == 200
    assert (listed(ada), len(browsers(ada))) == (1, 1)


OUTSIDE = ("203.0.113.7", 50_000)


def from_outside(app: ASGIApp) -> Visitor:
    visitor = Visitor(app)
    headers = {"sec-fetch-site": "same-origin"}
    visitor.client = TestClient(app, base_url=ORIGIN, headers=headers, client=OUTSIDE)
    return visitor


def test_guessing_is_slowed_down_for_one_address(ada: Visitor, app: ASGIApp):
    ada.start()
    guesser = from_outside(app)
    said = [enters(guesser, f"{number:024}").status for number in range(CODES.item.amount)]
    refused = guesser.client.post("/workspace/open", data={"_code": code_of(ada)})
    assert (set(said), refused.status_code) == ({422}, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "Too many codes were tried" in refused.text
    assert enters(Visitor(app), code_of(ada)).path == "/workspace"


def test_looking_makes_no_workspace_and_beginning_too_often_is_refused(
    app: ASGIApp, pages: FastAPI
):
    crawler = from_outside(app)
    for _ in range(20):
        crawler.get("/")
    assert cookie(crawler) is None
    for _ in range(NEWCOMERS.item.amount - 5):
        pages.state.parts.limits.count(NEWCOMERS, OUTSIDE[0])
    answers = []
    for number in range(6):
        crawler.client.cookies.clear()
        answers.append(
            crawler.client.post("/assessments", data={"_key": f"k{number}"}, follow_redirects=False)
        )
    assert {one.status_code for one in answers[:-1]} == {303}
    assert (answers[-1].status_code, "retry-after" in answers[-1].headers) == (429, True)
    assert "set-cookie" not in answers[-1].headers


def test_the_page_of_a_code_shows_its_address_as_a_picture_and_keeps_the_code_out_of_it(
    ada: Visitor,
):
    ada.start()
    view = ada.submit(ada.get("/workspace"), MAKE)
    (picture,) = view.all("figure", class_="qr-frame")
    drawn = [part.get("d") for part in picture.iter() if part.get("d")]
    assert drawn == [qr_code(f"{ORIGIN}{PREFIX}/workspace/open").path]


def test_what_was_begun_and_never_filled_in_is_left_without_a_question(ada: Visitor, ben: Visitor):
    ada.save(API)
    ben.start()
    assert ben.get("/workspace/open").all("input", id="leave") == []
    assert enters(ben, code_of(ada)).path == "/workspace"
    assert listed(ben) == 1


@pytest.mark.parametrize("entered", ["answer", "note", "name"])
def test_whatever_was_entered_is_not_left_without_a_question(
    ada: Visitor, ben: Visitor, entered: str
):
    ada.save(API)
    form = ben.start()
    made = form.path.removesuffix("/edit")
    if entered == "answer":
        ben.submit(form, "Update the preview", API)
    else:
        field = {"note": "note", "name": "title"}[entered]
        ben.post(f"{made}/{field}", {"_text": "Mine", "_version": "1"})
    refused = enters(ben, code_of(ada))
    assert (refused.status, "leave-problem" in refused.source) == (422, True)
    assert listed(ben) == 1


def test_a_code_that_is_much_too_long_is_told_at_its_field(ada: Visitor):
    view = enters(ada, "x" * 5_000)
    assert (view.status, view.heading) == (422, "Open a workspace from another browser")
    assert view.all("a", href="#code")


def test_who_has_no_workspace_is_not_told_what_their_list_belongs_to(ada: Visitor):
    assert "This list belongs to" not in ada.get("/assessments").text()
    ada.save(API)
    assert "This list belongs to" in ada.get("/assessments").text()


def test_both_days_of_a_browser_are_told_in_the_same_way(ada: Visitor):
    ada.save(API)
    times = ada.get("/workspace").all("time")
    assert len(times) == 2
    assert not any("T" in one.get("datetime", "") for one in times)
