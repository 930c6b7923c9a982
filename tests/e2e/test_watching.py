"""The browser fixtures work, and the watch over the pages notices what it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import OpenPage, watch

INLINE_SCRIPT = "const s = document.createElement('script'); s.text = '1'; document.body.append(s)"
INLINE_STYLE = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"


def test_the_home_page_opens_either_way(either_page: Page) -> None:
    answer = either_page.goto("/")
    assert answer is not None
    assert answer.status == 200
    expect(either_page.get_by_role("heading", level=1)).to_be_visible()


def test_the_home_page_fits_a_telephone(phone: Page) -> None:
    phone.goto("/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_refusal_is_no_fault_of_the_page(page: Page) -> None:
    page.goto("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")


def test_dark_is_dark(dark_page: Page, page: Page) -> None:
    colours = set()
    for one in (dark_page, page):
        one.goto("/")
        colours.add(one.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("console.error('planted')", "planted"),
        ("setTimeout(() => { throw new Error('planted') })", "planted"),
        (INLINE_SCRIPT, "Content Security Policy"),
        (INLINE_STYLE, "Content Security Policy"),
        ("fetch('http://127.0.0.1:9/')", "request to|Content Security Policy"),
    ],
)
def test_what_a_page_does_wrong_is_noticed(
    new_context: Callable[..., BrowserContext], site: str, planted: str, noticed: str
) -> None:
    faults: list[str] = []
    context = new_context()
    watch(context, site, faults)
    page = context.new_page()
    page.goto("/")
    page.evaluate(f"{planted}; 0")
    patience = 500
    while not faults and (patience := patience - 1):
        page.wait_for_timeout(10)  # also lets the browser's reports in
    assert any(word in fault for fault in faults for word in noticed.split("|")), faults


def test_two_pages_are_two_visitors(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    assert first.context is not second.context
