"""One workspace, several browsers: hand over by a code, end one, forget, delete."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import begin, decide

API = {"situation": "new", "kind": "public_api"}
Pair = tuple[Page, Page]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def pair(request: pytest.FixtureRequest, open_page: OpenPage) -> Pair:
    """Two browsers, once with JavaScript and once without."""
    first, second = (open_page(java_script_enabled=request.param) for _ in range(2))
    return first, second


def make_code(page: Page) -> str:
    """A new code of the page's workspace."""
    page.goto("/assessments")
    page.get_by_role("main").get_by_role("link", name="your workspace").click()
    page.get_by_role("button", name="Make a one-time code").click()
    return page.get_by_label("Code").input_value()


def enter(page: Page, code: str) -> None:
    page.goto("/workspace/open")
    page.get_by_label("One-time code").fill(code)
    page.get_by_role("button", name="Open the workspace").click()


def expect_list(page: Page, number: int) -> None:
    page.goto("/assessments")
    expect(page.locator("tbody tr")).to_have_count(number)


def test_hand_over_to_another_browser_and_end_it_there(pair: Pair):
    laptop, phone = pair
    decide(laptop, API)
    code = make_code(laptop)
    enter(phone, code.upper().replace("-", " "))
    expect(phone).to_have_url(re.compile("/workspace$"))
    phone.get_by_label("Name of this browser").fill("Phone")
    phone.get_by_role("button", name="Save the name").click()
    expect(phone.get_by_role("row").filter(has_text="this browser")).to_contain_text("Phone")
    expect_list(phone, 1)

    decide(phone, API)
    expect_list(laptop, 2)
    laptop.goto("/workspace")
    expect(laptop.locator("tbody tr")).to_have_count(2)
    laptop.get_by_role("link", name="End access of Phone").click()
    laptop.get_by_role("button", name="End its access").click()
    expect(laptop.locator("tbody tr")).to_have_count(1)
    expect_list(phone, 0)
    expect(phone.get_by_role("main")).to_contain_text("Nothing is saved in this browser yet")
    expect_list(laptop, 2)


def test_a_code_used_twice_is_told_plainly_and_changes_nothing(pair: Pair):
    laptop, phone = pair
    decide(laptop, API)
    code = make_code(laptop)
    enter(phone, code)
    phone.goto("/workspace/forget")
    phone.get_by_role("button", name="Forget this browser").click()
    expect(phone.get_by_role("main")).to_contain_text("This browser has no workspace")
    enter(phone, code)
    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.get_by_role("alert")).to_contain_text("This code does not work")
    expect(phone.get_by_label("One-time code")).to_have_value(code)
    expect_list(phone, 0)


def test_what_this_browser_had_is_never_left_without_asking(pair: Pair):
    laptop, phone = pair
    decide(laptop, API)
    decide(phone, API)
    decide(phone, API)
    code = make_code(laptop)
    enter(phone, code)
    expect(phone.get_by_role("alert")).to_contain_text("Tick the box to confirm")
    expect(phone.get_by_role("group")).to_contain_text("with 2 assessments")
    expect_list(phone, 2)
    phone.goto("/workspace/open")
    phone.get_by_label("One-time code").fill(code)
    phone.get_by_label("I know").check()
    phone.get_by_role("button", name="Open the workspace").click()
    expect(phone).to_have_url(re.compile("/workspace$"))
    expect_list(phone, 1)


def test_forgetting_removes_the_key_from_the_browser(pair: Pair):
    laptop, phone = pair
    decide(laptop, API)
    enter(phone, make_code(laptop))
    phone.goto("/workspace")
    phone.get_by_role("link", name="Forget this browser …").click()
    expect(phone.get_by_role("main")).to_contain_text("stays in 1 other browser")
    phone.get_by_role("button", name="Forget this browser").click()
    expect(phone.get_by_role("main")).to_contain_text("This browser has no workspace")
    assert phone.context.cookies() == []
    expect_list(laptop, 1)


def test_deleting_the_workspace_ends_it_everywhere(pair: Pair):
    laptop, phone = pair
    decide(laptop, API)
    enter(phone, make_code(laptop))
    phone.goto("/workspace")
    phone.get_by_role("link", name="Delete the workspace").click()
    expect(phone.get_by_role("main")).to_contain_text("1 assessment, with every saved result")
    phone.get_by_role("button", name="Delete the workspace and all in it").click()
    expect(phone.get_by_role("main")).to_contain_text("This browser has no workspace")
    assert phone.context.cookies() == []
    expect_list(laptop, 0)


def test_the_code_can_be_copied_with_one_press(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    begin(page)
    code = make_code(page)
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("status")).to_contain_text("Code copied")
    assert page.evaluate("navigator.clipboard.readText()") == code
