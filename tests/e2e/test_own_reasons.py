"""Disagreeing in a browser: the other verdict follows each tick, and is still there afterwards."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.journeys import decide


def test_the_other_verdict_follows_each_change_and_is_kept(page: Page):
    page.goto(decide(page, {"situation": "new", "kind": "public_api"}))
    page.get_by_role("link", name="Disagree or add a reason").click()
    beside = page.locator("#beside")
    page.locator("#rule-new-api").check()
    expect(beside).to_contain_text("With your 1 adjustment")
    page.locator("#text-1").fill("We run Flask")
    page.locator("#side-1").check()
    page.locator("#weight-1").select_option("bottom_line")
    expect(beside).to_contain_text("Flask, by 5 points (slight)")
    page.reload()
    expect(page.locator("#rule-new-api")).to_be_checked()
    expect(page.locator("#text-1")).to_have_value("We run Flask")
    expect(beside).to_contain_text("Flask, by 5 points (slight)")
    page.locator("#text-2").fill("We like it")
    page.locator("#rule-new-api").uncheck()
    expect(page.locator("#reason-2-said")).to_contain_text("Say what this speaks for")
    expect(page.locator("#status")).to_contain_text("Reason 2 is not kept")
    page.locator("#text-2").fill("")
    page.get_by_role("button", name="See the difference").click()
    expect(page.locator("#both")).to_be_focused()
    page.get_by_role("button", name="Save as version").click()
    expect(page.locator("#own-reasons")).to_be_focused()


def test_of_two_tabs_the_second_is_told_and_may_choose(page: Page):
    page.goto(f"{decide(page, {'situation': 'new', 'kind': 'public_api'})}/own-reasons")
    other = page.context.new_page()
    other.goto(page.url)
    with page.expect_response("**/own-reasons/draft"):
        page.locator("#rule-new-api").check()
    other.locator("#text-1").fill("We run Flask")
    other.locator("#side-1").check()
    told = other.get_by_role("status")
    expect(told).to_contain_text("Changed in another tab or browser.")
    expect(told).to_contain_text("There: does not count. Here: counts.")
    expect(other.locator("#text-1")).to_have_value("We run Flask")
    other.reload()  # what was typed is there again, and still not kept
    expect(other.locator("#text-1")).to_have_value("We run Flask")
    expect(told).to_contain_text("Changed in another tab or browser.")
    other.get_by_role("button", name="Use these reasons").click()
    expect(told).not_to_contain_text("Changed in another tab")
    expect(other.locator("#both")).to_be_focused()
    other.locator("#text-1").fill("We all run Flask")
    other.get_by_role("button", name="Save as version 2").click()
    expect(other.locator("#own-reasons")).to_contain_text("We all run Flask")
    page.locator("#text-1").fill("We do not")
    page.locator("#side-1").check()
    expect(page.get_by_role("status")).to_contain_text("version 2 was saved there")
    page.get_by_role("link", name="Load those").click()
    expect(page.locator("#text-1")).to_have_value("We all run Flask")


def test_of_an_assessment_that_is_gone_it_says_so_and_keeps_what_was_typed(page: Page):
    result = decide(page, {"situation": "new", "kind": "public_api"})
    page.goto(f"{result}/own-reasons")
    other = page.context.new_page()
    other.goto(result)
    other.get_by_role("link", name="Delete …").click()
    other.get_by_role("button", name="Delete it").click()
    expect(other.get_by_text("Deleted: 1 assessment")).to_be_visible()
    page.locator("#text-1").fill("We run Flask")
    page.locator("#side-1").check()
    told = page.get_by_role("status")
    expect(told).to_contain_text("Not kept: Nothing is saved under this address")
    expect(page.locator("#text-1")).to_have_value("We run Flask")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_label("Reason 1")).to_have_value("We run Flask")
