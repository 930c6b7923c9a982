"""A whole way in a real Chromium below a path: nothing it asks for lies outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import answer, check_sum, save, share, verdict
from tests.e2e.servers import served

FONT_IS_THERE = "async () => (await document.fonts.ready, document.fonts.check('16px Inter'))"


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site below a path of its host, which hands the path on."""
    with served(tmp_path_factory.mktemp("below") / "advisor.db", path="/tools/advisor") as address:
        yield address


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_answer_save_share_and_copy(open_page: OpenPage, below: str, script: bool) -> None:
    ada, ben = (open_page(only=below, java_script_enabled=script) for _ in range(2))
    ada.goto(f"{below}/")
    if script:
        assert ada.evaluate(FONT_IS_THERE)
    ada.get_by_role("button", name="Start the questionnaire").click()
    answer(ada, {"situation": "new", "kind": "public_api"})
    if script:
        expect(ada.locator("#preview")).to_contain_text("FastAPI")
    save(ada)
    assert verdict(ada) == "FastAPI"
    check_sum(ada)
    link = share(ada)
    assert link.startswith(f"{below}/s/")
    ben.goto(f"{link}).")
    expect(ben).to_have_url(link)
    assert verdict(ben) == "FastAPI"
    ben.get_by_role("button", name="Copy to my workspace").click()
    expect(ben.locator("#kind--public_api")).to_be_checked()
    ben.get_by_role("navigation", name="Main").get_by_role("link", name="Saved").click()
    expect(ben.get_by_role("main")).to_contain_text("Copy of ")


def test_answers_are_kept_in_the_address_below_it(open_page: OpenPage, below: str) -> None:
    page: Page = open_page(only=below)
    page.goto(f"{below}/questionnaire/flask-fastapi")
    answer(page, {"situation": "new"})
    expect(page).to_have_url(
        re.compile(re.escape(f"{below}/questionnaire/flask-fastapi?") + r".*\bsituation=new")
    )
    page.reload()
    expect(page.locator("#situation--new")).to_be_checked()
