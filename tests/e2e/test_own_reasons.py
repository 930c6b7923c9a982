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
