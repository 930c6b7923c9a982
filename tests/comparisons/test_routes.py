"""Results side by side: what the page says is what was saved, and it adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest

from app.engine.answers import Answers, read_answers
from app.engine.rules import Rulebook
from app.main import create_app
from app.questionnaire.actions import save_revision, start_assessment
from app.rulebooks.library import Library, load_library
from app.settings import Settings
from app.store.database import Database
from app.store.workspaces import Workspace
from tests.engine.toy import TOY, toy
from tests.factories import intent
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api", "load": "high", "web_experience": "new"}
TOOL = {"kind": "internal_tool", "load": "moderate", "extensions": "exact"}
MANY = {
    "kind": "internal_tool",
    "load": "low",
    "extensions": "exact",
    "structure": "own",
    "horizon": "quick",
    "docs": "own_team",
    "validation": "complex",
}
WORKING = {"situation": "existing_flask", "limits": ["none"]}
OUTGROWN = {"situation": "existing_flask", "limits": ["docs"]}
HOSTILE = (
    '"><img src=x onerror=alert(1)> {{7*7}} <div hx-get=/x hx-trigger=load> javascript:alert(1)'
)
SHIPPED = load_library().default

Key = tuple[str, int]


def saved(visitor: Visitor, answers: dict[str, object]) -> str:
    """The id of a new assessment with one revision."""
    return visitor.save(answers).path.rpartition("/")[2]  # type: ignore[arg-type]


def changed(visitor: Visitor, assessment: str, answers: dict[str, object]) -> View:
    """The result after these answers were changed."""
    form = visitor.get(f"/assessments/{assessment}/edit")
    return visitor.submit(form, "Save and see the result", answers)  # type: ignore[arg-type]


def address(*keys: Key, **more: str) -> str:
    chosen = [("r", f"{assessment}.{n}") for assessment, n in keys]
    return f"/comparisons?{urlencode([*chosen, *more.items()])}"


def compared(visitor: Visitor, *keys: Key, **more: str) -> View:
    view = visitor.get(address(*keys, **more))
    assert view.status == 200
    return view


def numbers(view: View, tag: str, name: str) -> list[int]:
    return [
        int(element.get(name, "")) for element in view.all(tag) if element.get(name) is not None
    ]


def rows(view: View, heading: str) -> dict[str, list[str]]:
    """The rows of the table whose first head is that: row head → cells, without column names."""
    tables = [
        table
        for table in view.all("table", class_="compare")
        if heading in [text_of(head) for head in table.iter("th")]
    ]
    assert tables, heading
    return {
        text_of(next(row.iter("th"))): [cell_text(cell) for cell in row.findall("td")]
        for row in tables[0].iter("tr")
        if row.findall("td") and row.findall("th")
    }


def cell_text(cell: Element) -> str:
    name = next((span for span in cell.iter("span") if "cell-name" in span.get("class", "")), None)
    return text_of(cell).removeprefix(text_of(name)).strip() if name is not None else text_of(cell)


def sums(view: View) -> list[int]:
    """What the rows of the table of reasons add up to, column by column."""
    table = next(
        element for element in view.all("table") if any(c.get("data-lead") for c in element.iter())
    )
    lines = [
        [int(cell.get("data-points", "")) for cell in row.iter("span") if cell.get("data-points")]
        for row in table.iter("tr")
    ]
    return [sum(column) for column in zip(*(line for line in lines if line), strict=True)]


@pytest.fixture
def project(ada: Visitor) -> str:
    """An assessment of Ada's with two revisions that come out differently."""
    made = saved(ada, API)
    changed(ada, made, TOOL)
    return made


# What it says


def test_a_sentence_at_the_top_says_why_they_came_out_differently(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    assert view.heading == "Why these came out differently"
    assert view.text("p", class_="verdict-sentence") == (
        "Version 1 comes out as FastAPI and Version 2 as Flask: the lead of FastAPI over Flask "
        "goes from +10 to −20 because of “It is an API” (−10), “It is a small tool” (−10), "
        "“Performance” (−5) and “Ready-made parts” (−5)."
    )


def test_the_largest_terms_and_the_rest_add_up_to_the_difference(ada: Visitor):
    made = saved(ada, API)
    changed(ada, made, MANY)
    view = compared(ada, (made, 1), (made, 2))
    shifts = numbers(view, "td", "data-shift")
    before, after = numbers(view, "span", "data-lead")
    assert "and the rest (" in view.text("p", class_="verdict-sentence")
    assert len(shifts) == 4
    assert [sum(shifts)] == numbers(view, "td", "data-difference") == [after - before]


def test_the_numbers_of_the_sentence_are_those_of_the_table(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    sentence = view.text("p", class_="verdict-sentence")
    for shift in view.all("td"):
        if shift.get("data-shift"):
            assert f"({text_of(shift)})" in sentence


def test_each_term_names_the_answers_behind_it(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    term = next(row for row in view.all("tr") if row.get("data-group") == "Performance")
    assert "Version 1: performance-critical APIs" in text_of(term)
    assert "How much does raw performance matter?" in text_of(term)
    assert "Version 1: A lot: load or latency. Version 2: Somewhat." in text_of(term)


def test_the_columns_show_what_was_saved(ada: Visitor, project: str):
    facts = rows(compared(ada, (project, 1), (project, 2)), "Verdict")
    assert facts["Verdict"] == ["FastAPI", "Flask"]
    assert facts["Strength"] == ["clear", "very strong"]
    assert facts["Lead"] == ["10", "20"]
    assert facts["Score of Flask"] == ["5 points", "20 points"]
    assert facts["Score of FastAPI"] == ["15 points", "0 points"]
    assert facts["Answered"] == ["4 of 14", "5 of 14"]


def test_each_column_links_to_its_result(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    assert ada.get(view.href("Version 1")).heading == "Verdict: FastAPI"
    assert ada.get(view.href("Version 2")).heading == "Verdict: Flask"


def test_the_reasons_add_up_to_the_leads_in_every_column(ada: Visitor, project: str):
    other = saved(ada, OUTGROWN)
    for more in ({}, {"all": "1"}):
        view = compared(ada, (project, 1), (project, 2), (other, 1), **more)
        assert sums(view) == numbers(view, "span", "data-lead") == [10, -20, 0]


def test_only_what_differs_is_shown_until_everything_is_asked_for(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    answers = rows(view, "Question")
    assert list(answers) == [
        "What is it mainly?",
        "How much does raw performance matter?",
        "How much would you build on ready-made Flask extensions?",
    ]
    assert answers["What is it mainly?"] == ["A public API", "Internal or admin tool"]
    assert "3 answers of 14 differ." in view.text()
    assert "The 1 reason that counts the same, together" in rows(view, "Reason")


def test_everything_is_one_link_away_and_back(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    whole = ada.get(view.href("Show everything"))
    answers = rows(whole, "Question")
    assert len(answers) == 14
    assert answers["Where do you stand?"] == ["Starting something new", "Starting something new"]
    assert "What is it mainly? differs" in answers
    assert any("Flask is easy to learn" in head for head in rows(whole, "Reason"))
    assert whole.href("Show only what differs") == address((project, 1), (project, 2))


def test_the_order_of_the_address_is_the_order_of_the_columns(ada: Visitor, project: str):
    view = compared(ada, (project, 2), (project, 1))
    assert rows(view, "Verdict")["Verdict"] == ["Flask", "FastAPI"]
    assert "the lead of Flask over FastAPI goes from +20 to −10" in view.text()


def test_each_of_four_is_compared_with_the_first_in_one_sentence(ada: Visitor, project: str):
    others = [saved(ada, WORKING), saved(ada, OUTGROWN)]
    view = compared(ada, (project, 1), (project, 2), *((other, 1) for other in others))
    sentences = [text_of(paragraph) for paragraph in view.all("p", class_="verdict-sentence")]
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "A comes out as FastAPI and B as Flask",
        "A comes out as FastAPI and C as Keep the Flask app",
        "A comes out as FastAPI and D as Too close to call",
    ]
    assert len(view.all("table", class_="ledger")) == 3


def test_a_rule_that_decides_in_one_only_comes_before_the_points(ada: Visitor):
    view = compared(ada, (saved(ada, WORKING), 1), (saved(ada, OUTGROWN), 1))
    sentence = view.text("p", class_="verdict-sentence")
    assert sentence.index("in A FastAPI is ruled out before any points") < sentence.index(
        "by points"
    )
    gate = view.text("div", class_="gate")
    assert "Ruled out in A only: FastAPI." in gate
    assert "Has the Flask app hit real limits?" in gate
    assert "A: No, it does its job." in gate


def test_the_same_choice_in_other_words_is_said_to_be_the_same(ada: Visitor):
    stays = {**API, "situation": "existing_fastapi"}
    view = compared(ada, (saved(ada, API), 1), (saved(ada, stays), 1))
    assert "B as Stay with FastAPI (the same choice, in other words)" in view.text()


def test_the_same_answers_twice_have_no_difference(ada: Visitor):
    view = compared(ada, (saved(ada, API), 1), (saved(ada, API), 1))
    assert view.heading == "The same verdict"
    assert view.text("p", class_="verdict-sentence") == (
        "A and B both come out as FastAPI: no reason counts differently, and the lead of FastAPI "
        "over Flask is +10 in both."
    )
    assert "0 answers of 14 differ." in view.text()


def test_reasons_that_cancel_out_are_said_to(ada: Visitor):
    fast, built_in = saved(ada, {"load": "high"}), saved(ada, {"structure": "built_in"})
    view = compared(ada, (fast, 1), (built_in, 1))
    assert (
        "stays at +3, since these cancel out: “Performance” (−3) and “Freedom or features” (+3)."
        in view.text("p", class_="verdict-sentence")
    )


def test_questions_not_asked_open_and_unknown_are_told_apart(ada: Visitor):
    new = saved(ada, {"situation": "new", "load": "unknown"})
    working = saved(ada, {"situation": "existing_flask", "limits": ["none"]})
    answers = rows(compared(ada, (new, 1), (working, 1)), "Question")
    assert answers["Has the Flask app hit real limits?"] == [
        "Not asked",
        "No, it does its job",
    ]
    assert answers["How much does raw performance matter?"] == ["I do not know", "Not provided"]
    assert "How much will the app still change?" not in answers


# From a result


def test_from_a_result_to_its_previous_revision_by_one_click(ada: Visitor, project: str):
    second = ada.get(f"/assessments/{project}")
    view = ada.get(second.href("Compare with the previous version"))
    assert rows(view, "Verdict")["Verdict"] == ["FastAPI", "Flask"]


def test_the_first_revision_has_no_previous_one(ada: Visitor, project: str):
    first = ada.get(f"/assessments/{project}/revisions/1")
    assert "Compare with the previous version" not in first.text()


# The choice


def test_none_and_one_get_a_page_that_explains_how_to_choose(ada: Visitor, project: str):
    for path in ("/comparisons", "/comparisons?all=1", address((project, 1))):
        view = ada.get(path)
        assert (view.status, view.heading) == (422, "Choose two to four results")
        assert view.title.startswith("Error: ")
        assert view.href("saved assessments") == "/assessments"


def test_five_and_the_same_one_twice_are_refused(ada: Visitor, project: str):
    for n in range(3):
        changed(ada, project, {"load": ["low", "moderate", "high"][n]})
    five = ada.get(address(*((project, n) for n in range(1, 6))))
    twice = ada.get(address((project, 1), (project, 2), (project, 1)))
    assert (five.status, twice.status) == (422, 422)
    assert "You ticked 5 results; there is room for 4 side by side." in five.text()
    assert "The same result is there twice." in twice.text()


def test_a_ticked_assessment_without_a_saved_result_is_refused_in_words(ada: Visitor, project: str):
    started = ada.start().path.split("/")[2]
    refused = ada.get(address((project, 1), (started, 0)))
    assert refused.status == 422
    assert "has no saved result yet" in refused.text()
    assert ada.get(address((project, 1), ("a" * 16, 0))).source == refused.source


def test_a_visitor_without_a_workspace_gets_the_same_explanation(ben: Visitor):
    assert ben.get("/comparisons").status == 422
    assert "set-cookie" not in ben.get("/comparisons").headers


ODD = [
    "x",
    "",
    ".",
    "1",
    "{id}",
    "{id}.",
    "{id}.01",
    "{id}.3",
    "{id}.-1",
    "{id}.1.1",
    "{id}.1 ",
    "{id}.１",
    "{id}.100000000000000000000",
    "{ID}.1",
    "aaaaaaaaaaaaaaaa.1",
    "{id}/1",
    "../{id}.1",
    "{id}.1\x00",
    "a" * 10_000 + ".1",
]


def test_what_is_none_gets_the_page_of_what_is_not_there(ada: Visitor, project: str):
    unknown = ada.get(address((project, 1), ("b" * 16, 1)))
    for odd in ODD:
        mark = odd.replace("{id}", project).replace("{ID}", project.upper())
        refused = ada.get(f"/comparisons?{urlencode([('r', f'{project}.1'), ('r', mark)])}")
        assert (refused.status, refused.source) == (404, unknown.source), ascii(odd[:20])


def test_bytes_that_are_no_text_are_not_there_either(ada: Visitor, project: str):
    assert ada.get(f"{address((project, 1))}&r=%ff%fe.1").status == 404


def test_c02_a_strangers_result_is_not_found_and_looks_like_none(
    ada: Visitor, ben: Visitor, project: str
):
    his = saved(ben, API)
    foreign = ada.get(address((project, 1), (his, 1)))
    unknown = ada.get(address((project, 1), ("a" * 16, 1)))
    both_foreign = ben.get(address((project, 1), (project, 2)))
    assert foreign.status == unknown.status == both_foreign.status == 404
    assert foreign.source == unknown.source == both_foreign.source
    assert his not in foreign.source


def test_a_visitor_without_a_workspace_finds_nothing(ben: Visitor, project: str):
    assert ben.get(address((project, 1), (project, 2))).status == 404


# Hostile titles


def test_c34_a_hostile_title_is_only_text(ada: Visitor):
    made = [saved(ada, API), saved(ada, TOOL)]
    for assessment_id in made:
        form = ada.get(f"/assessments/{assessment_id}/title")
        ada.submit(form, "Save the title", {"_text": HOSTILE})
    view = compared(ada, *((assessment_id, 1) for assessment_id in made))
    assert view.all("a", href=f"/assessments/{made[0]}/revisions/1")[0].text == HOSTILE
    assert HOSTILE in view.title
    assert not view.all("img")
    assert not [box for box in view.all("div") if box.get("hx-get")]


# Other rulebooks and versions


def in_version(version: str, points: int) -> Rulebook:
    rules = tuple(
        replace(rule, points={"fastapi": points}) if rule.id == "high-load" else rule
        for rule in SHIPPED.rules
    )
    return replace(SHIPPED, version=version, rules=rules)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def eve(database: Database, sqlite_url: str) -> Iterator[Visitor]:
    """A visitor of a site with several rulebooks, on that database."""
    settings = Settings(database=sqlite_url)
    library = Library([SHIPPED, in_version("1.1.0", 7), TOY])
    visitor = Visitor(create_app(settings, library=library))
    with visitor.client:
        visitor.start()
        yield visitor


def decided(database: Database, rulebook: Rulebook, answers: Answers) -> Key:
    """A revision under that rulebook, in the only workspace there is."""
    library = Library([SHIPPED, in_version("1.1.0", 7), TOY])
    with database.writer() as session:
        workspace = Workspace(1, session)
        made = start_assessment(workspace, rulebook, answers, intent())
        return made, save_revision(workspace, library, made, answers, intent()).n


def answers_to(rulebook: Rulebook, **raw: object) -> Answers:
    return read_answers(rulebook, raw)[0]


def test_versions_of_a_rulebook_compare_and_the_other_one_is_marked(
    eve: Visitor, database: Database
):
    older, newer = SHIPPED, in_version("1.1.0", 7)
    keys = [decided(database, one, answers_to(one, load="high")) for one in (older, newer)]
    view = compared(eve, *keys)
    assert rows(view, "Verdict")["Rulebook"] == [
        "Flask or FastAPI? 1.0.1",
        "Flask or FastAPI? 1.1.0 another version",
    ]
    assert "No answer is behind this" in view.text("table", class_="ledger")
    assert numbers(view, "td", "data-shift") == [4]
    assert sums(view) == [3, 7]


def test_results_of_other_rulebooks_show_verdicts_and_answers_only(
    eve: Visitor, database: Database
):
    keys = [
        decided(database, SHIPPED, answers_to(SHIPPED, load="high")),
        decided(database, TOY, toy(mood="breeze", cargo=["papers", "anvil"])),
    ]
    view = compared(eve, *keys)
    assert "their points cannot be compared" in view.text("p", class_="verdict-sentence")
    facts = rows(view, "Verdict")
    assert facts["Rulebook"][1].endswith("another rulebook")
    assert not [head for head in facts if head.startswith("Score")]
    assert not numbers(view, "span", "data-points")
    answers = rows(view, "Question")
    assert answers["What do you carry?"] == ["Not in this rulebook", "Papers, An anvil"]
    assert answers["How much does raw performance matter?"] == [
        "A lot: load or latency",
        "Not in this rulebook",
    ]


def test_among_three_those_that_compare_still_do(eve: Visitor, database: Database):
    keys = [
        decided(database, SHIPPED, answers_to(SHIPPED, load="high")),
        decided(database, TOY, toy(mood="breeze")),
        decided(database, SHIPPED, answers_to(SHIPPED, structure="own")),
    ]
    view = compared(eve, *keys)
    assert rows(view, "Verdict")["Score of FastAPI"] == ["3 points", "not comparable", "0 points"]
    assert sums(view) == [3, -3]
    assert rows(view, "Reason")["Together: the lead of FastAPI over Flask"] == [
        "+3",
        "not comparable",
        "−3",
    ]


def test_with_three_alternatives_the_new_leader_is_the_rival(eve: Visitor, database: Database):
    keys = [
        decided(database, TOY, toy(distance="near", mood="novel")),
        decided(database, TOY, toy(cargo=["anvil"])),
    ]
    view = compared(eve, *keys)
    assert "the lead of By bicycle over By car goes from +20 to −12" in view.text()
    assert rows(view, "Verdict")["Score of By bicycle"] == ["8 points", "−6 points"]
    assert sums(view) == numbers(view, "span", "data-lead") == [20, -12]
    assert sum(numbers(view, "td", "data-shift")) == -32
