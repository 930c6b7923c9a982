"""Comparing in a real Chromium: three side by side, and with the previous revision by one click."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.journeys import decide, decide_again, verdict

API = {"situation": "new", "kind": "public_api", "load": "high"}


def three_results(page: Page) -> str:
    """Two revisions of one assessment and another assessment; the address that compares them."""
    first = decide(page, API)
    decide_again(page, first, {**API, "kind": "internal_tool", "extensions": "exact"})
    other = decide(page, {"situation": "existing_flask", "limits": "none"})
    return f"/comparisons?r={assessment(first)}.1&r={assessment(first)}.2&r={assessment(other)}.1"


def assessment(result: str) -> str:
    """The id of the assessment at that address."""
    return result.rpartition("/")[2]


def numbers(page: Page, attribute: str) -> list[int]:
    found = page.locator(f"[{attribute}]").all()
    return [int(one.get_attribute(attribute) or "") for one in found]


def test_three_results_side_by_side(either_page: Page):
    page = either_page
    page.goto(three_results(page))
    expect(page.get_by_role("heading", level=1)).to_have_text("Why these came out differently")
    sentences = page.locator(".verdict-sentence")
    expect(sentences).to_have_count(2)
    expect(sentences.first).to_contain_text("comes out as Flask")
    expect(sentences.last).to_contain_text("a rule decides before any points")
    cards = page.get_by_role("list", name="The results compared").get_by_role("listitem")
    expect(cards).to_contain_text(["FastAPI", "Flask", "Keep the Flask app"])
    shifts = sum(numbers(page, "data-shift"))
    assert shifts == sum(numbers(page, "data-after")) - sum(numbers(page, "data-before"))


def test_a_folded_waterfall_opens(either_page: Page):
    page = either_page
    page.goto(three_results(page))
    step = page.get_by_role("rowheader", name="It is a small tool").first
    expect(step).to_be_hidden()
    page.get_by_text("Step by step").first.click()
    expect(step).to_be_visible()


def test_everything_and_back_and_the_address_can_be_kept(either_page: Page):
    page = either_page
    page.goto(three_results(page))
    question = page.get_by_role("rowheader", name="Do you or your team know async/await?")
    expect(question).to_have_count(0)
    page.get_by_role("link", name="Show every answer and reason").click()
    expect(question).to_be_visible()
    page.goto(page.url)
    expect(question).to_be_visible()
    page.get_by_role("link", name="Show only what differs").click()
    expect(question).to_have_count(0)


def test_from_a_result_to_its_previous_revision_by_one_click(either_page: Page):
    page = either_page
    three_results(page)
    page.goto("/")
    page.get_by_role("link", name="New internal tool").click()
    assert verdict(page) == "Flask"
    page.get_by_role("link", name="Compare with the previous version").click()
    expect(page.locator(".verdict-sentence")).to_contain_text(
        "Version 1 comes out as FastAPI, by 15 points (strong), and Version 2 comes out as Flask"
    )
    page.get_by_role("link", name="Version 1", exact=True).click()
    assert verdict(page) == "FastAPI"


def test_cards_stack_on_a_phone_and_answers_say_whose_they_are(phone: Page):
    phone.goto(three_results(phone))
    boxes = [one.bounding_box() for one in phone.locator(".compared-card").all()]
    assert len({round(box["x"]) for box in boxes if box}) == 1
    for name in phone.locator(".compare tbody .cell-name").all():
        expect(name).to_be_visible()
