"""The server is away or fails for a while: nothing typed is lost, and nobody is flooded.

The clock of the page stands still and is moved by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.journeys import SAVE, answer, begin
from tests.e2e.test_accessibility import assert_sound_in_every_mode

SIX = {
    "situation": "new",
    "kind": "public_api",
    "load": "high",
    "validation": "complex",
    "docs": "others",
    "horizon": "long",
}
Answers = Callable[[Route], Any]


def away(route: Route) -> None:
    route.abort()


def failing(status: int, **headers: str) -> Answers:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda route: route.fulfill(status=status, headers=named, body="<h1>Later</h1>")


# What the page itself waits for: a request that the browser has already seen fail may not have
# reached the script yet, and time that passes until then is time in which nothing is sent again.
KEEP_WHAT_IS_AWAITED = """
window.awaited = new Set();
addEventListener("htmx:before:request", ({ detail }) => awaited.add(detail.ctx));
addEventListener("htmx:finally:request", ({ detail }) => awaited.delete(detail.ctx));
"""


class Storm:
    """A page whose server can be made to fail; counts what it is asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bodies: list[str] = []
        page.add_init_script(KEEP_WHAT_IS_AWAITED)
        now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
        page.clock.install(time=now)
        page.goto(begin(page))
        page.clock.pause_at(now + timedelta(hours=1))
        self._settles()

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self._settles()

    def _settles(self) -> None:
        """The page is there, and its script has begun, which it does by a timer."""
        self.page.wait_for_load_state()
        self.passes(1)

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def again(self) -> Locator:
        return self.page.get_by_role("button", name="Try again")

    def begins(self, answers: Answers, path: str = "**/draft") -> None:
        """From now on posts to the path meet this."""

        def meet(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
                return
            self.bodies.append(route.request.post_data or "")
            answers(route)

        self.page.unroute_all()
        self.page.route(path, meet)

    def answers(self, **answers: str) -> None:
        """Ticks them one by one, a fifth of a second apart."""
        for question, option in answers.items():
            answer(self.page, {question: option})
            self.passes(0.2)

    def passes(self, seconds: float, at_once: float = 1) -> None:
        """So much time, in steps that leave the network room to answer."""
        whole, rest = divmod(seconds, at_once)
        for step in [at_once] * int(whole) + [rest]:
            self.page.clock.run_for(round(step * 1000))
            while self.page.evaluate("awaited.size"):
                self.page.wait_for_timeout(5)


@pytest.fixture
def storm(new_context: Callable[..., BrowserContext]) -> Storm:
    """A questionnaire just begun. Its console may complain."""
    return Storm(new_context().new_page())


def test_six_changes_in_an_outage_are_a_few_posts_in_eight_seconds(storm: Storm):
    storm.begins(away)
    storm.answers(**SIX)
    storm.passes(8 - 6 * 0.2)
    assert 2 <= len(storm.bodies) <= 4


def test_the_message_names_what_is_not_stored_yet(storm: Storm):
    storm.begins(away)
    storm.answers(situation="new")
    expect(storm.status).to_have_text(
        "Not stored yet: your answer to “Where do you stand?”. "
        "The server cannot be reached; this page keeps trying."
    )
    storm.answers(kind="public_api")
    expect(storm.status).to_contain_text("“Where do you stand?” and “What is it mainly?”.")
    storm.answers(load="high", docs="others")
    expect(storm.status).to_contain_text("“What is it mainly?” and 2 more.")


def test_who_changed_too_much_within_an_hour_is_not_made_to_wait_for_tries(storm: Storm):
    storm.begins(failing(429, retry_after="1800"))
    storm.answers(situation="new")
    expect(storm.status).to_contain_text(
        "Not stored: your answer to “Where do you stand?”. More was changed within an hour than "
        "this site takes; this page has stopped trying. Your answers are still here."
    )
    storm.passes(30)
    assert len(storm.bodies) == 1
    storm.begins(lambda route: route.continue_())
    storm.again.click()
    storm.passes(2)
    expect(storm.status).to_have_text(re.compile("^Draft saved"))


def test_once_the_server_is_back_one_post_stores_everything(storm: Storm):
    storm.begins(away)
    storm.answers(**SIX)
    storm.begins(lambda route: route.continue_())
    before = len(storm.bodies)
    storm.passes(20)
    assert len(storm.bodies) == before + 1
    assert all(f"{question}={option}" in storm.bodies[-1] for question, option in SIX.items())
    expect(storm.status).to_have_text(re.compile("^Draft saved"))
    storm.page.reload()
    for question, option in SIX.items():
        expect(storm.page.locator(f"#{question}--{option}")).to_be_checked()


def test_tries_become_rarer_and_end_after_five_minutes_with_a_button(storm: Storm):
    storm.begins(away)
    storm.answers(**SIX)
    storm.passes(60)
    in_the_first_minute = len(storm.bodies)
    expect(storm.again).to_have_count(0)
    storm.passes(250, at_once=5)
    tried = len(storm.bodies)
    assert 4 <= in_the_first_minute <= 12  # chance is in it, so that not all try at once
    assert 10 <= tried <= 26
    expect(storm.status).to_contain_text("Not stored: your answers to “Where do you stand?”")
    expect(storm.status).to_contain_text("this page has stopped trying")
    storm.passes(120, at_once=5)
    assert len(storm.bodies) == tried
    storm.again.click()
    storm.passes(0.5)
    assert len(storm.bodies) == tried + 1
    expect(storm.status).to_contain_text("this page keeps trying")
    expect(storm.page.locator("#horizon--long")).to_be_focused()


def test_the_button_stores_everything_once_the_server_is_back(storm: Storm):
    storm.begins(away)
    storm.answers(situation="new")
    storm.passes(320, at_once=5)
    storm.begins(lambda route: route.continue_())
    storm.again.click()
    storm.passes(1)
    expect(storm.status).to_have_text(re.compile("^Draft saved"))
    expect(storm.again).to_have_count(0)
    storm.page.reload()
    expect(storm.page.locator("#situation--new")).to_be_checked()


@pytest.mark.parametrize("wait", ["40", "Sun, 22 Nov 2026 10:30:40 GMT"], ids=["seconds", "date"])
def test_no_try_comes_before_the_server_allows_it(storm: Storm, wait: str):
    storm.begins(failing(503, retry_after=wait))
    storm.answers(situation="new")
    storm.passes(30)
    storm.answers(kind="public_api")
    storm.passes(9)
    assert len(storm.bodies) == 1
    storm.passes(3)  # the try after the next may come a second later: a date does not move on
    assert len(storm.bodies) == 2
    assert "kind=public_api" in storm.bodies[-1]
    expect(storm.status).to_contain_text("The server is busy; this page keeps trying.")


def test_who_asks_for_more_patience_than_there_is_gets_none(storm: Storm):
    storm.begins(failing(503, retry_after="3600"))
    storm.answers(situation="new")
    expect(storm.again).to_be_visible()
    storm.passes(60, at_once=5)
    assert len(storm.bodies) == 1


def test_message_and_button_are_sound_in_every_mode(storm: Storm):
    storm.begins(failing(503, retry_after="3600"))
    storm.answers(situation="new", kind="public_api")
    expect(storm.again).to_be_visible()
    storm.page.clock.resume()
    assert_sound_in_every_mode(storm.page)


def test_a_draft_that_is_refused_is_not_sent_again(storm: Storm):
    storm.begins(failing(422))
    storm.answers(situation="new")
    storm.passes(60, at_once=5)
    assert len(storm.bodies) == 1
    expect(storm.status).to_contain_text("Not stored: your answer to “Where do you stand?”.")
    storm.begins(lambda route: route.continue_())
    storm.answers(kind="public_api")
    expect(storm.status).to_have_text(re.compile("^Draft saved"))


def test_a_save_is_never_sent_again_by_itself(storm: Storm):
    storm.answers(**SIX)
    storm.begins(failing(503, retry_after="1"), "**/edit")
    storm.page.get_by_role("button", name=SAVE).click()
    storm.passes(60, at_once=5)
    assert len(storm.bodies) == 1
    expect(storm.status).to_contain_text("Not saved")
    expect(storm.page.locator("#kind--public_api")).to_be_checked()


def test_a_save_that_arrives_ends_the_outage(storm: Storm):
    storm.begins(away)
    storm.answers(**SIX)
    tried = len(storm.bodies)
    storm.page.get_by_role("button", name=SAVE).click()
    expect(storm.page).to_have_url(re.compile(r"/assessments/\w+$"))
    expect(storm.status).to_have_text("")
    storm.passes(60, at_once=5)
    assert len(storm.bodies) == tried


def test_where_nothing_is_stored_the_preview_is_said_to_be_behind(storm: Storm):
    storm.goes_to("/questionnaire/flask-fastapi?situation=new")
    storm.begins(failing(500), "**/questionnaire/*/preview")
    storm.answers(kind="public_api")
    expect(storm.status).to_have_text(
        "Not in the preview yet: your answer to “What is it mainly?”. "
        "Something went wrong on the server; this page keeps trying."
    )
