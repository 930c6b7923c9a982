"""Filling in: Enter chooses and saves nothing, the button stays in sight, paper shows it all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, WIDE, OpenPage
from tests.e2e.journeys import begin


def test_enter_on_an_option_chooses_it_and_saves_nothing(page: Page):
    page.goto(begin(page))
    address = page.url
    option = page.locator("#situation--existing_flask")
    option.focus()
    page.keyboard.press("Enter")
    expect(option).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#preview")).to_contain_text("1 of 16 answered")
    expect(option).to_be_checked()
    expect(page).to_have_url(address)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_button_that_saves_is_in_sight_wherever_one_is(open_page: OpenPage, size):
    page = open_page(viewport=size)
    page.goto(begin(page))
    button = page.get_by_role("button", name="See the result", exact=True)
    for place in (0, 0.5, 1):
        page.evaluate("(part) => scrollTo(0, part * document.body.scrollHeight)", place)
        expect(button).to_be_in_viewport(ratio=1)


def test_every_question_is_a_heading_with_a_number(page: Page):
    page.goto(begin(page))
    shown = page.locator("fieldset.q:visible")
    assert shown.count() == page.locator("fieldset.q:visible legend h3").count() == 14


def test_the_questionnaire_prints_with_what_was_chosen(page: Page):
    page.goto("/questionnaire/flask-fastapi?situation=new&kind=public_api")
    page.emulate_media(media="print")
    expect(page.get_by_text("A public API", exact=True)).to_be_visible()
    expect(page.locator("#kind--public_api")).to_be_checked()
    for hidden in ("#preview", ".save-row"):
        expect(page.locator(hidden)).to_be_hidden()
