"""C27: every text field takes what can be shown, in one spelling, and refuses the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from itertools import count
from urllib.parse import urlencode

import pytest

from app.main import build_pages
from app.rulebooks.library import Library
from app.settings import Settings
from tests.cases.site import Site
from tests.cases.world import fill
from tests.web.asgi import Answer

CONTROLS = [chr(one) for one in (*range(9), 11, 12, *range(14, 32), 127, *range(128, 160))]
SHOWN = {
    "turned round": "\u202eabc",
    "zero width": "a\u200bb\u200d",
    "marks": "e" + "\u0316" * 50,
    "composed": "e\u0301 n\u0303",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪",
    "scripts": "αβγ дом 漢字 עברית",
    "quotes": "\"'<>&;`\\",
    "beyond": "\U00010348\U0001f9d1",
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
    "name_of_a_draft": (name_of_a_draft, "/assessments"),
    "search": (search, ""),
}


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
def test_control_characters_and_surrogates_are_refused(site: Site, field: str) -> None:
    send, _ = FIELDS[field]
    for one in [*CONTROLS, "\ud800", "\udfff", "a\ud83d"]:
        answer = send(site, f"canary-c27{one}x")
        assert answer.status == 422, repr(one)
        assert "canary-c27" not in answer.text


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
        page = either_site.ask(
            where.format(assessment_id=either_site.world.assessment_id),
            token=either_site.world.ada,
        )
        assert unicodedata.normalize("NFC", value) in unescape(page.text), value


def test_a_search_for_anything_that_can_be_shown_is_answered(either_site: Site) -> None:
    for value in SHOWN.values():
        assert search(either_site, value).status == 200
        title(either_site, value)
        assert unicodedata.normalize("NFC", value) in unescape(search(either_site, value).text)
