"""A list that has grown, in a real Chromium: find, sort, rename, duplicate, compare, delete."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import begin, decide

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}


def expect_titles(page: Page, *titles: str) -> None:
    expect(page.locator("tbody th a")).to_have_text(list(titles))


def test_find_sort_rename_duplicate_and_delete(either_page: Page):
    page = either_page
    decide(page, API, "Booking API")
    decide(page, TOOL, "Intranet")
    page.goto(decide(page, API))
    page.get_by_text("Rename", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Étude")
    page.get_by_role("button", name="Save the name").click()
    expect(page).to_have_url(re.compile(r"/assessments/\w+$"))
    page.goto("/assessments")
    expect_titles(page, "Étude", "Intranet", "Booking API")

    page.goto("/assessments?sort=title")
    expect_titles(page, "Booking API", "Étude", "Intranet")

    page.get_by_label("Title contains").fill("etude")
    page.get_by_label("Title contains").press("Enter")
    expect(page).to_have_url(re.compile("q=etude.*sort=title"))
    expect_titles(page, "Étude")
    page.get_by_role("link", name="Rename Étude").click()
    page.get_by_label("Name", exact=True).fill("Study")
    page.get_by_role("button", name="Save the name").click()

    page.goto("/assessments?verdict=FastAPI&sort=title")
    expect_titles(page, "Booking API", "Study")
    page.get_by_role("button", name="Duplicate Study").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Copy of Study")
    expect(page.locator("#kind--public_api")).to_be_checked()

    page.goto("/assessments?state=unfinished")
    expect_titles(page, "Copy of Study")
    page.get_by_role("link", name="Delete Copy of Study").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 1 assessment?")
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("main")).to_contain_text("Deleted: 1 assessment")
    expect(page.get_by_role("main")).to_contain_text("No assessment matches")
    page.get_by_role("link", name="show all of them").click()
    expect_titles(page, "Study", "Intranet", "Booking API")


def test_several_are_ticked_and_compared_or_deleted(either_page: Page):
    page = either_page
    decide(page, API, "First")
    decide(page, TOOL, "Second")
    decide(page, API, "Third")
    page.goto("/assessments")
    page.get_by_role("checkbox", name="Tick First").check()
    page.get_by_role("checkbox", name="Tick Second").check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/comparisons\?r=\w+\.1&r=\w+\.1$"))
    expect(page.get_by_role("main")).to_contain_text("Second")
    page.goto("/assessments")
    page.get_by_role("checkbox", name="Tick First").check()
    page.get_by_role("checkbox", name="Tick Third").check()
    page.get_by_role("button", name="Delete …").click()
    expect(page.locator(".doomed strong")).to_have_text(["Third", "First"])
    page.get_by_role("link", name="Keep them").click()
    expect_titles(page, "Third", "Second", "First")
    page.get_by_role("checkbox", name="Tick First").check()
    page.get_by_role("checkbox", name="Tick Third").check()
    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("button", name="Delete these 2").click()
    expect_titles(page, "Second")


def test_what_to_do_with_the_ticked_ones_stays_in_sight_and_covers_nothing_in_focus(page: Page):
    for _ in range(14):
        begin(page)
    page.goto("/assessments")
    bar = page.get_by_role("form", name="What to do with the ticked assessments")
    expect(bar).not_to_be_in_viewport()
    first = page.get_by_role("checkbox").first
    first.check()
    expect(bar).to_be_in_viewport()
    first.focus()
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => {
          const bar = document.querySelector('.ticked-bar'), one = document.activeElement;
          if (bar.contains(one)) return false;
          const box = one.getBoundingClientRect(), edge = bar.getBoundingClientRect();
          return box.bottom > edge.top && box.top < edge.bottom;
        }""")
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


def test_pages_are_turned_and_a_page_can_be_bookmarked(page: Page):
    for _ in range(27):
        begin(page)
    page.goto("/assessments?sort=oldest")
    expect(page.locator("tbody tr")).to_have_count(25)
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    bookmark = page.url
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("tbody tr")).to_have_count(25)
    page.goto(bookmark)
    expect(page.locator("tbody tr")).to_have_count(2)


def test_everything_works_by_keyboard_alone(page: Page):
    decide(page, API, "First")
    decide(page, TOOL, "Second")
    page.goto("/assessments")
    page.get_by_role("checkbox", name="Tick Second").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Delete …").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Delete it").focus()
    page.keyboard.press("Enter")
    expect_titles(page, "First")


def test_a_moment_is_told_in_the_time_of_the_reader_and_with_its_date_on_paper(
    open_page: OpenPage,
):
    page = open_page(timezone_id="Asia/Kathmandu")
    begin(page)
    page.goto("/assessments")
    time = page.locator("tbody time")
    moment = datetime.fromisoformat(time.get_attribute("datetime") or "")
    there = moment.astimezone(ZoneInfo("Asia/Kathmandu"))
    expect(time).to_have_text(re.compile(f"^(today|yesterday) {there:%H:%M}$"))
    assert time.get_attribute("title") == f"{moment.day} {moment:%B %Y, %H:%M} UTC"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(time).to_have_text(f"{there.day} {there:%B %Y, %H:%M}")
