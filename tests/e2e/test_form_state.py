"""What is ticked or typed outlives whatever a browser does to a page, on every page with a form.

Questionnaires are in test_nothing_lost.py; here are its relatives, and presses that come twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import LOOSE, SAVE, answer, begin, decide, kept

API = {"situation": "new", "kind": "public_api"}
TYPED = "Ask the operators"
# Where fields are that are not stored before a button is pressed: by address, their selectors.
TEXTS = {
    "/note": ("#text",),
    "/title": ("#text",),
    "/shares": ("#label", "#answered-by"),
    "/own-reasons": ("#text-1",),
}
ONE_QUESTION, OPTION = "/steps?_ask=load", "#load--high"


def reload(page: Page) -> None:
    page.reload()


def leave_and_come_back(page: Page) -> None:
    page.get_by_role("link", name="Rules").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()


@pytest.mark.parametrize("happens", [reload, leave_and_come_back])
def test_what_is_not_sent_yet_is_there_again(page: Page, happens: Callable[[Page], None]):
    result = decide(page, API)
    for at, selectors in TEXTS.items():
        page.goto(f"{result}{at}")
        for selector in selectors:  # the last one is not left
            page.locator(selector).fill(TYPED)
        happens(page)
        for selector in selectors:
            expect(page.locator(selector)).to_have_value(TYPED)
    page.goto(f"{result}{ONE_QUESTION}")
    page.locator(OPTION).check()
    happens(page)
    expect(page.locator(OPTION)).to_be_checked()


def test_what_is_changed_just_before_a_draft_is_left_is_in_it(page: Page):
    """By a link, before anything was sent: a reason, a rule that does not count, a name."""
    result = decide(page, API)
    page.goto(f"{result}/own-reasons")
    page.locator("input[name=_side-1]").first.check()
    page.locator("#text-1").fill(TYPED)
    page.get_by_role("link", name="Rules").first.click()
    kept(
        page,
        f"{result}/own-reasons",
        lambda at: at.locator("#text-1", has_text=TYPED).or_(
            at.locator(f"#text-1[value='{TYPED}']")
        ),
    )
    page.locator("input[name=_rule]").first.check()
    page.get_by_role("link", name="Rules").first.click()
    kept(page, f"{result}/own-reasons", lambda at: at.locator("input[name=_rule]:checked"))
    address = begin(page)
    page.goto(address)
    page.get_by_label("Name").fill(TYPED)
    page.get_by_role("link", name="Rules").first.click()
    kept(page, address, lambda at: at.locator(f"#name[value='{TYPED}']"))


def test_a_name_that_was_just_typed_outlives_a_reload(page: Page):
    page.goto(begin(page))
    page.get_by_label("Name").fill(TYPED)
    address = page.url
    page.reload()
    expect(page.get_by_label("Name")).to_have_value(TYPED)
    kept(page, address, lambda at: at.locator(f"#name[value='{TYPED}']"))


# The line is so slow that the first press is not answered before the second, and that comes within
# the second in which two are one: a busy machine could take longer, so no time is told to pass.
PRESS_TWICE = """async (one) => {
  Object.defineProperty(Event.prototype, 'timeStamp', { get: () => 1 });
  one.click();
  await new Promise((done) => setTimeout(done, 75));
  one.click();
}"""
TWICE = {
    "a link": ("{result}/shares", "Create the link", "Your link is ready"),
    "a duplicate": ("{result}", "Duplicate and change", "Copy of New public API"),
    "a code": ("/workspace", "Make a one-time code", "Your one-time code"),
    "a start": ("/", "Start the questionnaire", "Flask or FastAPI?"),
    "a name": ("{result}/title", "Save the name", "Verdict: FastAPI"),
}


@pytest.mark.parametrize("name", TWICE)
def test_two_presses_on_a_slow_line_are_one(page: Page, name: str):
    at, button, heading = TWICE[name]
    page.goto(at.format(result=decide(page, API)))
    sent: list[Route] = []
    page.route("**", lambda one: sent.append(one) if is_form(one) else one.continue_())
    page.get_by_role("button", name=button).first.evaluate(PRESS_TWICE)
    while not sent:
        page.wait_for_timeout(5)
    sent[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
    assert len(sent) == 1
    page.unroute_all(behavior="ignoreErrors")


def is_form(route: Route) -> bool:
    return route.request.method == "POST"


def test_a_link_whose_page_was_never_seen_is_shown_by_the_next_press(open_page: OpenPage):
    page = open_page(java_script_enabled=False)
    result = decide(page, API)
    page.goto(f"{result}/shares")
    page.get_by_label("Label").fill("For Ben")
    page.route("**/shares", lambda route: (route.fetch(), route.fulfill(status=204)), times=1)
    page.get_by_role("button", name="Create the link").click()
    page.get_by_role("button", name="Create the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your link is ready")
    page.get_by_role("link", name="Share this result").click()
    expect(page.get_by_role("row").filter(has_text="For Ben")).to_have_count(1)


def test_ticks_and_filters_of_the_list_are_there_after_back(page: Page):
    for answers in (API, {"situation": "new", "kind": "internal_tool"}):
        decide(page, answers)
    page.goto("/assessments?verdict=FastAPI")
    page.locator("tbody input[type=checkbox]").check()
    page.get_by_role("link", name="Rules").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(page.locator("#verdict")).to_have_value("FastAPI")
    expect(page.locator("tbody input[type=checkbox]")).to_be_checked()


def test_a_what_if_is_as_it_was_after_reload_and_back(page: Page):
    result = decide(page, API)
    page.goto(f"{LOOSE}?revises={result.rpartition('/')[2]}&situation=new&kind=public_api")
    answer(page, {"load": "high"})
    page.reload()
    expect(page.locator("#load--high")).to_be_checked()
    page.get_by_role("link", name="Rules").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(page.locator("#load--high")).to_be_checked()
    expect(page.locator("#preview")).to_contain_text("3 of ")


def test_answers_and_own_reasons_in_two_tabs_are_both_kept(page: Page):
    result = decide(page, API)
    page.goto(f"{result}/edit")
    reasons = page.context.new_page()
    reasons.goto(f"{result}/own-reasons")
    with reasons.expect_response("**/own-reasons/draft"):
        reasons.locator("input[name=_rule]").first.check()
    with page.expect_response("**/draft"):
        answer(page, {"load": "high"})
    expect(page.get_by_role("status")).not_to_contain_text("another tab")
    reasons.reload()
    expect(reasons.locator("input[name=_rule]:checked")).to_have_count(1)
    page.get_by_role("button", name=SAVE).click()
    expect(page).to_have_url(re.compile(r"/assessments/\w+$"))
