"""Two people, two browsers: one shares, the other reads and copies, the link is revoked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import answer, check_sum, decide, save, share, verdict

API = {"situation": "new", "kind": "public_api"}
COPY = "Copy to my workspace"
REVOKE = "Revoke the link"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def two_people(request: pytest.FixtureRequest, open_page: OpenPage) -> tuple[Page, Page]:
    """Two browsers with a cookie each, both with JavaScript or both without."""
    ada, ben = (open_page(java_script_enabled=request.param) for _ in range(2))
    return ada, ben


def decides(page: Page) -> None:
    page.goto(decide(page, API))


def test_share_read_copy_answer_differently_revoke(two_people: tuple[Page, Page]):
    ada, ben = two_people
    decides(ada)
    link = share(ada, "For Ben")

    ben.goto(link)
    assert verdict(ben) == "FastAPI"
    check_sum(ben)
    ben.get_by_role("button", name=COPY).click()
    expect(ben).to_have_url(re.compile(r"/assessments/\w+/edit$"))
    expect(ben.locator("#kind--public_api")).to_be_checked()
    answer(ben, {"kind": "internal_tool"})
    save(ben)
    assert verdict(ben) == "Flask"

    ada.get_by_role("link", name="Share this result").click()
    row = ada.get_by_role("row").filter(has_text="For Ben")
    expect(row).not_to_contain_text("never")
    row.get_by_role("link", name="Revoke").click()
    ada.get_by_role("button", name=REVOKE).click()
    expect(ada.get_by_role("row").filter(has_text="For Ben")).to_contain_text("Revoked")

    ben.goto(link)
    expect(ben.get_by_role("heading", level=1)).to_have_text("This link does not work")
    ben.goto("/assessments")
    expect(ben.get_by_role("main")).to_contain_text("Copy of ")


def test_a_report_open_while_its_link_is_revoked_cannot_be_copied(
    two_people: tuple[Page, Page],
):
    ada, ben = two_people
    decides(ada)
    ben.goto(share(ada))
    ada.get_by_role("link", name="Share this result").click()
    ada.get_by_role("link", name="Revoke").click()
    ada.get_by_role("button", name=REVOKE).click()
    ben.get_by_role("button", name=COPY).click()
    expect(ben.get_by_role("heading", level=1)).to_have_text("This link does not work")


def test_the_link_is_shown_where_it_was_made_and_nowhere_else(page: Page):
    decides(page)
    link = share(page)
    page.reload()
    expect(page.get_by_label("Link", exact=True)).to_have_value(link)
    page.get_by_role("link", name="Share this result").click()
    expect(page.get_by_role("row").filter(has_text="For Ben")).to_have_count(1)
    assert link not in page.content()


def test_the_link_is_copied_and_that_is_announced(open_page: OpenPage):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    decides(page)
    link = share(page)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_where_copying_is_not_allowed_the_link_is_selected(page: Page):
    decides(page)
    link = share(page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_contain_text("did not allow copying")
    assert page.evaluate("getSelection().toString()") == link


def test_without_javascript_there_is_no_button_that_does_nothing(plain_page: Page):
    decides(plain_page)
    share(plain_page)
    expect(plain_page.get_by_role("button", name="Copy the link")).to_be_hidden()


def test_the_qr_code_is_seen_in_the_dark(dark_page: Page):
    decides(dark_page)
    share(dark_page)
    code = dark_page.get_by_role("img", name="QR code of the link")
    expect(code.locator("rect")).to_have_attribute("fill", "#fff")
    box = code.bounding_box()
    assert box is not None
    assert box["width"] >= 200


def test_sharing_works_by_keyboard_alone(page: Page):
    decides(page)
    page.get_by_role("link", name="Share", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Label").focus()
    page.keyboard.type("For the board")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your link is ready")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_reader_without_a_cookie_gets_none(open_page: OpenPage):
    ada, ben = open_page(), open_page()
    decides(ada)
    ben.goto(share(ada))
    assert ben.context.cookies() == []
