"""The pages about a rulebook speak in its words, and every citation leads to its statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from app.analysis import checks
from app.analysis.findings import Finding
from app.engine.rules import Rulebook
from app.main import create_app
from app.rulebooks.library import Library, load_library
from app.rules.finding_words import FINDINGS, in_words
from app.rules.words import anchors
from app.settings import ROOT, Settings
from tests.analysis.drinks import DRINKS
from tests.engine.toy import TOY, TOY_PATH
from tests.factories import shipped
from tests.web.visitor import View, Visitor, text_of

SHIPPED = tuple(shipped())
EVERY = [*SHIPPED, TOY, DRINKS]
NAMES = [f"{each.id} {each.version}" for each in EVERY]
BY_RULE = {"situation": "existing_flask", "limits": "none"}
API = {"situation": "new", "kind": "public_api", "type_hints": "unfamiliar"}


@pytest.fixture
def ada(sqlite_url: str) -> Iterator[Visitor]:
    """She has the shipped rulebooks and two toys."""
    libraries = (shipped(), load_library(TOY_PATH.parent))
    texts = {each.default.id: each.texts(each.default.id) for each in libraries}
    library = Library(EVERY, "flask-fastapi", texts)
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=library))
    with visitor.client:
        yield visitor


def inner_names(rulebook: Rulebook) -> set[str]:
    """Its ids and keys as nobody writes words, but where one of its own texts does."""
    tables = (rulebook.rules, rulebook.groups, rulebook.gates, rulebook.claims, rulebook.questions)
    ids = {each.id for table in tables for each in table} | set(rulebook.weights)
    ids |= {f"{each.id}/{id_}" for each in rulebook.questions for id_ in each.option_ids}
    said = " ".join(
        getattr(each, name) or ""
        for table in (*tables, *(each.options for each in rulebook.questions))
        for each in table
        for name in ("text", "more", "no_effect", "because", "says", "label")
        if hasattr(each, name)
    )
    written = set(re.findall(r"[\w-]+", said.lower()))
    return {id_ for id_ in ids if re.search(r"[_/0-9-]", id_) and id_.lower() not in written}


@pytest.mark.parametrize("rulebook", EVERY, ids=NAMES)
@pytest.mark.parametrize("rest", ["", "/quality"])
def test_no_public_page_of_a_rulebook_shows_an_inner_name(
    ada: Visitor, rulebook: Rulebook, rest: str
):
    words = ada.get(f"/rulebooks/{rulebook.id}/{rulebook.version}{rest}").text()
    names = inner_names(rulebook)
    assert len(names) > 5
    assert {name for name in names if re.search(rf"(?<![\w-]){name}(?![\w-])", words)} == set()


def citations(view: View) -> list[tuple[str, str]]:
    """Where each citation of the page leads, and what it calls the place."""
    return [
        (link.get("href", ""), text_of(link))
        for link in view.all("a")
        if "#claim-" in link.get("href", "")
    ]


def pages(ada: Visitor) -> Iterator[View]:
    for answers in (API, BY_RULE):
        yield ada.save(answers)
    for rulebook in EVERY:
        for rest in ("", "/quality"):
            yield ada.get(f"/rulebooks/{rulebook.id}/{rulebook.version}{rest}")


def test_every_citation_leads_to_the_row_of_its_statement(ada: Visitor):
    targets: dict[str, dict[str, str]] = {}
    for view in pages(ada):
        cited = citations(view)
        assert cited
        for address, place in cited:
            path, _, anchor = address.partition("#")
            if path not in targets:
                rows = ada.get(path).all("tr")
                targets[path] = {row.get("id", ""): text_of(row) for row in rows}
            assert targets[path][anchor].startswith(place)


@pytest.mark.parametrize("rulebook", EVERY, ids=NAMES)
def test_all_statements_are_listed_each_at_an_anchor_of_its_own(ada: Visitor, rulebook: Rulebook):
    view = ada.get(f"/rulebooks/{rulebook.id}/{rulebook.version}")
    rows = [row.get("id") for row in view.all("tr") if row.get("id")]
    assert len(rows) == len(set(rows)) == len(rulebook.claims)


def test_places_that_are_written_alike_have_different_anchors():
    alike = [replace(TOY.claims[0], id=id_, where="Verse 1") for id_ in "abc"]
    assert list(anchors(alike).values()) == ["claim-verse-1", "claim-verse-1-2", "claim-verse-1-3"]


def test_an_anchor_is_readable():
    assert anchors(SHIPPED[-1].claims)["B4"] == "claim-bottom-line-closing"
    assert anchors(SHIPPED[-1].claims)["FW2"] == "claim-flask-what-works-2"


def test_every_code_of_a_finding_has_words():
    source = (ROOT / "app/analysis/checks.py").read_text("utf-8")
    codes = re.findall(r'yield (?:Finding\([^"]*(?:"warning", )?)?"(\w+)",', source)
    assert set(codes) - {"error", "warning", "note"} == set(FINDINGS)


def test_a_finding_names_what_it_is_about_and_leads_there():
    rulebook = SHIPPED[-1]
    found = in_words(rulebook, checks.check(rulebook, date(2026, 11, 22)))
    (first, second) = next(each.about for each in found if each.acknowledged)
    assert first.name == "FastAPI is the author's default for APIs"
    assert second.anchor == "rule-api-under-load"
    gone = in_words(rulebook, (Finding("warning", "stale_acknowledgement", "no/such", "drop it"),))
    assert gone[0].about == ()
