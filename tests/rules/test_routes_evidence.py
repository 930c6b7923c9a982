"""The page of what was checked: claims beside facts, figures of the run, what is due."""

import re
from datetime import UTC, datetime

import pytest

from app.main import create_app
from app.rules.code_examples import EXAMPLES
from app.rules.evidence import evidence_page
from app.settings import Settings
from tests.factories import FrozenClock, shipped
from tests.rules.test_code_examples import load_app
from tests.web.people import ada, app
from tests.web.visitor import Visitor, text_of

PAGE = "/rulebooks/flask-fastapi/evidence"


def test_it_is_found_from_the_rules_and_from_about(ada: Visitor):
    assert ada.get("/about").href("what was checked") == PAGE
    rules = ada.get("/rulebooks/flask-fastapi/1.0.1")
    assert rules.href("What was checked") == PAGE
    speed = next(row for row in rules.all("tr") if "two to three times" in text_of(row))
    assert f"{PAGE}#speed" in [link.get("href") for link in speed.iter("a")]
    assert ada.get(PAGE).heading == "What was checked"


def test_a_result_leads_there_and_to_the_sources_of_each_reason(ada: Visitor):
    result = ada.save({"situation": "new", "kind": "public_api", "docs": "others"})
    assert result.href("What was checked of the advice") == PAGE
    counted = [str(a.get("href")) for a in result.all("a") if "decisions for" in text_of(a)]
    assert len(counted) == 2
    for address in counted:
        page, _, anchor = address.partition("#")
        assert ada.get(page).all("li", id=anchor)


def test_the_second_opinion_leads_there_from_what_it_measured(ada: Visitor):
    rules = ada.get("/rulebooks/field-evidence/1.0.0")
    assert rules.href("What was checked") == PAGE
    measured = next(row for row in rules.all("tr") if "Our own measurement" in text_of(row))
    assert f"{PAGE}#speed" in [link.get("href") for link in measured.iter("a")]


def test_each_claim_stands_beside_facts_with_their_source_and_the_rules_that_rest_on_it(
    ada: Visitor,
):
    view = ada.get(PAGE)
    words = view.text()
    for part in ("Noticeably faster, two to three times", "mlflow/mlflow, pull request 14307"):
        assert part in words
    assert re.search(r"\d+ of 48 comparisons are within the 2 to 3 times", words)
    rules = ada.get("/rulebooks/flask-fastapi/1.0.1")
    ids = {one.get("id") for one in rules.all("article")}
    linked = {str(link.get("href")).partition("#")[2] for link in view.all("a")}
    assert len(linked & ids) > 8
    assert {one for one in linked if one.startswith("rule-")} <= ids


def test_the_table_says_of_each_ratio_where_it_lies(ada: Visitor):
    measured = shipped().evidence("flask-fastapi").measurement
    rows = [row for row in ada.get(PAGE).all("tr") if row.find("td") is not None]
    for pair, row in zip(measured.pairs, rows, strict=False):
        assert text_of(row.find("th")) == pair.label
        for condition, cell in zip(measured.run.conditions, row.findall("td"), strict=True):
            place = measured.place(measured.ratio(pair, *condition))
            said = {0: "", 1: "above", -1: "below"}[place]
            assert text_of(cell).endswith(said)


def test_a_clock_past_its_date_greys_a_fact_and_changes_no_figure():
    library = shipped()
    rulebook = library.default
    evidence = library.evidence("flask-fastapi")
    before, after = (
        evidence_page(rulebook, evidence, datetime(year, 12, 1, tzinfo=UTC).date())
        for year in (2026, 2099)
    )
    assert (before.due, after.due) == (0, after.ageing)
    assert before.tested == after.tested
    assert before.checked == after.checked


def test_what_is_due_is_said_at_the_top_and_at_each_fact(sqlite_url: str, clock: FrozenClock):
    ada = Visitor(create_app(Settings(database=sqlite_url), library=shipped(), clock=clock))
    assert "facts are due" not in ada.get(PAGE).text()
    clock.advance(days=200)  # past the versions in the index, not past what is documented
    view = ada.get(PAGE)
    due = view.all("li", class_="due")
    assert f"{len(due)} of " in view.text("p", role="note")
    assert all("not checked since 31 May 2027" in text_of(one) for one in due)


def test_nothing_is_shown_where_nobody_checked(ada: Visitor):
    assert ada.get("/rulebooks/none/evidence").status == 404


@pytest.mark.parametrize("framework", ["flask", "fastapi"])
def test_our_example_has_as_many_lines_and_as_much_documentation_as_is_said(framework: str):
    path = EXAMPLES / "flask-fastapi" / f"{framework}_endpoint.py"
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    code = [line for line in lines if line and not line.startswith(("#", '"""'))]
    facts = next(t for t in shipped().evidence("flask-fastapi").topics if t.id == "code").facts
    label = {"flask": "lines of code in Flask", "fastapi": "in FastAPI"}[framework]
    assert f"{len(code)} {label}" in facts[0].says
    if framework == "fastapi":
        words = path.read_text("utf-8")
        assert len(words.partition("@app.exception_handler")[2].splitlines()) == 5
    routes = {getattr(route, "path", str(route)) for route in getattr(load_app(path), "routes", ())}
    assert ("/docs" in routes) == (framework == "fastapi")
