"""What axe does not measure: contrast of shapes, sizes of targets, focus, zoomed text, motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.journeys import answer, begin, decide, save, share

API = {"situation": "new", "kind": "public_api"}
CONTRAST = """([selector, property]) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const element = document.querySelector(selector);
  const a = light(rgb(getComputedStyle(element)[property]));
  const b = light(behind(element.parentElement));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, input, textarea, select, summary')]
  .filter((one) => one.checkVisibility() && !one.matches('.skip, [type=hidden]'))
  .filter((one) => !(one.matches('a') && one.closest('p, li, td, dd, figcaption, .meta')
    && getComputedStyle(one).display === 'inline'))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
UNSEEN_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const row = document.activeElement.closest('.opt');
  const width = (one) => (one.outlineStyle === 'none' ? 0 : parseFloat(one.outlineWidth));
  return width(style) >= 2 || (row && width(getComputedStyle(row)) >= 2)
    ? null : document.activeElement.outerHTML.slice(0, 100);
}"""
COVERED = """() => {
  const bar = document.querySelector('.panel-frame');
  const [over, under] = [bar, document.activeElement].map((one) => one.getBoundingClientRect());
  return !bar.contains(document.activeElement) && document.activeElement !== document.body
    && under.bottom > over.top && under.top < over.bottom;
}"""
SHAPES = {
    "an option's border": (".opt:has(#kind--website)", "borderTopColor"),
    "a tick box": ("#limits--none", "borderTopColor"),
    "the row of a chosen option": (".opt:has(:checked)", "borderTopColor"),
    "a quiet button's border": (".button.quiet:not(.without-js)", "borderTopColor"),
}
BARS = {
    "one side's bar": (".ledger .side-0", "fill"),
    "the other side's bar": (".ledger .side-1", "fill"),
    "the axis": (".ledger .axis", "fill"),
}


def questionnaire(page: Page) -> None:
    page.goto(begin(page))
    answer(page, API)


def result(page: Page) -> None:
    page.goto(decide(page, {**API, "web_experience": "new"}))


def list_page(page: Page) -> None:
    decide(page, API)
    page.goto("/assessments")


REACHES = {"questionnaire": questionnaire, "result": result, "saved": list_page}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_stand_out_three_to_one(open_page: OpenPage, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    questionnaire(page)
    for name, shape in SHAPES.items():
        assert page.evaluate(CONTRAST, list(shape)) >= 3, name
    answer(page, {"web_experience": "new"})
    save(page)
    for name, shape in BARS.items():
        assert page.evaluate(CONTRAST, list(shape)) >= 3, name


@pytest.mark.parametrize("reach", REACHES.values(), ids=REACHES.keys())
def test_every_target_is_at_least_24_pixels(open_page: OpenPage, reach):
    page = open_page(viewport=PHONE)
    reach(page)
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_focus_is_seen_at_every_step(page: Page):
    questionnaire(page)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".skip").focus()
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN_FOCUS))
    assert [one for one in unseen if one] == []


def settled(page: Page) -> None:
    """The bar is highest where it offers to stop."""
    page.goto("/")
    page.get_by_role("link", name="A Flask app that works and hardly changes").click()
    expect(page.get_by_role("button", name="Stop here and save")).to_be_visible()


@pytest.mark.parametrize("reach", [questionnaire, settled])
@pytest.mark.parametrize("width", [320, 390])
def test_the_focused_option_is_not_hidden_by_the_bar_on_a_phone(phone: Page, reach, width: int):
    phone.set_viewport_size({"width": width, "height": 640})
    reach(phone)
    hidden = []
    for _ in range(30):
        phone.keyboard.press("Tab")
        hidden.append(phone.evaluate(COVERED))
    assert True not in hidden


def test_on_a_phone_the_bar_offers_to_stop_once_the_verdict_is_settled(phone: Page):
    phone.goto(begin(phone))
    stop = phone.get_by_role("button", name="Stop here and save")
    answer(phone, {"situation": "existing_flask"})
    expect(phone.locator("#preview")).to_contain_text("1 of 16 answered")
    expect(stop).to_be_hidden()
    answer(phone, {"limits": "none"})
    expect(stop).to_be_in_viewport(ratio=1)
    stop.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Verdict: Keep the Flask app")


def test_bars_are_drawn_in_forced_colours(open_page: OpenPage):
    page = open_page(forced_colors="active")
    result(page)
    fill = "getComputedStyle(document.querySelector('.ledger .{}')).fill"
    assert page.evaluate(fill.format("side-0")) != page.evaluate(fill.format("side-1"))


def test_nothing_moves_for_those_who_asked_for_that(open_page: OpenPage):
    page = open_page(reduced_motion="reduce")
    questionnaire(page)
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((one) =>"
        " parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
    )
    assert moving == 0


TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.table-frame')]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => `${one.className || one.tagName} ${one.scrollWidth} > ${one.clientWidth}`)"""


def test_a_name_of_one_long_word_fits_on_every_page(page: Page):
    name = "customer_notification_service_v2_backend" * 4
    result(page)
    at = page.url
    page.get_by_text("Rename", exact=True).click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator(".subject")).to_have_text(name)
    link = share(page)
    ways = ["", "/revisions/1", "/edit", "/own-reasons", "/title", "/shares"]
    pages = [*(f"{at}{way}" for way in ways), link, "/", "/assessments"]
    found = {}
    for address in pages:
        page.goto(address)
        if address.endswith("/assessments"):
            deletion = page.get_by_role("link", name="Delete").first.get_attribute("href") or ""
            pages.append(deletion)
        for size in (PHONE, {"width": 1280, "height": 900}):
            page.set_viewport_size(size)
            found[address, size["width"]] = page.evaluate(TOO_WIDE)
    assert "\n".join(f"{where} {said}" for where, said in found.items() if said) == ""
    assert len(pages) == 10
    page.goto(at)
    page.set_viewport_size(PHONE)
    page.goto(page.get_by_role("link", name="Try it").first.get_attribute("href") or "")
    assert page.evaluate(TOO_WIDE) == []
