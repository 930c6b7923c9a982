"""Steps that journeys share, in the words of the questionnaire."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

Answers = Mapping[str, str | list[str]]

SAVE = "Save and see the result"


def start(page: Page) -> None:
    """From the home page to an empty questionnaire."""
    page.goto("/")
    page.get_by_role("button", name="Start the questionnaire").click()
    expect(page).to_have_url(re.compile(r"/assessments/\w+/edit$"))


def answer(page: Page, answers: Answers) -> None:
    """Ticks the options, question by question."""
    for question, chosen in answers.items():
        for option in [chosen] if isinstance(chosen, str) else chosen:
            page.locator(f"#{question}--{option}").check()


def save(page: Page) -> None:
    """Saves the questionnaire and waits for the result."""
    page.get_by_role("button", name=SAVE).click()
    expect(page).to_have_url(re.compile(r"/assessments/\w+$"))


def share(page: Page, label: str = "For Ben") -> str:
    """From a result to a new link, which is returned."""
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_label("Label").fill(label)
    page.get_by_role("button", name="Create the link").click()
    return page.get_by_label("Link", exact=True).input_value()


def verdict(page: Page) -> str:
    """The verdict the result page shows."""
    words = " ".join(page.locator("#verdict-title").inner_text().split())
    return words.removeprefix("Verdict: ")


def check_sum(page: Page) -> None:
    """The rows of the ledger add up to the lead below them, which is the one in the sentence."""
    rows = [
        int(one.get_attribute("data-points") or "") for one in page.locator("td[data-points]").all()
    ]
    lead = int(page.locator("td[data-lead]").get_attribute("data-lead") or "")
    assert sum(rows) == lead
    shown = re.match(r"by (\d+) points? \(", page.locator(".verdict-by").inner_text())
    assert shown is None or int(shown[1]) == lead
