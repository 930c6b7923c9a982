"""The longest words that people can write widen no page, on a narrow screen or on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import decide, decide_again

NARROW = {"width": 320, "height": 640}
PAPER = {"width": 695, "height": 983}  # what A4 leaves between its margins, at 96 dpi
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# What sticks out of the page, but for what scrolls in a frame of its own or is for screen readers.
STICKS_OUT = """() => [...document.querySelectorAll('main *')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg'))
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 90)).slice(0, 3)"""
WORD = "W" * 3_000
ADDRESS = "https://example.com/" + "path_of_many.parts/" * 150
TURNED = "ש" * 3_000
ANSWERS = {"situation": "existing_flask", "limits": ["docs"], "kind": "public_api"}


def send(page: Page, path: str, fields: dict[str, str]) -> str:
    """Sends a form as a page of the site would; what it answers."""
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-site": "same-origin",
    }
    answer = page.request.post(path, data=urlencode(fields), headers=headers)
    assert answer.ok, answer.text()
    return answer.text()


def written_everywhere(page: Page) -> Iterator[str]:
    """The pages that show what somebody wrote, once it stands wherever people can write."""
    one, other = decide(page, ANSWERS, WORD[:200]), decide(page, ANSWERS, ADDRESS[:200])
    own = {"_key": "own", "_latest": "1", "_text-1": WORD[:200], "_side-1": "flask"}
    own |= {"_weight-1": "bottom_line", "_text-2": TURNED[:200], "_side-2": "fastapi"}
    send(page, f"{one}/own-reasons", own | {"_weight-2": "bottom_line"})
    decide_again(page, one, {"kind": "internal_tool"}, latest=2)
    send(page, f"{one}/note", {"_text": f"{WORD[:1_500]}\n{ADDRESS}", "_version": "1"})
    send(page, "/workspace/name", {"_name": WORD[:60]})
    link = {"_key": "link", "_revision": "2", "_lifetime": "90", "_label": TURNED[:200]}
    made = send(page, f"{one}/shares", link | {"_answered_by": WORD[:80]})
    token = made.partition("/s/")[2][:43]
    share = re.search(r"/shares/\w+/revoke", page.request.get(f"{one}/shares").text())
    assert share
    ids = [path.rpartition("/")[2] for path in (one, other)]
    yield from ("/", "/assessments", "/workspace", "/workspace/delete", one, f"{one}/edit")
    yield from (f"{one}/title", f"{one}/note", f"{one}/own-reasons", f"{one}/shares", share[0])
    yield from (f"{one}/revisions/2", f"{one}/revisions/2/document", f"{one}/revisions")
    yield from (f"/s/{token}", f"/comparisons?r={ids[0]}.1&r={ids[0]}.2")
    yield f"/comparisons?r={ids[0]}.2&r={ids[1]}.1&all=1"
    yield f"/deletion?r={ids[0]}.3&r={ids[1]}.1"
    yield f"/questionnaire/flask-fastapi?{urlencode({'kind': WORD[:900], ADDRESS[:300]: '1'})}"
    yield from (f"/assessments?q={WORD[:150]}", f"/assessments?q={WORD[:900]}")
    yield f"/rulebooks/{WORD[:900]}"


def test_a_long_word_widens_no_page_and_is_not_cut_on_paper(open_page: OpenPage) -> None:
    page = open_page(viewport=NARROW)
    seen = 0
    for path in written_everywhere(page):
        page.set_viewport_size(NARROW)
        page.emulate_media(media="screen")
        page.goto(path, wait_until="domcontentloaded")
        page.evaluate(OPEN_ALL)
        assert (page.evaluate(OVERFLOW), path) == (0, path), page.evaluate(STICKS_OUT)
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        assert page.evaluate(STICKS_OUT) == [], path
        seen += 1
    assert seen == 22
