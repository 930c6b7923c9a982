"""The name: made of the answers until somebody types one, then as typed; nothing typed is lost."""

from __future__ import annotations

from random import Random

import pytest

from app.questionnaire.naming import Naming, is_made, made_name, new_title
from app.rulebooks.texts import neutral_texts
from app.store.records import TITLE_LENGTH
from tests.factories import shipped
from tests.results.test_balance import random_answers
from tests.rounds import rounds
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, filled_in, text_of

LIBRARY = shipped()
RULEBOOK = LIBRARY.default
TEXTS = LIBRARY.texts(RULEBOOK.id)
API = {"situation": "new", "kind": "public_api", "load": "high"}
MADE = "New public API, high load"
SAVE = "Save and see the result"
UPDATE = "Update the preview"


def field(view: View) -> str:
    """What stands in the field for the name."""
    (name,) = view.all("input", id="name")
    return name.get("value", "")


def called(visitor: Visitor) -> str:
    """What the list calls the only assessment."""
    (row,) = visitor.get("/assessments").all("tbody")
    return text_of(row)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({}, "Flask or FastAPI?"),
        ({"situation": "new"}, "Flask or FastAPI?"),
        ({"situation": "new", "kind": "other", "load": "high"}, "High load"),
        ({"situation": "new", "kind": "public_api"}, "New public API"),
        ({"kind": "public_api", "load": "low", "horizon": "long"}, "Public API, low load"),
        ({"situation": "existing_flask", "kind": "website"}, "Flask app, website"),
        ({"situation": None, "kind": "ml_service"}, "Model service"),
        ({"team": "big"}, "Flask or FastAPI?"),
    ],
)
def test_a_name_is_made_of_the_first_answers(answers, name):
    given = {q: frozenset({a}) if a else None for q, a in answers.items()}
    assert made_name(RULEBOOK, TEXTS, given) == name


def test_where_the_rules_have_no_words_for_it_the_facts_make_the_name():
    neutral = neutral_texts([RULEBOOK])
    given = {"situation": frozenset({"new"}), "kind": frozenset({"website"})}
    assert made_name(RULEBOOK, neutral, given) == "Starting something new, A server-rendered site"
    assert made_name(RULEBOOK, neutral, {"load": frozenset({"high"})}) == "Flask or FastAPI?"
    for seed in range(rounds(50)):
        for texts in (TEXTS, neutral):
            name = made_name(RULEBOOK, texts, random_answers(Random(seed), RULEBOOK))
            assert 0 < len(name) <= TITLE_LENGTH - len(" (1000000)")
            assert name == name.strip()
            assert name[0].isupper()


@pytest.mark.parametrize(
    ("title", "naming", "becomes"),
    [
        ("Was", Naming(), "Is"),
        ("Was (7)", Naming(), "Is"),
        ("Is (2)", Naming(), None),
        ("Orders", Naming(), None),
        ("Orders", Naming("Orders", "Orders"), None),
        ("Was", Naming("Orders"), "Orders"),
        ("Orders", Naming("Orders"), None),
        ("Elsewhere", Naming("Orders", "Bills"), "Orders"),
        ("Orders", Naming("", "Orders"), "Is"),
        ("Renamed in another tab", Naming("Orders", "Orders"), None),
    ],
)
def test_what_was_typed_stays_and_what_was_made_follows_the_answers(title, naming, becomes):
    assert new_title(title, naming, "Was", "Is") == becomes


def test_a_made_name_may_have_a_number_and_nothing_else():
    assert is_made("Is it? (12)", "Is it?")
    assert not is_made("Is it (12)", "Is it?")
    assert not is_made("Is it? (twelve)", "Is it?")


def test_a_draft_is_called_by_its_answers_until_it_is_named(ada: Visitor):
    form = ada.submit(ada.start(), UPDATE, API)
    assert field(form) == ""
    assert form.text("q", id="made-name") == MADE
    assert MADE in called(ada)
    form = ada.submit(form, UPDATE, {"load": "low"})
    assert "New public API, low load" in called(ada)
    form = ada.submit(form, UPDATE, {"_name": "  Orders API "})
    assert field(form) == "Orders API"
    ada.submit(form, UPDATE, {"kind": "website"})
    assert "Orders API" in called(ada)
    ada.submit(form, UPDATE, {"_name": ""})
    assert "New website, low load" not in called(ada)
    assert "New public API, low load" in called(ada)


def test_another_tab_that_was_not_told_the_name_does_not_take_it_back(ada: Visitor):
    old = ada.start()
    ada.submit(ada.get(old.path), UPDATE, {"_name": "Orders API"})
    ada.submit(old, UPDATE, API)
    assert "Orders API" in called(ada)


@pytest.mark.parametrize(("typed", "name"), [("Orders API", "Orders API"), ("", MADE)])
def test_a_questionnaire_of_nobody_is_saved_with_its_name(ada: Visitor, typed, name):
    form = ada.get("/questionnaire/flask-fastapi")
    looked = ada.submit(form, UPDATE, {**API, "_name": typed})
    assert field(looked) == typed
    assert "Orders" not in looked.path
    ada.submit(looked, SAVE)
    assert name in called(ada)
    ada.submit(ada.get("/questionnaire/flask-fastapi"), SAVE, API)
    assert f"{MADE} (2)" in called(ada) if typed == "" else MADE in called(ada)


@pytest.mark.parametrize("begin", ["own", "of nobody"])
def test_clearing_the_answers_keeps_the_name_and_so_does_undoing_it(ada: Visitor, begin):
    form = ada.start() if begin == "own" else ada.get("/questionnaire/flask-fastapi")
    cleared = ada.submit(form, "Clear all answers", {**API, "_name": "Orders API"})
    assert field(cleared) == "Orders API"
    assert "Orders" not in cleared.address + cleared.headers.get("hx-replace-url", "")
    back = ada.submit(cleared, "Undo")
    assert field(back) == "Orders API"
    assert filled_in(back.form(SAVE))["kind"] == ["public_api"]


@pytest.mark.parametrize("typed", ["x" * (TITLE_LENGTH + 1), "👩‍👧" * (TITLE_LENGTH // 2)])
@pytest.mark.parametrize("button", [SAVE, UPDATE])
def test_a_name_that_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    ada: Visitor, typed, button
):
    for form in (ada.start(), ada.get("/questionnaire/flask-fastapi")):
        refused = ada.submit(form, button, {**API, "_name": typed})
        assert refused.status == 422
        assert refused.title.startswith("Error: ")
        assert field(refused) == typed
        assert "at most 200 characters" in refused.text("p", id="name-problem")
        (summary,) = refused.all("div", class_="summary")
        assert [link.get("href") for link in summary.iter("a")] == ["#name"]
        assert filled_in(refused.form(SAVE))["kind"] == ["public_api"]


def test_a_what_if_keeps_the_name(ada: Visitor):
    saved = ada.submit(ada.start(), SAVE, {**API, "_name": "Orders API"})
    mine = saved.path.rpartition("/")[2]
    view = ada.get(f"/questionnaire/flask-fastapi?revises={mine}&situation=new&kind=website")
    assert view.heading == "What if: Orders API"
    assert view.all("input", id="name") == []
    ada.submit(view, "Save as version 2")
    assert "Orders API" in called(ada)
