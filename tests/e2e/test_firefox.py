"""The same journeys of a form's state in Debian's Firefox, over WebDriver BiDi."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests import firefox
from tests.e2e import test_form_state as forms
from tests.e2e import test_nothing_lost as nothing_lost
from tests.e2e.conftest import WIDE
from tests.e2e.journeys import answer, begin, save, verdict

API = {"situation": "new", "kind": "public_api"}
# What it asks of its maker goes to a port where nobody listens.
ALONE = {
    "network.proxy.type": 1,
    **{f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")},
    **{f"network.proxy.{kind}_port": 9 for kind in ("http", "ssl")},
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
}


@pytest.fixture(scope="session")
def fox(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = firefox.find()
    if path is None:
        pytest.fail(f"not run: Firefox {firefox.MISSING}", pytrace=False)
    start = firefox.behind_the_bridge(path, tmp_path_factory.mktemp("firefox"))
    browser = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=start,
        env=dict(firefox.environment()),
        firefox_user_prefs=ALONE,
    )
    yield browser
    browser.close()


@pytest.fixture
def page(fox: Browser, site: str) -> Iterator[Page]:
    """A wide window of a new visitor in Firefox; an error of the script fails the test."""
    context = fox.new_context(base_url=site, viewport=WIDE)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert faults == []


JOURNEYS: tuple[Callable[[Page], None], ...] = (
    nothing_lost.test_a_questionnaire_of_nobody_outlives_reload_logo_back_and_its_tab,
    nothing_lost.test_what_was_answered_just_before_leaving_is_in_the_draft,
    nothing_lost.test_a_cookie_that_vanishes_loses_no_answer,
    nothing_lost.test_of_two_tabs_the_second_is_told_and_may_choose,
    forms.test_what_is_changed_just_before_a_draft_is_left_is_in_it,
    forms.test_a_name_that_was_just_typed_outlives_a_reload,
    forms.test_ticks_and_filters_of_the_list_are_there_after_back,
)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.__name__)
def test_as_in_chromium(page: Page, journey: Callable[[Page], None]):
    journey(page)


@pytest.mark.parametrize("happens", [forms.reload, forms.leave_and_come_back])
def test_what_is_not_sent_yet_is_there_again(page: Page, happens: Callable[[Page], None]):
    forms.test_what_is_not_sent_yet_is_there_again(page, happens)


def test_answered_saved_back_and_saved_again(page: Page):
    page.goto(begin(page))
    answer(page, API)
    save(page)
    assert verdict(page) == "FastAPI"
    page.go_back()
    expect(page.locator("#kind--public_api")).to_be_checked()
    answer(page, {"kind": "internal_tool"})
    page.reload()
    expect(page.locator("#kind--internal_tool")).to_be_checked()
    expect(page.locator("#preview")).to_contain_text("2 of ")
    page.get_by_role("button", name="Save and see the result").dblclick()
    expect(page).to_have_url(re.compile(r"/assessments/\w+$"))
    assert verdict(page) == "Flask"
    page.goto(f"{page.url}/revisions")
    expect(page.locator("main ol.revisions li")).to_have_count(2)
