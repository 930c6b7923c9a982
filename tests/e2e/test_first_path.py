"""The main job in a real Chromium: answer, save, understand, change, find again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import SAVE, answer, begin, check_sum, decide, save, start, verdict

API = {"situation": "new", "kind": "public_api"}


def test_fill_in_save_change_an_answer_and_find_it_again(either_page: Page):
    page = either_page
    start(page)
    answer(page, API)
    save(page)
    assert verdict(page) == "FastAPI"
    check_sum(page)
    page.get_by_role("link", name=re.compile("^A public API ?: change this answer$")).click()
    expect(page.locator("#kind--public_api")).to_be_checked()
    answer(page, {"kind": "internal_tool"})
    save(page)
    assert verdict(page) == "Flask"
    expect(page.get_by_text("version 2", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Version 1").click()
    assert verdict(page) == "FastAPI"
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Saved").click()
    row = page.get_by_role("row").filter(has_text="New ")
    expect(row).to_contain_text("Flask, by 10 points (clear)")


# What the article says of each kind of project, bullet by bullet, as someone would enter it.
ARTICLE = {
    "quick internal tool": (
        {"situation": "new", "kind": "internal_tool", "horizon": "quick"},
        "Flask",
    ),
    "an extension that fits exactly": ({"extensions": "exact"}, "Flask"),
    "new to web development": ({"web_experience": "new"}, "Flask"),
    "maintenance mode": (
        {"situation": "existing_flask", "limits": ["none"], "upkeep": "maintenance"},
        "Keep the Flask app",
    ),
    "public API, performance matters": ({"kind": "public_api", "load": "high"}, "FastAPI"),
    "busy microservice": ({"kind": "internal_api", "load": "high"}, "FastAPI"),
    "model deployment": ({"kind": "ml_service"}, "FastAPI"),
    "complex validation": ({"validation": "complex"}, "FastAPI"),
    "at ease with type hints": ({"type_hints": "comfortable"}, "FastAPI"),
    "bottom line: new API": (API, "FastAPI"),
    "bottom line: simple CRUD": ({"situation": "new", "kind": "simple_crud"}, "Flask"),
    "bottom line: it works": (
        {"situation": "existing_flask", "limits": ["none"]},
        "Keep the Flask app",
    ),
}


@pytest.mark.parametrize(("answers", "expected"), ARTICLE.values(), ids=ARTICLE.keys())
def test_each_bullet_of_the_article_comes_out_as_it_says(page: Page, answers, expected):
    page.goto(decide(page, answers))
    assert verdict(page) == expected
    check_sum(page)
    by_rule = page.get_by_text("A rule decides:")
    assert by_rule.count() == (1 if expected == "Keep the Flask app" else 0)


def test_the_preview_follows_each_answer_and_the_draft_is_kept(page: Page):
    start(page)
    answer(page, API)
    preview = page.get_by_role("complementary", name="So far")
    expect(preview).to_contain_text("FastAPI by 10 points (clear)")
    expect(preview).to_contain_text("2 of 14 answered")
    expect(page.get_by_role("status")).to_have_text("FastAPI by 10 points (clear)")
    page.reload()
    expect(page.locator("#kind--public_api")).to_be_checked()
    page.goto("/")
    page.get_by_role("link", name=re.compile("last changed")).first.click()
    expect(page.locator("#situation--new")).to_be_checked()


def test_answers_given_in_quick_succession_all_arrive(page: Page):
    page.goto(begin(page))
    answer(page, {"load": "low", "validation": "little", "docs": "nobody", "horizon": "quick"})
    answer(page, {"load": "high", "validation": "complex", "docs": "others", "horizon": "long"})
    expect(page.locator("#preview")).to_contain_text("FastAPI by 17 points")
    page.reload()
    for control in ("load--high", "validation--complex", "docs--others", "horizon--long"):
        expect(page.locator(f"#{control}")).to_be_checked()


def test_a_question_appears_only_when_its_parent_asks_for_it(either_page: Page):
    either_page.goto(begin(either_page))
    limits = either_page.get_by_role("group", name="Has the Flask app hit real limits?")
    expect(limits).to_be_hidden()
    answer(either_page, {"situation": "existing_flask"})
    expect(limits).to_be_visible()
    answer(either_page, {"situation": "new"})
    expect(limits).to_be_hidden()


def test_an_option_that_stands_alone_unticks_the_others(page: Page):
    page.goto(begin(page))
    answer(page, {"situation": "existing_flask", "limits": ["docs", "async"]})
    answer(page, {"limits": "none"})
    expect(page.locator("#limits--docs")).not_to_be_checked()
    answer(page, {"limits": "throughput"})
    expect(page.locator("#limits--none")).not_to_be_checked()
    expect(page.locator("#preview")).to_contain_text("Move to FastAPI")


def test_without_javascript_a_clash_is_explained_and_everything_typed_is_kept(plain_page: Page):
    plain_page.goto(begin(plain_page))
    answer(plain_page, {"situation": "existing_flask", "limits": ["none", "docs"], "load": "high"})
    plain_page.get_by_role("button", name=SAVE).click()
    expect(plain_page).to_have_title(re.compile("^Error: "))
    expect(plain_page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(plain_page.locator("#load--high")).to_be_checked()
    plain_page.get_by_role("alert").get_by_role("link").click()
    expect(plain_page.locator("#limits--none")).to_be_in_viewport()


def test_with_javascript_a_refused_save_shows_the_summary_and_moves_the_focus_there(page: Page):
    page.goto(begin(page))
    answer(page, {"kind": "public_api"})
    page.evaluate("document.getElementById('kind--public_api').value = 'blog'")
    page.get_by_role("button", name=SAVE).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is no option “blog”")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))


def test_back_from_the_result_shows_the_saved_answers(page: Page):
    page.goto(begin(page))
    answer(page, API)
    save(page)
    page.go_back()
    expect(page.locator("#kind--public_api")).to_be_checked()


def test_an_example_opens_filled_in_and_can_be_saved(either_page: Page):
    page = either_page
    page.goto("/")
    page.get_by_role("link", name="An admin panel for the office").click()
    expect(page.locator("#preview")).to_contain_text("Flask by 16 points (strong)")
    page.get_by_role("button", name=SAVE).click()
    expect(page).to_have_url(re.compile(r"/assessments/\w+$"))
    assert verdict(page) == "Flask"


def test_a_second_browser_has_an_empty_list_that_explains_itself(open_page: OpenPage):
    first, second = open_page(), open_page()
    result = decide(first, API)
    second.goto("/assessments")
    expect(second.get_by_role("main")).to_contain_text("belong to the browser they were made in")
    second.goto(result)
    told = second.get_by_role("heading", level=1)
    expect(told).to_have_text("This browser opens no workspace")


def test_the_whole_path_works_by_keyboard_alone(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Start the questionnaire").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/edit$"))
    page.locator("#situation--new").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(
        page.locator("#kind--public_api, #kind--internal_api").locator(":scope:checked")
    ).to_have_count(1)
    page.get_by_role("button", name=SAVE).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict-title")).to_be_focused()
    assert verdict(page) == "FastAPI"
