"""C34: whatever a person writes is text on every page: it adds no element and no attribute."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import Example, example, of_ada
from tests.cases.site import Site
from tests.web.asgi import Answer
from tests.web.markup import parsed

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "{{7*7}}${7*7}#{7*7}<%=7*7%>",
    "' hx-on:click='alert(1)",
    "<div hx-get=/x hx-trigger=load>",
    "<hx-partial hx-target=body>",
    "javascript:alert(1)",
    "</title></textarea></svg><svg onload=alert(1)>",
    "<!--<![CDATA[ ]]>-->",
    "&lt;b&gt;&#60;i&#62;",
    "עברית<b>",
)
# Several in one text, as long as a title may be: what is not escaped shows all the same.
TOGETHER = (" ".join(HOSTILE[:4]), " ".join(HOSTILE[4:8]), " ".join(HOSTILE[8:]))
HARMLESS = "words"
NAME_LENGTH, ANSWERER_LENGTH = 60, 80


def write(site: Site, text: str) -> str:
    """Puts the text wherever Ada can write; the token of a link that shows as much as it may."""
    world = site.world
    own = f"/assessments/{world.assessment_id}"
    for share in site.rows_of(world.workspace_id)["shares"]:  # a page lists those that open
        site.post(f"/shares/{share['id']}/revoke", token=world.ada)
    (row,) = site.rows_of(world.workspace_id)["assessments"]
    share = {"_key": f"k{row['title_edit']}", "_revision": "1", "_lifetime": "90", "_label": text}
    share["_answered_by"] = text[:ANSWERER_LENGTH].strip()
    for path, fields in [
        (f"{own}/title", {"_text": text, "_version": row["title_edit"]}),
        (f"{own}/note", {"_text": text, "_version": row["note_edit"]}),
        ("/workspace/name", {"_name": text[:NAME_LENGTH].strip()}),
    ]:
        assert site.post(path, urlencode(fields).encode(), token=world.ada).status == 303
    sent = urlencode(share | {"_preview": "on"}).encode()
    shown = site.post(f"{own}/shares", sent, token=world.ada).text
    return shown.partition("/s/")[2][:43]


HTML = "text/html"


def pages(site: Site, rules: Library, token: str) -> Iterator[tuple[Example, Answer]]:
    """Every page of Ada's and of her newest link."""
    newest = max(site.rows_of(site.world.workspace_id)["shares"], key=lambda row: row["sequence"])
    values = of_ada(site.world, rules) | {"token": token, "share_id": newest["id"]}
    for route in site.routes():
        one = example(route, values)
        if one.method == "GET":
            answer = site.ask(one.path, token=site.world.ada)
            if (answer.header("content-type") or HTML).startswith(HTML):
                yield one, answer


def skeleton(answer: Answer) -> list[tuple[str, tuple[str, ...]]]:
    """All elements and the names of their attributes."""
    tree, _ = parsed(answer.text)
    return [(str(one.tag), tuple(sorted(one.attrib))) for one in tree.iter()]


def test_a_hostile_text_leaves_every_page_as_it_was_built(site: Site, rules: Library) -> None:
    harmless = {
        one.name: skeleton(answer) for one, answer in pages(site, rules, write(site, HARMLESS))
    }
    seen = set()
    for text in TOGETHER:
        for one, answer in pages(site, rules, write(site, text)):
            if text in unescape(answer.text):
                seen.add(one.name)
            if one.name != "show_shares":  # has one link more each time; looked at below
                assert skeleton(answer) == harmless[one.name], one
    assert {"list_saved", "show_assessment", "edit_title", "edit_note", "show_shared"} <= seen
    assert {"confirm_deletion", "confirm_revoke", "show_comparison", "show_shares"} <= seen


def shown_with(site: Site, reason: str, key: str) -> Iterator[Answer]:
    """The pages of a new assessment with an own reason: result, form, report."""
    token = site.world.ada
    new = f"_key={key}&situation=new&kind=public_api".encode()
    path = site.post("/questionnaire/flask-fastapi", new, token=token).header("location") or ""
    own = {"_key": key, "_latest": "1", "_text-1": reason, "_side-1": "flask"}
    sent = urlencode(own | {"_weight-1": "bottom_line"}).encode()
    assert site.post(f"{path}/own-reasons", sent, token=token).status == 303
    form = urlencode({"_key": key, "_revision": "2", "_lifetime": "90"}).encode()
    link = site.post(f"{path}/shares", form, token=token).text.partition("/s/")[2][:43]
    for shown in (path, f"{path}/own-reasons", f"/s/{link}"):
        yield site.ask(shown, token=token)


def test_an_own_reason_is_only_text_wherever_it_is_shown(site: Site) -> None:
    harmless = [skeleton(page) for page in shown_with(site, HARMLESS, "h")]
    for number, text in enumerate(TOGETHER):
        pages = list(shown_with(site, text, f"k{number}"))
        assert [text in unescape(page.text) for page in pages] == [True] * 3
        assert [skeleton(page) for page in pages] == harmless


@pytest.mark.parametrize("text", HOSTILE)
def test_the_name_of_a_browser_is_only_text(site: Site, text: str) -> None:
    found = []
    for name in (HARMLESS, text):
        sent = urlencode({"_name": name}).encode()
        assert site.post("/workspace/name", sent, token=site.world.ada).status == 303
        answer = site.ask("/workspace", token=site.world.ada)
        assert name in unescape(answer.text)
        found.append(skeleton(answer))
    assert found[0] == found[1]


@pytest.mark.parametrize("text", TOGETHER)
def test_a_list_of_links_shows_the_label_as_text(site: Site, text: str) -> None:
    write(site, text)
    answer = site.ask(f"/assessments/{site.world.assessment_id}/shares", token=site.world.ada)
    found = skeleton(answer)
    assert text in unescape(answer.text)
    assert not [one for one in found if one[0] in ("img", "hx-partial", "b", "i")]
    assert not [name for _, names in found for name in names if name.startswith("on")]
    assert not [names for tag, names in found if tag == "script" and "src" not in names]


def test_what_is_sent_in_an_address_is_only_text_too(site: Site) -> None:
    harmless: dict[str, object] = {}
    for shown in (HARMLESS, *HOSTILE):
        for path in (
            f"/assessments?{urlencode({'q': shown})}",
            f"/questionnaire/flask-fastapi?{urlencode({shown: shown})}",
            f"/questionnaire/flask-fastapi?{urlencode({'kind': shown})}",
            f"/comparisons?{urlencode({'r': shown})}",
        ):
            key = path.partition("?")[0] + str("kind" in path)
            found = skeleton(site.ask(path, token=site.world.ada))
            assert harmless.setdefault(key, found) == found, path


@pytest.mark.parametrize("text", TOGETHER)
def test_the_picture_for_previews_stays_a_picture(site: Site, text: str) -> None:
    answer = site.ask(f"/s/{write(site, text)}/preview.png")
    assert (answer.status, answer.header("content-type")) == (200, "image/png")
    assert answer.body.startswith(b"\x89PNG")
