"""C27: every text field takes whatever is pasted, in one spelling, as what could be seen of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from itertools import count
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from app.main import build_pages
from app.rulebooks.library import Library
from app.settings import Settings
from tests.cases.site import Site
from tests.cases.world import fill
from tests.web.asgi import Answer
from tests.web.markup import parsed

CONTROLS = [chr(one) for one in (*range(9), 11, 12, *range(14, 32), 127, *range(128, 160))]
SHOWN = {
    "zero width": "a\u200cb\u200d",
    "marks": "e" + "\u0316" * 50,
    "composed": "e\u0301 n\u0303",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪",
    "scripts": "αβγ дом 漢字 עברית",
    "quotes": "\"'<>&;`\\",
    "beyond": "\U00010348\U0001f9d1",
}
PASTED = {
    "turned round": ("\u202eabc\u2066", "abc"),
    "unseen": ("\ufeffa\u200bb\u00adc\u2060", "abc"),
    "word": ("\uf0b7 It\x92s a\ufffcb", "• It’s a b"),
}
KEYS = count()
Send = Callable[[Site, str], Answer]


def title(site: Site, value: str) -> Answer:
    sent = urlencode({"_text": value, "_version": edit(site, "title")}, errors="surrogatepass")
    path = f"/assessments/{site.world.assessment_id}/title"
    return site.post(path, sent.encode(), token=site.world.ada)


def note(site: Site, value: str) -> Answer:
    sent = urlencode({"_text": value, "_version": edit(site, "note")}, errors="surrogatepass")
    path = f"/assessments/{site.world.assessment_id}/note"
    return site.post(path, sent.encode(), token=site.world.ada)


def label(site: Site, value: str) -> Answer:
    fields = {"_key": f"k{next(KEYS)}", "_revision": "1", "_lifetime": "90", "_label": value}
    path = f"/assessments/{site.world.assessment_id}/shares"
    sent = urlencode(fields, errors="surrogatepass")
    return site.post(path, sent.encode(), token=site.world.ada)


def answered_by(site: Site, value: str) -> Answer:
    fields = {"_key": f"k{next(KEYS)}", "_revision": "1", "_lifetime": "90", "_answered_by": value}
    path = f"/assessments/{site.world.assessment_id}/shares"
    sent = urlencode(fields, errors="surrogatepass")
    return site.post(path, sent.encode(), token=site.world.ada)


def own_reason(site: Site, value: str) -> Answer:
    fields = {"_key": f"k{next(KEYS)}", "_latest": edit(site, "latest"), "_text-1": value}
    fields |= {"_side-1": "flask", "_weight-1": "bottom_line"}
    path = f"/assessments/{site.world.assessment_id}/own-reasons"
    sent = urlencode(fields, errors="surrogatepass")
    return site.post(path, sent.encode(), token=site.world.ada)


def name(site: Site, value: str) -> Answer:
    sent = urlencode({"_name": value}, errors="surrogatepass")
    return site.post("/workspace/name", sent.encode(), token=site.world.ada)


def name_of_a_key(site: Site, value: str) -> Answer:
    """There are only so many keys, so the one before makes room."""
    with site.database.writer() as session:
        session.execute(text("DELETE FROM api_keys"))
    fields = {"_key": f"k{next(KEYS)}", "_scope": "read", "_lifetime": "90", "_name": value}
    sent = urlencode(fields, errors="surrogatepass")
    return site.post("/workspace/keys", sent.encode(), token=site.world.ada)


def name_of_a_draft(site: Site, value: str) -> Answer:
    sent = urlencode({"_latest": "1", "_name": value, "_shown": ""}, errors="surrogatepass")
    path = f"/assessments/{site.world.assessment_id}/draft"
    return site.post(path, sent.encode(), token=site.world.ada)


def search(site: Site, value: str) -> Answer:
    sent = urlencode({"q": value}, errors="surrogatepass")
    return site.ask(f"/assessments?{sent}", token=site.world.ada)


FIELDS: dict[str, tuple[Send, str]] = {
    "title": (title, "/assessments"),
    "note": (note, "/assessments/{assessment_id}"),
    "label": (label, "/assessments/{assessment_id}/shares"),
    "answered_by": (answered_by, "/assessments/{assessment_id}/shares"),
    "own_reason": (own_reason, "/assessments/{assessment_id}"),
    "name": (name, "/workspace"),
    "name_of_a_key": (name_of_a_key, "/workspace/keys"),
    "name_of_a_draft": (name_of_a_draft, "/assessments"),
    "search": (search, ""),
}


def shown_at(site: Site, where: str) -> Answer:
    return site.ask(where.format(assessment_id=site.world.assessment_id), token=site.world.ada)


def edit(site: Site, field: str) -> str:
    (row,) = site.rows_of(site.world.workspace_id)["assessments"]
    return str(row["latest" if field == "latest" else f"{field}_edit"])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_site(request: pytest.FixtureRequest, rules: Library) -> Iterator[Site]:
    """The same site on both engines: what one takes, the other takes."""
    if request.param == "sqlite":
        yield request.getfixturevalue("site")
        return
    url = request.getfixturevalue("postgresql_url")
    world = fill(url, rules)
    pages = build_pages(Settings(database=url), library=rules)
    yield Site(pages, request.getfixturevalue("tmp_path") / "none.db", world)
    pages.state.parts.database.close()


@pytest.mark.parametrize("field", FIELDS)
def test_control_characters_are_taken_as_what_was_seen_of_them(site: Site, field: str) -> None:
    send, where = FIELDS[field]
    for one in CONTROLS:
        answer = send(site, f"canary-c27{one}x")
        assert answer.status in (200, 303), repr(one)
    shown = answer if field == "search" else shown_at(site, where)
    kept = re.search(r"canary-c27([^<&]?)x", unescape(shown.text))
    assert kept is not None
    assert unicodedata.category(kept[1] or "x") != "Cc"


@pytest.mark.parametrize("field", [one for one in FIELDS if one != "search"])
def test_halves_of_characters_which_no_browser_sends_are_refused(site: Site, field: str) -> None:
    send, _ = FIELDS[field]
    for one in ("\ud800", "\udfff", "a\ud83d"):
        assert send(site, f"canary-c27{one}x").status == 422


@pytest.mark.parametrize("words", ["\ud800", "ö\udfff", "x" * 201, "\U0001f9d1" * 201])
def test_no_search_ends_on_an_error_page(site: Site, words: str) -> None:
    answer = search(site, words)
    assert 'id="words"' in answer.text
    if len(words) > 200:
        assert (answer.status, f'value="{words}"' in answer.text) == (422, True)
        assert "Look for at most 200 characters; these are 201." in answer.text


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_that_is_too_long_is_refused(site: Site, field: str) -> None:
    send, _ = FIELDS[field]
    for length in (5_001, 15_000, 250_000):
        assert send(site, "🧑" * length).status in (413, 422)


@pytest.mark.parametrize("field", [one for one in FIELDS if one != "search"])
def test_everything_else_is_kept_composed_and_shown_as_it_is(either_site: Site, field: str) -> None:
    send, where = FIELDS[field]
    for value in SHOWN.values():
        assert send(either_site, value).status in (200, 303), value
        page = shown_at(either_site, where)
        assert unicodedata.normalize("NFC", value) in unescape(page.text), value
    for value, kept in PASTED.values():
        assert send(either_site, value).status in (200, 303), value
        page = shown_at(either_site, where)
        assert (kept in unescape(page.text), value in unescape(page.text)) == (True, False)


DISPUTE = "/rulebooks/field-evidence/1.0.0/dispute"
OFFER = "/rulebooks/field-evidence/1.0.0/offer"

# Which of the fields on a page has that `maxlength`.
LONGEST = {
    "title": ("/assessments/{assessment_id}/title", "_text", 200),
    "note": ("/assessments/{assessment_id}/note", "_text", 5_000),
    "label": ("/assessments/{assessment_id}/shares", "_label", 200),
    "answered_by": ("/assessments/{assessment_id}/shares", "_answered_by", 80),
    "own_reason": ("/assessments/{assessment_id}/own-reasons", "_text-1", 200),
    "name": ("/workspace", "_name", 60),
    "name_of_a_draft": ("/assessments/{assessment_id}/edit", "_name", 200),
    "search": ("/assessments?q=x", "q", 200),
    "code": ("/workspace/open", "_code", 200),
    "right": (DISPUTE, "_right", 1_500),
    "where": (DISPUTE, "_where", 300),
    "cite": (OFFER, "_cite", 300),
    "date": (OFFER, "_date", 300),
    "reason": (OFFER, "_reason", 1_500),
    "about": (OFFER, "_about", 1_500),
}


@pytest.mark.parametrize("field", LONGEST)
def test_a_field_lets_through_what_the_server_takes_and_no_more(site: Site, field: str) -> None:
    where, name, most = LONGEST[field]
    tree, _ = parsed(shown_at(site, where).text)
    (control,) = [one for one in tree.iter() if one.get("name") == name and one.get("id")]
    assert control.get("maxlength") == str(most)
    assert field == "code" or control.get("dir") == "auto"
    if field in FIELDS:
        send, _ = FIELDS[field]
        assert send(site, "ä" * most).status in (200, 303)
        assert send(site, "🧑" * (most // 2)).status in (200, 303)
        refused = send(site, "ä" * (most + 1))
        assert (refused.status, "ä" * (most + 1) in refused.text) == (422, True)


def test_every_field_for_text_has_its_longest_and_its_direction(site: Site) -> None:
    for path in sorted({where for where, _, _ in LONGEST.values()}):
        tree, _ = parsed(shown_at(site, path).text)
        controls = [
            one
            for one in tree.iter()
            if one.get("name")
            and (str(one.tag).endswith("textarea") or one.get("type") in ("text", "search"))
        ]
        assert controls, path
        assert all(one.get("maxlength") for one in controls), path


def test_a_search_for_anything_that_can_be_shown_is_answered(either_site: Site) -> None:
    for value in SHOWN.values():
        assert search(either_site, value).status == 200
        title(either_site, value)
        assert unicodedata.normalize("NFC", value) in unescape(search(either_site, value).text)
