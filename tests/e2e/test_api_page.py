"""The page about the API in a real browser: a line is copied by its button, or by hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage

REFUSE = "() => { navigator.clipboard.writeText = () => Promise.reject(); }"


def copy_first(page: Page) -> str:
    """Presses the button of the first operation; the line it copies."""
    page.goto("/api")
    article = page.get_by_role("article").first
    line: str = article.locator("code[id$='-curl']").evaluate("(one) => one.textContent")
    article.get_by_role("button", name="Copy").click()
    return line


def test_the_button_copies_the_line_as_a_shell_takes_it(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    line = copy_first(page)
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == line
    assert " \\\n  -H 'Content-Type: application/json'" in line


def test_where_the_browser_lets_nobody_copy_the_line_is_selected(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(f"({REFUSE})()")
    line = copy_first(page)
    expect(page.get_by_role("status")).to_contain_text("The text is selected")
    assert page.evaluate("getSelection().toString()").strip() == line
