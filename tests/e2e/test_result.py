"""A result as only a browser shows it: on paper, and copied by one press."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from docs.screenshots import OUTGROWN
from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import decide

API = {"situation": "new", "kind": "public_api"}
FULLEST = {
    **OUTGROWN,
    "concurrency": "yes",
    "validation": "complex",
    "web_experience": "new",
    "async_skill": "unfamiliar",
    "structure": "own",
    "debugging": "explicit",
    "track_record": "long",
}
BEFORE_THE_ANNEX = """() => {
  const [main, annex] = ['.result-main', '.firmness'].map((name) => document.querySelector(name));
  return annex.getBoundingClientRect().top - main.getBoundingClientRect().top;
}"""
A4 = {"width": 695, "height": 900}
"""The part of the sheet inside its margins, in CSS pixels; the height does not matter."""
ROOM = 1030


@pytest.mark.parametrize(
    ("answers", "most"), [(OUTGROWN, 3), (FULLEST, 4)], ids=["outgrown", "fullest"]
)
def test_on_paper_one_page_says_it_all_and_an_annex_follows(page: Page, answers, most: int):
    page.goto(decide(page, answers))
    pages = re.findall(rb"/Type */Page\b", page.pdf(format="A4"))
    assert len(pages) <= most
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    assert page.evaluate(BEFORE_THE_ANNEX) <= ROOM


LAST_ROW = """() => {
  const [table, line] = ['.reasons', '.reasons tfoot tr:last-child']
    .map((name) => document.querySelector(name).getBoundingClientRect());
  return [table.left - line.left, table.right - line.right].map(Math.round);
}"""


def test_on_paper_the_line_under_the_sum_is_as_wide_as_the_table(page: Page):
    page.goto(decide(page, API))
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    assert page.evaluate(LAST_ROW) == [0, 0]


def test_one_press_copies_what_the_page_of_the_text_shows(open_page: OpenPage):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(decide(page, API))
    page.get_by_role("link", name="Copy for a document").first.click()
    expect(page.get_by_role("status")).to_contain_text("Copied as Markdown")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "**FastAPI, by 10 points" in copied
    page.goto(f"{page.url}/revisions/1/document")
    assert page.get_by_label("The text").input_value() == copied


def test_without_javascript_the_text_stands_on_a_page(plain_page: Page):
    plain_page.goto(decide(plain_page, API))
    plain_page.get_by_role("link", name="Copy for a document").first.click()
    expect(plain_page.get_by_label("The text")).to_have_value(re.compile(r"^# "))


def test_opened_twice_in_a_browser_it_is_the_same_page_and_its_form_works(page: Page):
    result, keys = decide(page, API), []
    for _ in range(3):
        page.goto(result)
        expect(page.get_by_role("heading", name="Verdict: FastAPI")).to_be_visible()
        expect(page.get_by_text("Nothing you enter leaves this server.")).to_be_visible()
        keys.append(page.locator("input[name=_key]").first.input_value())
    assert len(set(keys)) == 3
    page.get_by_role("button", name="Duplicate and change one answer").click()
    expect(page).to_have_url(re.compile(r"/edit"))
