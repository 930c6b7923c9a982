"""C39: a search is for the very letters, and nothing anyone types makes a pattern work hard."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.cases.site import Site
from tests.web.asgi import Answer

ODD = ("100% sure", "snake_case", "back\\slash", "[a-z]*", "^.+$", "'; DROP TABLE", '"quoted"')


def search(site: Site, words: str) -> Answer:
    return site.ask(f"/assessments?{urlencode({'q': words})}", token=site.world.ada)


def rename(site: Site, title: str, edit: int) -> None:
    sent = urlencode({"_text": title, "_version": edit}).encode()
    path = f"/assessments/{site.world.assessment_id}/title"
    assert site.post(path, sent, token=site.world.ada).status == 303


@pytest.mark.parametrize("title", ODD)
def test_odd_letters_are_found_as_they_are(site: Site, title: str) -> None:
    rename(site, title, 2)
    assert site.world.assessment_id in search(site, title).text
    assert site.world.assessment_id in search(site, title[:3]).text


@pytest.mark.parametrize("words", ["%", "_", "%%%", "____", "\\", "\\%", "*", "?", "[a-z]", ".*"])
def test_no_letter_stands_for_others(site: Site, words: str) -> None:
    assert site.world.assessment_id not in search(site, words).text


def test_a_long_address_of_ids_holds_nobody_up(site: Site) -> None:
    for around in (f"a{'.' * 15_000}b", f"{' ' * 5_000}a", "/" * 15_000):
        answer = site.ask(f"/questionnaire?{urlencode({'kind': around}, safe='./')}")
        assert answer.status in (200, 303, 307, 404, 422)


@pytest.mark.parametrize("value", ["a" * 50_000 + "!", "a1" * 25_000, "-" * 50_000, "." * 50_000])
def test_what_looks_endless_is_refused_wherever_a_pattern_is(site: Site, value: str) -> None:
    address = urlencode({"r": value, "after": value, "q": value, "_code": value})
    for path in (f"/comparisons?{address}", f"/deletion?{address}", f"/assessments?{address}"):
        assert site.ask(path, token=site.world.ada).status in (404, 422)
    for path in (f"/assessments/{value}", f"/s/{value}", f"/rulebooks/{value}/{value}"):
        assert site.ask(path, token=site.world.ada).status == 404
    assert site.post("/workspace/open", f"_code={value}".encode()).status in (413, 422, 429)
