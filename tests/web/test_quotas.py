"""What pages say when a quota or a limit refuses: with what was typed, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app.main import finish
from app.web.limits import WRONG_LINKS
from tests.web.asgi import FORM, SAME_SITE, ask
from tests.web.conftest import BuildPages
from tests.web.visitor import PARTIAL, View, Visitor

ABROAD = ("203.0.113.7", 40_000)
NEW = {"situation": "new"}
SAVE = "Save and see the result"
Visit = Callable[..., Visitor]


def from_abroad(app: ASGIApp, address: tuple[str, int] = ABROAD) -> ASGIApp:
    """The application as somebody at that address reaches it."""

    async def asked_from_there(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope | {"client": address} if scope["type"] == "http" else scope, receive, send)

    return asked_from_there


@pytest.fixture
def visits(build: BuildPages) -> Iterator[Visit]:
    """Makes a visitor of a site with these settings."""
    with ExitStack() as running:

        def come(**settings: object) -> Visitor:
            visitor = Visitor(finish(build(**settings)))
            running.enter_context(visitor.client)
            return visitor

        yield come


def checked(view: View) -> set[str]:
    """The options that are ticked, by their ids."""
    return {one.get("id", "") for one in view.all("input") if one.get("checked") is not None}


def address_of(view: View) -> str:
    """Of the assessment whose page that is."""
    return "/".join(view.path.split("/")[:3])


def test_a_questionnaire_that_finds_no_room_is_shown_again_as_it_was(visits: Visit) -> None:
    ada = visits(quota_assessments=1)
    ada.save(NEW)
    form = ada.get("/questionnaire/flask-fastapi")
    again = ada.submit(form, SAVE, {**NEW, "_name": "My second"})
    assert (again.status, again.text("h2", id="problem-title")) == (422, "There is a problem")
    assert "Your workspace holds 1 assessment, and" in again.text()
    assert "ADVISOR_QUOTA_ASSESSMENTS" in again.text()
    assert "situation--new" in checked(again)
    assert again.all("input", id="name")[0].get("value") == "My second"
    (listed,) = ada.get("/assessments").all("th", scope="row")
    assert listed is not None


def test_a_beginning_or_a_copy_that_finds_no_room_says_what_to_do(visits: Visit) -> None:
    ada = visits(quota_assessments=1)
    result = ada.save(NEW)
    started = ada.post("/assessments", {"_key": "another"})
    copied = ada.post(f"{address_of(result)}/duplicate", {"_key": "a-copy"})
    for refused in (started, copied):
        assert (refused.status, refused.heading) == (422, "No room for more")
        assert "delete what you no longer need, then try again" in refused.text()
        assert refused.href("Saved assessments") == "/assessments"


def test_after_a_deletion_there_is_room_again(visits: Visit) -> None:
    ada = visits(quota_assessments=1)
    result = ada.save(NEW)
    ada.submit(ada.get(result.href("Delete …")), "Delete it")
    assert ada.save(NEW).status == 200


def test_one_version_too_many_keeps_the_answers_in_the_form(visits: Visit) -> None:
    ada = visits(quota_versions=1)
    result = ada.save(NEW)
    form = ada.get(result.href("Change answers"))
    again = ada.submit(form, SAVE, {**NEW, "kind": "public_api"})
    assert (again.status, "This assessment has 1 version, and" in again.text()) == (422, True)
    assert {"situation--new", "kind--public_api"} <= checked(again)
    assert "not kept yet" in again.text()
    assert ada.get(result.path).status == 200
    another = ada.submit(again, "Save as a new assessment")
    assert (another.status, "Kind: A public API" in another.text()) == (200, False)
    form = ada.get(another.href("Change answers"))
    assert {"situation--new", "kind--public_api"} <= checked(form)
    assert address_of(another) != address_of(result)


def test_a_step_that_finds_no_room_asks_the_same_again(visits: Visit) -> None:
    ada = visits(quota_saves=1)
    form = ada.start()
    step = ada.get(f"{address_of(form)}/steps")
    again = ada.submit(step, "Next", {"situation": "new"})
    assert (again.status, again.heading) == (429, step.heading)
    assert "took 1 change within an hour" in again.text("h2", id="problem-title") + again.text()
    assert "situation--new" in checked(again)


def test_own_reasons_that_find_no_room_stay_in_their_form(visits: Visit) -> None:
    ada = visits(quota_versions=1)
    result = ada.save(NEW)
    reason = {"_text-1": "We know it", "_side-1": "flask", "_weight-1": "bottom_line"}
    again = ada.submit(ada.get(f"{result.path}/own-reasons"), "Save as version", reason)
    assert (again.status, again.text("h2", id="problem-title")) == (422, "There is a problem")
    assert "This assessment has 1 version, and no more fit in." in again.text()
    assert again.all("textarea", id="text-1") or again.all("input", id="text-1")
    assert "We know it" in again.source


def test_a_link_that_finds_no_room_keeps_its_form_and_a_revoked_one_makes_room(
    visits: Visit,
) -> None:
    ada = visits(quota_open_links=1)
    result = ada.save(NEW)
    shares = f"{result.path}/shares"
    ada.submit(ada.get(shares), "Create the link", {"_label": "First"})
    again = ada.submit(ada.get(shares), "Create the link", {"_label": "For Ben"})
    assert (again.status, "has 1 open link, and" in again.text()) == (422, True)
    assert again.all("input", id="label")[0].get("value") == "For Ben"
    ada.submit(ada.get(ada.get(shares).href("Revoke")), "Revoke the link")
    made = ada.submit(ada.get(shares), "Create the link", {"_label": "For Ben"})
    assert made.heading == "Your link is ready"


def test_a_browser_too_many_is_told_whose_access_to_end(visits: Visit) -> None:
    ada = visits(quota_browsers=1)
    ada.save(NEW)
    page = ada.submit(ada.get("/workspace"), "Make a one-time code")
    code = page.all("input", id="code")[0].get("value", "")
    ben = Visitor(ada.client.app)
    again = ben.submit(ben.get("/workspace/open"), "Open the workspace", {"_code": code})
    assert (again.status, "is open in 1 browser, and" in again.text()) == (422, True)
    assert again.all("input", id="code")[0].get("value") == code
    assert ben.get("/assessments").all("th", scope="row") == []


def test_an_hour_that_is_used_up_keeps_a_note_and_says_how_long(visits: Visit) -> None:
    ada = visits(quota_saves=1)
    result = ada.save(NEW)  # started and saved: the second is refused
    assert (result.status, "took 1 change within an hour" in result.text()) == (429, True)
    assert 3_500 < int(result.headers["retry-after"]) <= 3_600
    assert "situation--new" in checked(result)
    note = f"{address_of(result)}/note"
    again = ada.post(note, {"_text": "Look again in spring", "_version": "1"})
    assert (again.status, again.text("textarea")) == (429, "Look again in spring")
    assert "Wait 60 minutes" in again.text()
    assert "retry-after" in again.headers


def test_a_draft_that_is_refused_is_tried_again_by_the_script_when_told(visits: Visit) -> None:
    ada = visits(quota_saves=1)
    form = ada.start()
    draft = f"{address_of(form)}/draft"
    sent = {"_key": "k", "_latest": "0", **NEW}
    by_script = ada.post(draft, sent, **PARTIAL)
    assert (by_script.status, by_script.headers["retry-after"].isdecimal()) == (429, True)
    without = ada.post(draft, sent)
    assert (without.status, "situation--new" in checked(without)) == (429, True)


def test_who_may_save_no_more_may_still_delete_and_revoke(visits: Visit) -> None:
    ada = visits(quota_saves=2)
    result = ada.save(NEW)
    deleted = ada.submit(ada.get(result.href("Delete …")), "Delete it")
    assert (deleted.status, ada.get(result.path).status) == (200, 404)
    forgotten = ada.submit(ada.get("/workspace/forget"), "Forget this browser")
    assert forgotten.status == 200


def test_an_address_saves_so_often_and_others_go_on(build: BuildPages) -> None:
    app = finish(build(saves_per_address=3))
    ada = Visitor(from_abroad(app))
    ben = Visitor(from_abroad(app, ("203.0.113.8", 1)))
    result = ada.save(NEW)
    second = ada.submit(ada.get(result.href("Change answers")), SAVE, {"kind": "public_api"})
    assert (result.status, second.status) == (200, 200)
    refused = ada.submit(ada.get(f"{result.path}/edit"), SAVE, {**NEW, "load": "high"})
    assert (refused.status, "Your network made 3 changes" in refused.text()) == (429, True)
    assert {"situation--new", "load--high"} <= checked(refused)
    assert 1 <= int(refused.headers["retry-after"]) <= 3_600
    assert ada.submit(ada.get(second.href("Delete …")), "Delete it").status == 200
    assert ben.save(NEW).status == 200


def guess(app: ASGIApp, number: int, address: tuple[str, int] = ABROAD) -> tuple[int, str | None]:
    """What somebody gets who opens a link that never was."""
    answer = ask(from_abroad(app, address), f"/s/{number:043}")
    return answer.status, answer.header("retry-after")


def link_of(ada: Visitor) -> str:
    result = ada.save(NEW)
    page = ada.submit(ada.get(f"{result.path}/shares"), "Create the link", {"_label": "B"})
    return page.source.partition("http://127.0.0.1:8000")[2].partition('"')[0]


def test_wrong_links_are_refused_after_so_many_and_right_ones_open(
    pages: FastAPI, app: ASGIApp
) -> None:
    link = link_of(Visitor(app))
    most = WRONG_LINKS.item.amount
    statuses = [guess(app, number) for number in range(200)]
    assert [status for status, _ in statuses] == [404] * most + [429] * (200 - most)
    assert all(1 <= int(after or 0) <= 60 for status, after in statuses if status == 429)
    elsewhere = ("203.0.113.8", 1)
    for address in (ABROAD, elsewhere):
        assert ask(from_abroad(app, address), link).status == 200
    assert guess(app, 1, elsewhere) == (404, None)


def test_any_address_that_looks_like_a_link_counts(app: ASGIApp) -> None:
    for _ in range(WRONG_LINKS.item.amount):
        assert ask(from_abroad(app), "/s/a/b").status == 404
    picture = ask(from_abroad(app), f"/s/{'a' * 43}/preview.png")
    copied = ask(from_abroad(app), f"/s/{'a' * 43}/copy", "POST", [FORM, SAME_SITE], b"_key=key")
    assert (picture.status, copied.status, guess(app, 1)[0]) == (429, 429, 429)
