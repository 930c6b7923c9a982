"""Rulebook pages, and every page with a rulebook about something else altogether."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from time import sleep

import pytest

from app.analysis import quality
from app.engine.rules import Rulebook
from app.main import create_app
from app.rulebooks.library import Library, load_library
from app.rules.quality import quality_page
from app.settings import Settings
from tests.web.people import ada, app
from tests.web.visitor import Visitor, text_of

TOYS = Path(__file__).parents[1] / "toys"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def toys() -> Library:
    return load_library(TOYS)


@pytest.fixture
def commuter(sqlite_url: str, toys: Library) -> Iterator[Visitor]:
    settings = Settings(database=sqlite_url)
    visitor = Visitor(create_app(settings, library=toys))
    with visitor.client:
        yield visitor


def test_the_rule_table_is_there_in_words(ada: Visitor):
    view = ada.get("/rulebooks/flask-fastapi/1.0.1")
    words = view.text()
    for part in ("Questions", "Rules that come first", "Verdicts", "What the source says"):
        assert part in words
    assert len(view.all("article", class_="rule-card")) == 16 + 30 + 1
    assert "When I use FastAPI 4" in words


def test_versions_that_differ_in_words_alone_have_one_fingerprint_of_what_scores(ada: Visitor):
    first, second = (
        re.findall("[0-9a-f]{64}", ada.get(f"/rulebooks/flask-fastapi/{version}").text("details"))
        for version in ("1.0.0", "1.0.1")
    )
    assert first[0] != second[0]
    assert (
        first[1:]
        == second[1:]
        == ["92b47b65e2230f043c6b243c3c0a110a7d56c257af26cf5ed5ca20cdf3080634"]
    )


def test_every_claim_is_used_or_says_why_not(ada: Visitor):
    rows = [
        row
        for row in ada.get("/rulebooks/flask-fastapi/1.0.1").all("tr")
        if row.get("id", "").startswith("claim-")
    ]
    assert len(rows) == 34
    for row in rows:
        used = row.findall("td")[1]
        assert list(used.iter("a")) or "not used:" in text_of(used)


@pytest.mark.parametrize(
    "path", ["flask-fastapi/9.9.9", "none/1.0.0", "flask-fastapi/1.0", "..%2f1/1.0.0"]
)
def test_an_unknown_rulebook_is_not_found(ada: Visitor, path):
    view = ada.get(f"/rulebooks/{path}")
    assert view.status == 404
    assert view.heading == "Not found"


def test_no_id_of_the_toy_occurs_in_code_or_templates(toys: Library):
    ids = {part.id for toy in toys for part in (*toy.alternatives, *toy.questions, *toy.rules)}
    files = [*ROOT.glob("app/**/*.py"), *ROOT.glob("templates/**/*.html")]
    written = {
        (id_, path.name)
        for path in files
        for id_ in ids
        if re.search(rf"""['"]{id_}['"]""", path.read_text("utf-8"))
    }
    assert not written


def test_questionnaire_preview_result_and_rules_work_for_the_toy(commuter: Visitor):
    home = commuter.get("/")
    assert home.heading.startswith("How to get to work?")
    form = commuter.start()
    assert "What do you carry?" in form.text()
    answers = {"distance": "near", "cargo": ["papers", "toddler"], "mood": "unknown"}
    previewed = commuter.submit(form, "Update the preview", answers)
    assert "2 of 5 answered" in previewed.text()
    result = commuter.submit(previewed, "Save and see the result")
    points = [int(cell.get("data-points")) for cell in result.all("td") if cell.get("data-points")]
    lead = next(int(cell.get("data-lead")) for cell in result.all("td") if cell.get("data-lead"))
    assert points
    assert sum(points) == lead
    assert "By bicycle" in result.text()
    rules = commuter.get("/rulebooks/commute/1.0.0")
    assert "May you drive?" in rules.text()
    assert "By car" in rules.text()


def test_a_wrong_answer_in_the_toy_is_named_at_its_question(commuter: Visitor):
    view = commuter.submit(
        commuter.start(), "Save and see the result", {"cargo": ["free_hands", "anvil"]}
    )
    assert view.status == 422
    assert "cannot go together" in view.text("p", id="q-cargo-problem")


def test_the_quality_page_publishes_counts_tilt_and_findings(ada: Visitor):
    view = ada.get(ada.get("/rulebooks/flask-fastapi/1.0.1").href("Every combination counted"))
    assert "73,850,616 complete ones, 5,832,179,712 with" in view.text()
    assert "FastAPI can collect more points" in view.text()
    rows = {text_of(row.find("th")): row for row in view.all("tr") if row.find("td") is not None}
    _, *new = (text_of(cell) for cell in rows["Starting something new"].findall("td"))
    assert new == ["34", "43", "25.4%", "48.3%", "26.3%"]
    assert "Nothing that would stop a release." in view.text()
    assert "Introduction: The author runs both" in view.text()
    assert "Sets the neutral start" in view.text()


def test_the_quality_page_of_the_toy_says_what_can_be_said(commuter: Visitor):
    view = commuter.get("/rulebooks/commute/1.0.0/quality")
    assert view.status == 200
    assert "How the source is covered" in view.text()


def test_eight_who_ask_for_the_quality_page_wait_for_one_computation_and_later_days_for_none(
    monkeypatch: pytest.MonkeyPatch,
):
    computed: list[str] = []

    def slow(rulebook: Rulebook) -> tuple[()]:
        computed.append(rulebook.id)
        sleep(0.1)  # long enough for the other seven to ask meanwhile
        return ()

    monkeypatch.setattr(quality, "robustness", slow)
    library = load_library()  # of which nothing is known yet
    rulebook = library.default
    texts = library.texts(rulebook.id)
    with ThreadPoolExecutor(8) as people:
        pages = list(
            people.map(lambda _: quality_page(rulebook, texts, date(2026, 11, 22)), range(8))
        )
    later = quality_page(rulebook, texts, date(2099, 1, 1))
    assert computed == [rulebook.id]
    assert [any(fact.passed for fact in page.report.ageing) for page in (pages[0], later)] == [
        False,
        True,
    ]


def test_rules_without_a_version_are_the_latest_and_what_is_not_here_names_what_is(ada: Visitor):
    assert ada.get("/rulebooks/flask-fastapi").path == "/rulebooks/flask-fastapi/1.0.1"
    for path, says in [
        ("/rulebooks/django", "only “Flask or FastAPI?”"),
        ("/rulebooks/flask-fastapi/9.9.9", "only 1.0.0 and 1.0.1"),
        ("/questionnaire/flask-fastapi?_rulebook=9.9.9", "only 1.0.0 and 1.0.1"),
    ]:
        view = ada.get(path)
        assert view.status == 404
        assert says in view.text()
        assert view.href("All rules") == "/rulebooks"


def test_an_address_with_an_option_that_is_none_names_those_there_are_in_words(ada: Visitor):
    said = ada.get("/questionnaire/flask-fastapi?situation=nonsense").text()
    assert "What the address has is none of “" in said
    assert "existing_flask" not in said
