"""A second opinion is offered nowhere as a start, though its pages can be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.rulebooks.library import load_library
from app.settings import Settings
from tests.rulebooks.neighbours import write_neighbours
from tests.web.visitor import Visitor

TITLE = "How to get to work? The neighbours"


@pytest.fixture
def ada(sqlite_url: str, tmp_path: Path) -> Iterator[Visitor]:
    write_neighbours(tmp_path)
    book = tmp_path / "neighbours-1.0.0.toml"
    book.write_text(book.read_text().replace("How to get to work?", TITLE))
    library = load_library(tmp_path)
    visitor = Visitor(
        create_app(Settings(database=sqlite_url, rulebook="commute"), library=library)
    )
    with visitor.client:
        yield visitor


def test_home_begins_with_the_other_one_only(ada: Visitor):
    home = ada.get("/")
    assert TITLE not in home.source
    assert "neighbours" not in home.source


@pytest.mark.parametrize("address", ["", "/steps", "?distance=near", "/steps?distance=near"])
def test_its_questionnaire_is_not_there_and_says_what_it_is(ada: Visitor, address: str):
    page = ada.get(f"/questionnaire/neighbours{address}")
    assert page.status == 404
    assert f"“{TITLE}” has no questionnaire of its own" in page.text()


@pytest.mark.parametrize("part", ["", "/steps", "/preview"])
def test_nothing_is_sent_to_it(ada: Visitor, part: str):
    page = ada.post(f"/questionnaire/neighbours{part}", {"distance": "near", "_key": "k" * 22})
    assert page.status == 404
    assert "a second opinion on “How to get to work?”" in page.text()


def test_no_assessment_is_begun_under_it(ada: Visitor):
    page = ada.post("/assessments", {"_rulebook_id": "neighbours", "_key": "k" * 22})
    assert page.status == 404
    assert "How to get to work" not in ada.get("/assessments").text()


def test_its_rules_can_be_read(ada: Visitor):
    assert ada.get("/rulebooks/neighbours/1.0.0").heading == TITLE
    assert ada.get("/rulebooks/neighbours/1.0.0/quality").status == 200
