"""From home to a printed report and a shared link, on a telephone's width, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, OpenPage

MOST_TABS = 60
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const seen = on && (one.contains(on) || on.contains(one) && on !== document.body);
  return {id: one.id, words: (one.innerText || one.ariaLabel || "").trim(), seen: Boolean(seen)};
}"""


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A window as wide as a telephone; the clipboard may be written."""
    return open_page(viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])


def tab_to(page: Page, target: str) -> None:
    """Presses Tab until the focus is on that id or those words; what has it is never covered."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], focused
        if target in (focused["id"], focused["words"]):
            return
    raise AssertionError(f"the focus never came to {target!r}")


def go(page: Page, target: str, heading: str | re.Pattern[str]) -> None:
    """Follows a link or presses a button; the next page's heading has the focus."""
    tab_to(page, target)
    page.keyboard.press("Enter")
    first = page.get_by_role("heading", level=1)
    expect(first).to_contain_text(heading)
    expect(first).to_be_focused()


def test_from_home_to_a_printed_report_and_a_shared_link(page: Page, open_page: OpenPage):
    page.goto("/")
    go(
        page,
        "Start the questionnaire with nothing filled in",
        "Flask or FastAPI?",
    )
    for first, downs in {"situation--new": 0, "kind--public_api": 2, "horizon--quick": 0}.items():
        tab_to(page, first)
        page.keyboard.press("Space")
        for _ in range(downs):
            page.keyboard.press("ArrowDown")
    expect(page.locator("#preview")).to_contain_text("3 of 14 answered")
    expect(page.get_by_role("status")).to_contain_text("points")
    go(page, "Save and see the result", re.compile("FastAPI|Flask|Too close"))

    page.evaluate("window.print = () => { document.title = 'printed'; }")
    tab_to(page, "Print")
    page.keyboard.press("Enter")
    expect(page).to_have_title("printed")

    page.goto(page.url)
    page.wait_for_function("document.activeElement !== document.body")
    page.keyboard.press("Shift+Tab")  # the name stands above the verdict, where the focus begins
    assert page.evaluate(FOCUSED)["words"] == "Rename"
    page.keyboard.press("Enter")
    tab_to(page, "title")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Room booking")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict-title")).to_be_focused()

    go(page, "Share", "Share this result")
    tab_to(page, "label")
    page.keyboard.type("For Ben")
    go(page, "Create the link", "Your link is ready")
    tab_to(page, "Copy the link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Link copied.")

    ben = open_page(viewport=PHONE)
    ben.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(ben.get_by_role("main")).to_contain_text("Room booking")
    go(ben, "Copy to my workspace", "Room booking")
