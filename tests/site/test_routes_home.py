"""The home page: start, continue, latest results, examples."""

import re

import pytest

from tests.factories import shipped
from tests.web.people import ada, app
from tests.web.visitor import PARTIAL, View, Visitor, text_of

RULEBOOK = shipped().default
API = {"situation": "new", "kind": "public_api"}


def test_a_first_visit_stores_nothing(ada: Visitor):
    view = ada.get("/")
    assert view.status == 200
    assert "set-cookie" not in view.headers
    assert "Continue where you stopped" not in view.text()


def test_begun_and_saved_assessments_are_offered(ada: Visitor):
    ada.start()
    ada.save(API)
    view = ada.get("/")
    assert "Continue where you stopped" in view.text()
    assert "Your latest results" in view.text()
    assert "FastAPI, by 10 points (clear)" in view.text()


def outcomes(view: View) -> list[tuple[str, str, str, str]]:
    """Address, situation, verdict and how clear it is, of each ready-made situation."""
    (listed,) = view.all("ul", class_="situations")
    rows = []
    for link in listed.iter("a"):
        title, out, verdict, clear = (text_of(one) for one in link.iter() if one is not link)
        assert out == f"{verdict} {clear}".strip()
        rows.append((link.get("href", ""), title, verdict, clear))
    return rows


def test_every_situation_opens_a_questionnaire_that_comes_out_as_promised(ada: Visitor):
    rows = outcomes(ada.get("/"))
    assert {title for _, title, _, _ in rows} == {example.title for example in RULEBOOK.examples}
    for address, _, verdict, clear in rows:
        form = ada.get(address)
        assert f"{verdict} {clear}" in form.text("p", id="leaning")
        assert ada.submit(form, "Save and see the result").heading == f"Verdict: {verdict}"


def test_the_situations_stand_from_one_side_to_the_other(ada: Visitor):
    """Neither side comes first because somebody likes it; what a rule decides is at its end."""
    first, *between, last = outcomes(ada.get("/"))
    assert first[2:] == ("Keep the Flask app", "by a rule")
    leads = [re.match(r"by (\d+) points", clear) for *_, clear in (*between, last)]
    signed = [
        0 if lead is None else int(lead[1]) * (1 if "FastAPI" in verdict else -1)
        for lead, (_, _, verdict, _) in zip(leads, (*between, last), strict=True)
    ]
    assert signed == sorted(signed)
    assert signed[0] < 0 < signed[-1]


def test_each_door_opens_the_questionnaire_with_its_answer(ada: Visitor):
    home = ada.get("/")
    for door in shipped().texts(RULEBOOK.id).doors:
        form = ada.get(home.href(door.title))
        ticked = {one.get("id") for one in form.all("input") if one.get("checked") is not None}
        assert ticked == {f"{question}--{option}" for question, option in door.answers.items()}
    assert "set-cookie" not in form.headers
    (told,) = home.all("h2", id=home.href("Someone sent you a result").removeprefix("#"))
    assert text_of(told) == "If someone sent you a result"


def test_three_questions_are_weighed_without_javascript_and_taken_along(ada: Visitor):
    home = ada.get("/")
    assert "No verdict yet" in home.text("div", id="taste")
    looked = ada.submit(home, "Weigh them", API)
    assert "FastAPI by 10 points (clear)" in looked.text("div", id="taste")
    assert "Your latest results" not in looked.text()
    form = ada.submit(looked, "Go on with these answers")
    assert form.path == "/questionnaire/flask-fastapi"
    assert "FastAPI by 10 points (clear)" in form.text("p", id="leaning")


def test_what_is_weighed_while_answering_is_the_very_text_of_the_page(ada: Visitor):
    address = "/?situation=existing_flask"
    part = ada.get(address, **PARTIAL)
    assert part.source.strip() in ada.get(address).source
    assert "As long as no limit of the Flask app is known, it is kept." in part.source
    assert "set-cookie" not in part.headers


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("kind=blog", "“What is it mainly?”: "),
        ("kind=website&kind=other", "“What is it mainly?”: "),
        ("colour=red", "The address: "),
    ],
)
def test_what_the_address_cannot_mean_is_named_and_left_out(ada: Visitor, query: str, notice: str):
    view = ada.get(f"/?situation=new&{query}")
    assert view.status == 200
    (said,) = (text_of(one) for one in view.all("div", class_="notice"))
    assert said.startswith(notice)
    assert said.endswith("This was left out.")
    ticked = [one.get("id") for one in view.all("input") if one.get("checked") is not None]
    assert ticked == ["situation--new"]


def test_who_began_something_sees_it_before_the_doors(ada: Visitor):
    ada.start()
    source = ada.get("/").source
    assert source.index("Continue where you stopped") < source.index("You start something new")


def test_home_says_where_the_points_come_from_and_whom_they_are_not_for(ada: Visitor):
    words = ada.get("/").text()
    texts = shipped().texts(RULEBOOK.id)
    assert texts.source.origin in words
    situations = words.index("7 situations and what comes out")
    assert all(0 < words.index(way.says) < situations for way in texts.exits)
    assert (
        ada.get("/").href("All 34 statements").endswith("/rulebooks/flask-fastapi/1.0.1#coverage")
    )
