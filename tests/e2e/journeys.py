"""Steps that journeys share, in the words of the questionnaire.

What a test is about is done on the page, press by press. What it only needs to have there, `begin`,
`decide` and `decide_again` send as one form each, from the same browser: seconds less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from secrets import token_urlsafe
from urllib.parse import urlencode

from playwright.sync_api import Error, Locator, Page, expect

Answers = Mapping[str, str | list[str]]

SAVE = "Save and see the result"
LOOSE = "/questionnaire/flask-fastapi"
MADE = re.compile(r"(?:_begun=|_made=|/assessments/)(\w+)")


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


def begin(page: Page) -> str:
    """The address of a new, empty questionnaire of this browser, which stays where it is."""
    return f"/assessments/{_send(page, '/assessments')}/edit"


def decide(page: Page, answers: Answers, name: str = "") -> str:
    """The address of a new result of this browser, which stays where it is."""
    named = {"_name": name, "_shown": ""} if name else {}
    return f"/assessments/{_send(page, LOOSE, {**answers, **named})}"


def decide_again(page: Page, result: str, answers: Answers, latest: int = 1) -> None:
    """Saves these answers as the next version of a result, of which that is the latest one."""
    _send(page, f"{result}/edit", {**answers, "_latest": str(latest)})


def _send(page: Page, path: str, fields: Answers | None = None) -> str:
    """Sends a form as a page of the site would; the id of what was made or changed."""
    body = urlencode({"_key": token_urlsafe(16), **(fields or {})}, doseq=True)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
    }
    answer = page.request.post(path, data=body, headers=headers, max_redirects=0)
    assert answer.status == 303, answer.text()
    found = MADE.search(answer.headers["location"])
    assert found
    return found[1]


def share(page: Page, label: str = "For Ben") -> str:
    """From a result to a new link, which is returned."""
    page.get_by_role("link", name="Share", exact=True).click()
    return create_link(page, label)


def create_link(page: Page, label: str = "For Ben") -> str:
    """From the links of a result to a new one, which is returned."""
    page.get_by_label("Label").fill(label)
    page.get_by_role("button", name="Create the link").click()
    return page.get_by_label("Link", exact=True).input_value()


def kept(page: Page, address: str, found: Callable[[Page], Locator]) -> None:
    """A new page of the same browser shows it, as soon as what outlived the old one has arrived."""
    for _ in range(200):
        with suppress(Error):  # Firefox may still be busy with the last one
            page.goto(address)
        if found(page).count():
            return
        page.wait_for_timeout(50)
    expect(found(page)).to_have_count(1)


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
