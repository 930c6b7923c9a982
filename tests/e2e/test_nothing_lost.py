"""Back, reload, the logo, a closed tab: ticks, preview and what is kept always agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journeys import LOOSE, SAVE, answer, begin, kept, save, verdict

API = {"situation": "new", "kind": "public_api"}
OLD_PAGE = Path(__file__).parents[1] / "questionnaire/last_release.html"
# As a browser that remembers a form does, before the page is shown.
REMEMBERED = """addEventListener("DOMContentLoaded", () => {
  document.getElementById("kind--public_api").checked = true;
});"""


def agrees(page: Page, answers: dict[str, str], answered: str) -> None:
    """These and no other options are ticked, and the preview has counted so many."""
    expect(page.locator("#preview")).to_contain_text(f"{answered} of ")
    ticked = page.locator(".questionnaire input:checked")
    found = [one.get_attribute("id") for one in ticked.all()]
    assert found == [f"{question}--{option}" for question, option in answers.items()]


def test_a_questionnaire_of_nobody_outlives_reload_logo_back_and_its_tab(page: Page):
    page.goto(LOOSE)
    answer(page, API)
    expect(page).to_have_url(re.compile("situation=new&kind=public_api$"))
    page.reload()
    agrees(page, API, "2")
    page.get_by_role("link", name="Framework Advisor").click()
    expect(page.get_by_role("button", name="Start the questionnaire")).to_be_visible()
    page.go_back()
    agrees(page, API, "2")
    other = page.context.new_page()
    other.goto(page.url)
    agrees(other, API, "2")


def test_the_name_of_a_questionnaire_of_nobody_outlives_reload_back_and_clearing(page: Page):
    page.goto(LOOSE)
    name = page.get_by_label("Name")
    name.fill("Orders API")
    answer(page, API)
    page.reload()
    expect(name).to_have_value("Orders API")
    page.get_by_role("link", name="Framework Advisor").click()
    page.go_back()
    expect(name).to_have_value("Orders API")
    note, save_it = page.locator(".stored-note"), page.get_by_role("button", name=SAVE)
    above, below = note.bounding_box(), save_it.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    page.get_by_role("button", name="Clear all answers").click()
    expect(page.get_by_text("2 answers cleared")).to_be_visible()
    page.wait_for_function("history.state?.name === 'Orders API'")  # sooner than anybody reloads
    page.reload()
    expect(name).to_have_value("Orders API")
    assert "Orders" not in page.url
    name.fill("")
    page.reload()
    expect(name).to_have_value("")


def test_one_by_one_the_name_of_nobody_outlives_reload_and_back(page: Page):
    page.goto(LOOSE)
    page.get_by_label("Name").fill("Orders API")
    page.get_by_role("button", name="One by one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do you stand?")
    page.reload()
    page.get_by_label("Running a Flask app").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Has the Flask app hit real limits?")
    page.go_back()
    page.get_by_label("Running a Flask app").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("I do not know").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label("Name")).to_have_value("Orders API")
    page.goto(f"{LOOSE}/steps?situation=existing_flask&limits=unknown")
    page.get_by_label("Name").fill("Bills API")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Bills API")
    assert "API" not in page.url


def test_enter_in_the_name_sends_it_once(page: Page):
    page.goto(begin(page))
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.get_by_label("Name").fill("Orders API")
    with page.expect_response("**/draft"):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_what_was_answered_just_before_leaving_is_in_the_draft(page: Page):
    page.goto(begin(page))
    address = page.url
    answer(page, {"situation": "new"})
    page.get_by_role("link", name="Framework Advisor").click()
    page.get_by_role("link", name=re.compile("last changed")).first.click()
    agrees(page, {"situation": "new"}, "1")
    answer(page, {"kind": "public_api"})
    with page.expect_navigation():
        page.evaluate("setTimeout(() => location.reload())")
    agrees(page, API, "2")
    answer(page, {"load": "high"})
    other = page.context.new_page()
    page.close(run_before_unload=True)
    kept(other, address, lambda at: at.locator("#load--high:checked"))
    agrees(other, {**API, "load": "high"}, "3")


@pytest.mark.parametrize("address", [LOOSE, f"{LOOSE}?situation=new"])
def test_what_the_browser_remembers_is_in_preview_and_address(page: Page, address: str):
    page.add_init_script(REMEMBERED)
    page.goto(address)
    expected = {"situation": "new"} if "?" in address else {}
    agrees(page, {**expected, "kind": "public_api"}, str(len(expected) + 1))
    expect(page).to_have_url(re.compile("kind=public_api$"))


def test_cleared_answers_come_back(page: Page):
    page.goto(begin(page))
    answer(page, API)
    expect(page.locator("#preview")).to_contain_text("2 of ")
    page.get_by_role("button", name="Clear all answers").click()
    expect(page.get_by_text("2 answers cleared")).to_be_visible()
    agrees(page, {}, "0")
    page.reload()
    page.get_by_role("button", name="Undo").click()
    agrees(page, API, "2")


def test_a_cookie_that_vanishes_loses_no_answer(page: Page):
    page.goto(begin(page))
    answer(page, {"situation": "new"})
    expect(page.locator("#preview")).to_contain_text("1 of ")
    page.context.clear_cookies()
    answer(page, {"kind": "public_api"})
    expect(page.get_by_role("status")).to_contain_text("lost the cookie")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Nothing you entered is lost")).to_be_visible()
    expect(page).to_have_url(re.compile("/questionnaire/.*kind=public_api"))
    agrees(page, API, "2")
    save(page)
    assert verdict(page) == "FastAPI"


def test_a_page_from_before_an_upgrade_turns_into_one_of_today(page: Page):
    page.goto(begin(page))
    identifier = page.url.split("/")[-2]
    old = OLD_PAGE.read_text().replace("ASSESSMENT", identifier)
    page.route(page.url, lambda route: route.fulfill(body=old, content_type="text/html"), times=1)
    page.reload()
    expect(page.get_by_role("button", name="Clear all answers")).to_have_count(0)
    answer(page, {"situation": "new"})
    expect(page.get_by_role("button", name="Clear all answers")).to_be_visible()
    agrees(page, {"situation": "new"}, "1")


def test_of_two_tabs_the_second_is_told_and_may_choose(page: Page):
    page.goto(begin(page))
    other = page.context.new_page()
    other.goto(page.url)
    answer(page, API)
    expect(page.locator("#preview")).to_contain_text("2 of ")
    answer(other, {"situation": "existing_flask"})
    told = other.get_by_role("status")
    expect(told).to_contain_text(
        "Changed in another tab or browser. Where do you stand? There: Starting"
    )
    other.evaluate("scrollTo(0, document.body.scrollHeight)")
    message, button = told.bounding_box(), other.get_by_role("button", name=SAVE).bounding_box()
    assert message
    assert button
    assert button["y"] + button["height"] <= message["y"]
    other.get_by_role("button", name="Use these answers").click()
    expect(told).not_to_contain_text("Changed in another tab")
    answer(page, {"load": "high"})
    expect(page.get_by_role("status")).to_contain_text("Changed in another tab")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Load those").click()
    agrees(page, {"situation": "existing_flask"}, "1")
