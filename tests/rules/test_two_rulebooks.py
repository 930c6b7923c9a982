"""Two rulebooks side by side: each is started, saved, compared and shared under its own words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.main import create_app
from app.rulebooks.library import Library, load_library
from app.settings import ROOT, Settings
from tests.engine.toy import TOY_PATH
from tests.factories import shipped
from tests.web.visitor import View, Visitor, text_of

SAVE = "Save and see the result"
API = {"situation": "new", "kind": "public_api"}
NEAR = {"distance": "near", "cargo": ["papers", "toddler"]}
SUBJECT = (
    r"article|endpoints?|meeting rooms?|python|flask|fastapi|frameworks?|practitioners?|projects?|"
    r"apps?|hosting"
)
OUR_NAME = "(?i)framework[ -]advisor"
CODE = r"(?s){#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>"


def both_rulebooks(default: str) -> Library:
    ours, toys = shipped(), load_library(TOY_PATH.parent)
    texts = {library.default.id: library.texts(library.default.id) for library in (ours, toys)}
    return Library([*ours, *toys], default, texts)


@pytest.fixture
def ada(sqlite_url: str) -> Iterator[Visitor]:
    library = both_rulebooks("flask-fastapi")
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=library))
    with visitor.client:
        yield visitor


def commute(visitor: Visitor) -> View:
    """A saved result under the second rulebook, begun at home."""
    form = visitor.submit(visitor.get("/"), "Start How to get to work?")
    return visitor.submit(form, SAVE, NEAR)


def share(visitor: Visitor, saved: View) -> str:
    """The path of a new link to the first revision."""
    form = visitor.get(f"{saved.path}/shares")
    made = visitor.submit(form, "Create", {"_revision": "1", "_lifetime": "90"})
    return re.findall(r"/s/[A-Za-z0-9_-]{43}", made.source)[0]


def test_both_are_started_from_home_and_saved_under_their_own_rules(ada: Visitor):
    assert ada.save(API).heading == "Verdict: FastAPI"
    saved = commute(ada)
    assert "the rules How to get to work? 1.0.0" in saved.text()
    assert "the people who come along" in saved.text()
    rows = ada.get("/assessments").text()
    assert "New public API" in rows
    assert "A few streets" in rows


def test_only_the_one_with_code_shows_code(ada: Visitor):
    pair = ada.get(ada.save({**API, "validation": "complex"}).href("See it in code"))
    code = [text_of(block) for block in pair.all("pre")]
    assert ["from flask import" in piece for piece in code] == [True, False]
    assert ["from fastapi import" in piece for piece in code] == [False, True]
    assert "in code" not in commute(ada).text()
    assert ada.get("/rulebooks/commute/code").status == 404


def test_results_under_different_rulebooks_stand_side_by_side(ada: Visitor):
    picked = [f"r={saved.path.rpartition('/')[2]}.1" for saved in (ada.save(API), commute(ada))]
    view = ada.get(f"/comparisons?{'&'.join(picked)}")
    assert view.status == 200
    assert "made with different rules" in view.text()


def test_both_are_shared_each_in_its_own_words(ada: Visitor):
    reader = Visitor(ada.client.app)
    report = reader.get(share(ada, ada.save(API))).text()
    assert "Someone described a project;" in report
    assert "after running both in production. It is a basis for a decision" in report
    report = reader.get(share(ada, commute(ada))).text()
    assert "Someone described a journey;" in report
    assert "A neighbour who has tried all three. It is a basis for a decision" in report


def test_the_site_speaks_of_both(ada: Visitor):
    about = ada.get("/about").text()
    for words in (
        "one decision of every morning and one decision that many Python teams face",
        "A coin, when the ways are equal.",
        "Move, when you have named real limits",
    ):
        assert words in about
    rules = ada.get("/rulebooks/commute/1.0.0").text()
    assert "“Sung by all” 8" in rules
    assert "As long as nobody loves the ride, the bicycle stays at home." in rules
    assert "The article has an opinion" in ada.get("/rulebooks/flask-fastapi/1.0.0/quality").text()


def test_the_setting_decides_which_one_home_is_about(sqlite_url: str):
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=both_rulebooks("commute")))
    with visitor.client:
        home = visitor.get("/")
        begun = visitor.start()
    assert home.heading.startswith("How to get to work?")
    assert "For people who have to be somewhere else by nine." in home.text()
    assert "Flask or FastAPI?" in map(text_of, home.all("h3"))
    assert "How far is it?" in begun.text()


def test_a_single_rulebook_offers_no_others(sqlite_url: str):
    visitor = Visitor(create_app(Settings(database=sqlite_url), library=shipped()))
    with visitor.client:
        assert "Other decisions" not in visitor.get("/").text()


def named_in(path: Path) -> list[str]:
    """Words of the subject in what a template itself says."""
    text = re.sub(OUR_NAME, "", re.sub(CODE, " ", path.read_text("utf-8")))
    return re.findall(rf"(?i)\b({SUBJECT})\b", text)


def test_no_template_names_the_subject_of_a_rulebook():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 30
    # What starts a project is offered only where a verdict is one about projects.
    others = [path for path in templates if path.parent.name != "starters"]
    assert {path.name: named_in(path) for path in others if named_in(path)} == {}
