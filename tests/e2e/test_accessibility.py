"""Every page and state, light and dark, wide and narrow: no axe violations, no sideways scroll."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, WIDE, OpenPage
from tests.e2e.journeys import LOOSE, SAVE, answer, begin, create_link, decide, decide_again, save
from tests.e2e.servers import served

AXE = (Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"() => axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPACE_TEXT = """() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [spaced];
}"""  # what a reader may set: WCAG 1.4.12
CUT_TEXT = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && one.textContent.trim() && one.clientWidth > 1)
  .filter((one) => getComputedStyle(one).clipPath === 'none')  // else it is for readers of screens
  .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflow))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
UNSEEN_FOCUS = """() => {
  const drawn = (one) => getComputedStyle(one).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((one) => one.checkVisibility() && !one.disabled && one.type !== 'hidden')
    .filter((one) => {
      one.focus();
      return document.activeElement === one
        && !drawn(one) && !drawn(one.closest('.opt, label') ?? one);
    })
    .map((one) => one.outerHTML.slice(0, 120));
}"""
# Of what stands side by side, takes out whatever has nothing in it that two before it have not: no
# other kind of element, class, attribute or state, and no text missing. Axe would say the same.
LEAVE_ONE_OF_EACH_KIND = """() => {
  const states = /^(role|type|open|checked|disabled|hidden|tabindex|aria-(?!label|desc|control))/;
  const kind = (one) => [one.tagName, one.classList.value, one.textContent.trim() === '',
    ...[...one.attributes].map(({name, value}) => states.test(name) ? name + value : name)].join();
  const thin_out = (parent) => {
    const kept = {};
    for (const one of parent.children) {
      const inside = [one, ...one.querySelectorAll('*')].map(kind);
      const before = (kept[inside[0]] ??= {number: 0, kinds: new Set()});
      if (before.number > 1 && inside.every((each) => before.kinds.has(each))) {
        one.dataset.again = '';
        continue;
      }
      before.number += 1;
      inside.forEach((each) => before.kinds.add(each));
      if (!one.matches('tr, svg')) thin_out(one);
    }
  };
  thin_out(document.body);
  document.querySelectorAll('[data-again]').forEach((one) => one.remove());
}"""
BY_POINTS = {"situation": "new", "kind": "public_api", "web_experience": "new"}
BY_RULE = {"situation": "existing_flask", "limits": "none"}
NARROW = {"width": 320, "height": 640}
MODES = {
    "light": (WIDE, "light"),
    "dark": (WIDE, "dark"),
    "phone, light": (PHONE, "light"),
    "320 px, dark": (NARROW, "dark"),
}
LOOKED_OVER = ("light", "320 px, dark")


def at(path: str) -> Callable[[Page], None]:
    """Goes to an address."""

    def go(page: Page) -> None:
        page.goto(path)

    return go


def filled_in(page: Page) -> None:
    page.goto(begin(page))
    answer(page, {"situation": "existing_flask", "limits": ["docs", "async"], "load": "high"})
    expect(page.locator("#preview")).to_contain_text("3 of 16 answered")


def refused(page: Page) -> None:
    page.goto(begin(page))
    answer(page, {"kind": "public_api"})
    page.evaluate("document.getElementById('kind--public_api').value = 'blog'")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("alert")).to_be_visible()


def result(page: Page) -> None:
    page.goto(decide(page, BY_POINTS))
    for fold in page.locator("details > summary").all():
        fold.click()


def kept_by_rule(page: Page) -> None:
    page.goto(decide(page, BY_RULE))


def what_if(page: Page) -> None:
    result(page)
    page.get_by_role("link", name="Try it").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What if")


def document(page: Page) -> None:
    page.goto(f"{decide(page, BY_RULE)}/revisions/1/document")
    expect(page.get_by_role("heading", level=1)).to_have_text("Copy for a document")


def starter(page: Page) -> None:
    page.goto(f"{decide(page, BY_RULE)}/revisions/1/starter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Start a project")


def own_reasons(page: Page) -> None:
    page.goto(f"{decide(page, BY_RULE)}/own-reasons")
    page.get_by_role("checkbox").first.check()
    page.locator("#text-1").fill("We have never run anything else")
    page.locator("#side-1").check()
    page.get_by_role("button", name="See the difference").click()
    expect(page.locator("#beside")).to_contain_text("With your 2 adjustments")


def adjusted(page: Page) -> None:
    own_reasons(page)
    page.get_by_role("button", name="Save as version").click()
    expect(page.locator("#own-reasons")).to_contain_text("With your 2 adjustments")


def disputed(page: Page) -> None:
    page.goto("/rulebooks/field-evidence/1.0.0/dispute?source=S091&wrong=remove")
    page.get_by_role("button", name="Make the text").click()
    expect(page.get_by_label("Text of the issue")).to_be_visible()


def more_questions(page: Page) -> None:
    page.goto(f"{decide(page, BY_POINTS)}/second-opinion")
    page.locator("#simplicity--least").check()
    page.get_by_role("button", name="See what it says").click()
    expect(page.locator("#so-far")).to_contain_text("Without answers of taste")


def compared(page: Page) -> None:
    page.goto(decide(page, BY_POINTS))
    page.get_by_role("link", name="Change answers").click()
    answer(page, {"kind": "internal_tool", "load": "high", "docs": "others", "structure": "own"})
    save(page)
    page.get_by_role("link", name="Compare with the previous version").click()
    page.get_by_role("link", name="Show every answer and reason").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why these came out differently")


def to_choose(page: Page) -> None:
    """What to compare, with one of two chosen."""
    made = decide(page, BY_POINTS)
    decide_again(page, made, BY_RULE)
    page.goto(f"/comparisons?r={made.rpartition('/')[2]}.1")
    expect(page.get_by_label("From")).to_be_visible()


def saved_list(page: Page) -> None:
    decide(page, BY_POINTS)
    page.goto("/assessments")


def ticked(page: Page) -> None:
    saved_list(page)
    page.get_by_role("checkbox").check()


def nothing_found(page: Page) -> None:
    decide(page, BY_POINTS)
    page.goto("/assessments?q=nothing+like+it&state=saved")


def asked_to_delete(page: Page) -> None:
    ticked(page)
    page.get_by_role("button", name="Delete …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete 1 assessment?")


def begun_at(path: str) -> Callable[[Page], None]:
    """Begins an assessment, then goes to an address."""

    def go(page: Page) -> None:
        begin(page)
        page.goto(path)

    return go


def workspace(page: Page) -> None:
    begin(page)
    page.goto("/workspace")
    name = page.get_by_label("Name of this browser")
    name.evaluate("one => one.removeAttribute('maxlength')")
    name.fill("x" * 61)
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("alert")).to_be_visible()


def import_preview(page: Page) -> None:
    begin(page)
    value = page.request.get("/workspace/export").json()
    one = value["assessments"][0]
    value["assessments"].append(one | {"id": "a" * 16, "title": "From elsewhere"})
    choose(page, json.dumps(value))
    expect(page.get_by_role("heading", level=1)).to_have_text("What this file would add")


def choose(page: Page, text: str) -> None:
    """A file with that text, looked at."""
    page.goto("/workspace/import")
    file = {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("#file").set_input_files(files=file)  # type: ignore[arg-type]
    page.get_by_role("button", name="See what it would add").click()


def import_done(page: Page) -> None:
    import_preview(page)
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")


def import_refused(page: Page) -> None:
    begin(page)
    value = page.request.get("/workspace/export").json()
    value["assessments"][0]["title"] = "Changed elsewhere"
    choose(page, json.dumps(value))
    expect(page.get_by_role("alert")).to_be_visible()


def code(page: Page) -> None:
    begun_at("/workspace")(page)
    page.get_by_role("button", name="Make a one-time code").click()
    expect(page.get_by_label("Code")).to_be_visible()


def makes_key(page: Page, name: str) -> None:
    page.goto("/workspace/keys")
    page.get_by_label("What the key is for").fill(name)
    page.get_by_role("button", name="Make the key").click()


def key(page: Page) -> None:
    begin(page)
    makes_key(page, "W" * 60)
    expect(page.get_by_label("Key", exact=True)).to_be_visible()


def key_refused(page: Page) -> None:
    """With a list of keys beside it."""
    key(page)
    makes_key(page, "")
    expect(page.get_by_role("alert")).to_be_visible()


def code_refused(page: Page) -> None:
    begun_at("/workspace/open")(page)
    page.get_by_label("One-time code").fill("mistyped")
    page.get_by_role("button", name="Open the workspace").click()
    expect(page.get_by_role("alert")).to_be_visible()


def rename(page: Page) -> None:
    page.goto(decide(page, BY_POINTS))
    page.get_by_text("Rename", exact=True).click()
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("alert")).to_be_visible()


def cleared(page: Page) -> None:
    filled_in(page)
    page.get_by_role("button", name="Clear all answers").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def overtaken(page: Page) -> None:
    page.goto(begin(page))
    other = page.context.new_page()
    other.goto(page.url)
    answer(other, {"kind": "public_api", "load": "high"})
    expect(other.locator("#preview")).to_contain_text("2 of ")
    answer(page, {"kind": "website"})
    expect(page.get_by_role("button", name="Use these answers")).to_be_visible()


def link_form(page: Page) -> None:
    link_created(page)
    page.get_by_role("link", name="Share this result").click()
    expect(page.get_by_role("table")).to_contain_text("For Ben")


def link_refused(page: Page) -> None:
    page.goto(f"{decide(page, BY_RULE)}/shares")
    page.get_by_label("Label").evaluate("one => one.removeAttribute('maxlength')")
    page.get_by_label("Label").fill("x" * 201)
    page.get_by_role("button", name="Create the link").click()
    expect(page.get_by_role("alert")).to_be_visible()


def link_created(page: Page) -> None:
    page.goto(f"{decide(page, BY_RULE)}/shares")
    create_link(page)


def link_shown_no_more(page: Page) -> None:
    link_created(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("link", name="Revoke").click()
    other.get_by_role("button", name="Revoke the link").click()
    other.close()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is revoked")


def asked_to_revoke(page: Page) -> None:
    link_form(page)
    page.get_by_role("link", name="Revoke").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revoke this link?")


def report(page: Page) -> None:
    page.goto(f"{decide(page, BY_POINTS)}/shares")
    page.goto(create_link(page))
    for fold in page.locator("details > summary").all():
        fold.click()


STATES = {
    "home": at("/"),
    "questionnaire": filled_in,
    "questionnaire refused": refused,
    "one question": at("/questionnaire/flask-fastapi/steps?situation=new&_asked=situation"),
    "enough asked": at("/questionnaire/flask-fastapi/steps?situation=existing_flask&limits=none"),
    "result": result,
    "result by rule": kept_by_rule,
    "what if": what_if,
    "document": document,
    "starter": starter,
    "code pair": at("/rulebooks/flask-fastapi/code"),
    "own reasons": own_reasons,
    "adjusted": adjusted,
    "more questions": more_questions,
    "comparison": compared,
    "comparison, none chosen": at("/comparisons"),
    "comparison, one chosen": to_choose,
    "saved": saved_list,
    "saved, none": at("/assessments"),
    "saved, ticked": ticked,
    "saved, nothing found": nothing_found,
    "saved, mistyped": at("/assessments?after=mistyped"),
    "delete": asked_to_delete,
    "workspace": workspace,
    "workspace, none": at("/workspace"),
    "code": code,
    "code refused": code_refused,
    "key": key,
    "key refused": key_refused,
    "import": at("/workspace/import"),
    "import refused": import_refused,
    "import, what it would add": import_preview,
    "import, done": import_done,
    "forget": begun_at("/workspace/forget"),
    "delete the workspace": begun_at("/workspace/delete"),
    "title refused": rename,
    "cleared": cleared,
    "overtaken": overtaken,
    "no cookie": at("/questionnaire/flask-fastapi?situation=new&_made=aaaaaaaaaaaaaaaa"),
    "links": link_form,
    "link refused": link_refused,
    "link created": link_created,
    "link shown no more": link_shown_no_more,
    "revoke": asked_to_revoke,
    "report": report,
    "link that does not work": at(f"/s/{'x' * 43}"),
    "rulebooks": at("/rulebooks"),
    "rulebook": at("/rulebooks/flask-fastapi/1.0.1"),
    "quality": at("/rulebooks/flask-fastapi/1.0.1/quality"),
    "sources": at("/rulebooks/field-evidence/1.0.0/sources?decision=chose+Flask&kind=private"),
    "record": at("/rulebooks/field-evidence/1.0.0/record"),
    "disputed": disputed,
    "evidence": at("/rulebooks/flask-fastapi/evidence"),
    "api": at("/api"),
    "about": at("/about"),
    "privacy": at("/privacy"),
    "not found": at("/nowhere"),
}


@pytest.mark.parametrize("reach", STATES.values(), ids=STATES.keys())
def test_no_violation_and_no_sideways_scroll(open_page: OpenPage, reach):
    page = open_page()
    reach(page)
    page.keyboard.press("Tab")  # from now on the focus is that of a keyboard
    assert page.evaluate(UNSEEN_FOCUS) == []
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(OVERFLOW) <= 0, "twice as large text"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(SPACE_TEXT)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert page.evaluate(OVERFLOW) <= 0, "text spaced out"
        assert page.evaluate(CUT_TEXT) == [], "text spaced out"
    page.evaluate("document.adoptedStyleSheets = []")
    assert_sound_in_every_mode(page)


def test_every_component_in_every_state_is_sound(open_page: OpenPage, tmp_path: Path):
    with served(tmp_path / "guide.db", development=True) as address:
        page = open_page(only=address)
        page.goto(f"{address}/styleguide")
        assert_sound_in_every_mode(page)


PLANT = """() => {
  const [first, second, third] = [...document.querySelectorAll('legend h3')].slice(-4);
  first.textContent = '';
  second.style.color = 'lightgray';
  third.setAttribute('aria-hidden', 'maybe');
}"""


def test_what_is_wrong_in_one_of_many_is_noticed(page: Page):
    page.goto(LOOSE)
    page.evaluate(PLANT)
    show_to_axe(page)
    found = {one.partition(":")[0] for one in violations(page)}
    assert found == {"empty-heading", "color-contrast", "aria-valid-attr-value"}


def assert_sound_in_every_mode(page: Page) -> None:
    """No sideways scroll in any mode; no violation in two that have both schemes and both layouts.

    Axe takes seconds on a long page: the other modes would show it the same colours and markup.
    """
    for mode in MODES:
        look(page, mode)
        assert page.evaluate(OVERFLOW) <= 0, mode
    show_to_axe(page)
    for mode in LOOKED_OVER:
        look(page, mode)
        assert violations(page) == [], mode


def look(page: Page, mode: str) -> None:
    """Has the page shown in that mode, with no colour halfway to another."""
    size, scheme = MODES[mode]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def show_to_axe(page: Page) -> None:
    """Loads it; of a hundred rows that are alike it gets two, and the others are gone.

    It looks from the top: further down, what sticks to the window may cover a part of a link.
    """
    page.evaluate(LEAVE_ONE_OF_EACH_KIND)
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.evaluate(AXE)


def violations(page: Page) -> list[str]:
    """What axe finds, rule by rule with the elements it blames."""
    found = page.evaluate(RUN)["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]
