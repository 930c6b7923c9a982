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
from app.rulebooks.library import Library
from app.settings import Settings
from app.store.database import Database
from app.store.workspaces import Workspace
from tests.engine.toy import TOY, toy
from tests.factories import intent, shipped
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
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '"><img src=x onerror=alert(1)> {{7*7}} <div hx-get=/x hx-trigger=load> javascript:alert(1)'
)
SHIPPED = shipped().default

Key = tuple[str, int]


def saved(visitor: Visitor, answers: dict[str, object], title: str = "") -> str:
    """The id of a new assessment with one revision, under that name if one is given."""
    named = {"_name": title} if title else {}
    return visitor.save({**answers, **named}).path.rpartition("/")[2]  # type: ignore[dict-item]


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


def steps(view: View) -> list[str]:
    """The points of each step of the waterfall, in words."""
    return [text_of(cell) for cell in view.all("td") if cell.get("data-shift")]


def cards(view: View) -> list[str]:
    """What each card says."""
    return [text_of(card) for card in view.all("li", class_="compared-card")]


def sentences(view: View) -> list[str]:
    return [text_of(paragraph) for paragraph in view.all("p", class_="verdict-sentence")]


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


def test_a_sentence_says_why_they_came_out_differently(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    assert view.heading == "Why these came out differently"
    assert sentences(view) == [
        "Version 1 comes out as FastAPI, by 10 points (clear), and Version 2 comes out as Flask, "
        "by 20 points (very strong). The points go from FastAPI by 10 to Flask by 20, because in "
        "Version 2 “It is an API” no longer counts (10 less for FastAPI), “It is a small tool” "
        "counts (+10 for Flask), “Performance” no longer counts (5 less for FastAPI) and "
        "“Ready-made parts” counts (+5 for Flask)."
    ]


def test_the_waterfall_leads_from_one_to_the_other_without_a_gap(ada: Visitor):
    made = saved(ada, API)
    changed(ada, made, MANY)
    view = compared(ada, (made, 1), (made, 2))
    (before,), (after,) = numbers(view, "td", "data-before"), numbers(view, "td", "data-after")
    shifts = numbers(view, "td", "data-shift")
    assert "and other reasons count otherwise (" in sentences(view)[0]
    assert (len(shifts) > 4, before + sum(shifts)) == (True, after)
    drawn = [text_of(span) for span in view.all("span", class_="visually-hidden")]
    told = [one.split(" to ") for one in drawn if one.startswith("from ")]
    assert [begin.removeprefix("from ") for begin, _ in told[1:]] == [end for _, end in told[:-1]]
    rows_of = [text_of(head) for head in view.all("table", class_="waterfall")[0].iter("th")]
    assert rows_of[4] == "Version 1"
    assert rows_of[-1] == "Version 2"


def test_the_numbers_of_the_sentence_are_those_of_the_waterfall(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    assert len(steps(view)) == 4
    assert all(f"({one})" in sentences(view)[0] for one in steps(view))


def test_each_step_names_the_answers_behind_it(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    step = next(row for row in view.all("tr") if row.get("data-group") == "Performance")
    assert text_of(next(step.iter("th"))) == "Performance no longer counts"
    assert [text_of(cell) for cell in step.iter("td")] == [
        "What is it mainly? Internal or admin tool instead of A public API "
        "How much does raw performance matter? Somewhat instead of A lot: load or latency",
        "from Flask by 10 to Flask by 15",
        "5 less for FastAPI",
    ]


def test_a_reason_that_a_limit_gave_is_lost_with_that_limit(ada: Visitor):
    limits = {"situation": "existing_flask", "load": "moderate"}
    made = saved(ada, {**limits, "limits": ["throughput", "docs"]})
    changed(ada, made, {**limits, "limits": ["docs"]})
    view = compared(ada, (made, 1), (made, 2))
    (step,) = [row for row in view.all("tr") if row.get("data-group")]
    assert "no longer counts" in text_of(step)
    assert steps(view)[0].endswith("less for FastAPI")
    assert "Has the Flask app hit real limits? Missing or stale docs instead of" in text_of(step)


def test_the_choice_of_others_begins_with_what_a_long_name_would_push_out(ada: Visitor):
    made = saved(ada, API, "A name so long that a phone cuts off what comes after it")
    options = [
        text_of(one) for one in compared(ada, (made, 1), (saved(ada, TOOL), 1)).all("option")
    ]
    assert "Version 1, FastAPI: A name so long that a phone cuts off what comes after it" in options


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["there", "back"])
def test_the_first_alternative_is_on_the_left_whoever_leads(ada: Visitor, project: str, order):
    view = compared(ada, *((project, n) for n in order))
    assert view.text("span", class_="ends") == "← Flask FastAPI →"
    rows_of = view.all("tr", class_="stands")
    drawn = {
        text_of(row.findall("td")[-1]): next(
            float(str(bar.get("x")).rstrip("%"))
            for bar in row.iter(f"{SVG}rect")
            if bar.get("height") == "1.1em"
        )
        for row in rows_of
    }
    assert drawn == {"FastAPI by 10": 50.0, "Flask by 20": 0.0}


def test_the_cards_show_what_was_saved(ada: Visitor, project: str):
    first, second = cards(compared(ada, (project, 1), (project, 2)))
    assert "FastAPI by 10 points (clear)" in first
    assert "4 of 14 answered, by the rules 1.0.1" in first
    assert "Flask by 20 points (very strong)" in second


def test_the_verdict_has_the_colour_of_its_side(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    coloured = [card.find(".//strong") for card in view.all("li", class_="compared-card")]
    assert [one.get("class") for one in coloured if one is not None] == [
        "side-text-1",
        "side-text-0",
    ]


def test_each_column_links_to_its_result(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    assert ada.get(view.href("Version 1")).heading == "Verdict: FastAPI"
    assert ada.get(view.href("Version 2")).heading == "Verdict: Flask"


def test_the_reasons_add_up_to_the_leads_in_every_column(ada: Visitor, project: str):
    other = saved(ada, OUTGROWN)
    view = compared(ada, (project, 1), (project, 2), (other, 1), all="1")
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
    assert "Every reason" not in view.text()


def test_everything_is_one_link_away_and_back(ada: Visitor, project: str):
    view = compared(ada, (project, 1), (project, 2))
    whole = ada.get(view.href("Show every answer and reason"))
    answers = rows(whole, "Question")
    assert len(answers) == 14
    assert answers["Where do you stand?"] == ["Starting something new", "Starting something new"]
    assert "What is it mainly? differs" in answers
    assert any("Flask is easy to learn" in head for head in rows(whole, "Reason"))
    assert whole.href("Show only what differs") == address((project, 1), (project, 2))


def test_the_order_of_the_address_is_the_order_of_the_columns_and_one_link_turns_it(
    ada: Visitor, project: str
):
    view = compared(ada, (project, 2), (project, 1))
    assert "The points go from Flask by 20 to FastAPI by 10" in sentences(view)[0]
    turned = ada.get(view.href("Compare from Version 1 to Version 2"))
    assert "The points go from FastAPI by 10 to Flask by 20" in sentences(turned)[0]


def test_each_of_four_is_compared_with_the_first_in_one_sentence(ada: Visitor, project: str):
    ada.submit(ada.get(f"/assessments/{project}"), "Save the name", {"_text": "Orders"})
    others = [saved(ada, WORKING, "Old app"), saved(ada, OUTGROWN, "Outgrown")]
    view = compared(ada, (project, 1), (project, 2), *((other, 1) for other in others))
    assert [sentence.partition(", and ")[2].partition(". ")[0] for sentence in sentences(view)] == [
        "Orders, version 2 comes out as Flask, by 20 points (very strong)",
        "Old app comes out as Keep the Flask app, by a rule",
        "Outgrown comes out as Too close to call",
    ]
    assert len(view.all("table", class_="waterfall")) == 3
    other_base = ada.get(view.href("Compare from Old app to the others"))
    assert sentences(other_base)[0].startswith("Old app comes out as Keep the Flask app")


def test_results_go_by_their_titles_and_the_same_title_is_told_apart(ada: Visitor):
    orders, admin, twin = (
        saved(ada, answers, title)
        for answers, title in ((API, "Orders"), (TOOL, "Admin"), (API, "Orders"))
    )
    view = compared(ada, (orders, 1), (admin, 1))
    assert view.title.startswith("Comparison: Orders, Admin")
    assert (
        "because in Admin “It is an API” no longer counts (10 less for FastAPI)"
        in sentences(view)[0]
    )
    alike = compared(ada, (orders, 1), (twin, 1))
    assert sentences(alike)[0].startswith(
        "Orders, version 1 (A) and Orders, version 1 (B) both come out as FastAPI."
    )


def test_a_rule_that_decides_in_one_only_comes_before_the_points(ada: Visitor):
    view = compared(ada, (saved(ada, WORKING, "Old app"), 1), (saved(ada, OUTGROWN), 1))
    (sentence,) = sentences(view)
    decides = "In Old app a rule decides before any points, and FastAPI is ruled out: "
    assert 0 < sentence.index(decides) < sentence.index("The points go from")
    gate = view.text("div", class_="gate")
    assert gate.startswith("The rule decides in Old app only. Has the Flask app hit real limits?")
    assert gate.endswith("instead of No, it does its job")


def test_the_same_choice_in_other_words_is_said_to_be_the_same(ada: Visitor):
    stays = {**API, "situation": "existing_fastapi"}
    view = compared(ada, (saved(ada, API), 1), (saved(ada, stays), 1))
    assert (
        "Stay with FastAPI, by 5 points (slight): the same choice, in other words." in view.text()
    )


def test_the_same_answers_twice_have_no_difference(ada: Visitor):
    view = compared(ada, (saved(ada, API, "One"), 1), (saved(ada, API, "Two"), 1))
    assert view.heading == "The same verdict"
    assert sentences(view) == [
        "One and Two both come out as FastAPI. No reason counts differently: the points say "
        "FastAPI by 10 in both."
    ]
    assert not view.all("table", class_="waterfall")
    assert "0 answers of 14 differ." in view.text()


def test_reasons_that_cancel_out_are_said_to(ada: Visitor):
    fast, built_in = saved(ada, {"load": "high"}), saved(ada, {"structure": "built_in"}, "Rich")
    view = compared(ada, (fast, 1), (built_in, 1))
    assert (
        "The points say FastAPI by 3 in both, as what differs cancels out: in Rich “Performance” "
        "no longer counts (3 less for FastAPI) and “Freedom or features” counts (+3 for FastAPI)."
        in sentences(view)[0]
    )


def test_questions_not_asked_open_and_unknown_are_told_apart(ada: Visitor):
    new = saved(ada, {"situation": "new", "load": "unknown"})
    working = saved(ada, {"situation": "existing_flask", "limits": ["none"]})
    answers = rows(compared(ada, (new, 1), (working, 1)), "Question")
    assert answers["Has the Flask app hit real limits?"] == [
        "Not asked",
        "No, it does its job",
    ]
    assert answers["How much does raw performance matter?"] == ["I do not know", "Not answered"]
    assert "How much will the app still change?" not in answers


# From a result


def test_from_a_result_to_its_previous_revision_by_one_click(ada: Visitor, project: str):
    second = ada.get(f"/assessments/{project}")
    view = ada.get(second.href("Compare with the previous version"))
    assert sentences(view)[0].startswith("Version 1 comes out as FastAPI")


def test_the_first_revision_has_no_previous_one(ada: Visitor, project: str):
    first = ada.get(f"/assessments/{project}/revisions/1")
    assert "Compare with the previous version" not in first.text()


# The choice


def test_any_two_versions_can_be_chosen_and_either_be_the_first(ada: Visitor, project: str):
    changed(ada, project, WORKING)
    other = saved(ada, OUTGROWN, "Outgrown")
    view = compared(ada, (project, 1), (project, 2))
    offered = [option.get("value") for option in view.all("select")[0].iter("option")]
    assert offered == [*(f"{project}.{n}" for n in (3, 2, 1)), f"{other}.1"]
    chosen = ada.submit(view, "Compare", {"r": [f"{other}.1", f"{project}.3"]})
    assert sentences(chosen)[0].startswith("Outgrown ")
    assert [select.get("id") for select in chosen.all("select")] == ["place-1", "place-2"]


def test_none_and_one_get_a_page_on_which_to_choose(ada: Visitor, project: str):
    for path in ("/comparisons", "/comparisons?all=1", address((project, 1))):
        view = ada.get(path)
        assert (view.status, view.heading) == (422, "Choose two to four results")
        assert view.title.startswith("Error: ")
        assert view.href("saved assessments") == "/assessments"
        assert sentences(ada.submit(view, "Compare"))


def test_one_that_was_ticked_stays_chosen_and_the_other_is_another_one(ada: Visitor, project: str):
    chosen = ada.submit(ada.get(address((project, 1))), "Compare")
    assert sentences(chosen)[0].startswith("Version 1 comes out as FastAPI")


def test_who_has_saved_one_result_is_told_how_to_make_another(ada: Visitor):
    saved(ada, API)
    view = ada.get("/comparisons")
    assert "You have one saved result." in view.text()
    assert not view.all("select")


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


def test_a_visitor_without_a_workspace_is_told_where_to_start(ben: Visitor):
    view = ben.get("/comparisons")
    assert (view.status, "set-cookie" in view.headers) == (422, False)
    assert "Nothing is saved in this browser yet." in view.text()


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
    "{id}. 1",
    "{id}.１",
    "{id}.100000000000000000000",
    "{ID}.1",
    "aaaaaaaaaaaaaaaa.1",
    "{id}/1",
    "../{id}.1",
    "{id}.\x001",
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
    made = [saved(ada, API, HOSTILE), saved(ada, TOOL, HOSTILE)]
    view = compared(ada, *((assessment_id, 1) for assessment_id in made))
    assert view.all("a", href=f"/assessments/{made[0]}/revisions/1")[0][0].text == HOSTILE
    assert HOSTILE[:50] in view.title
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
    assert [card.partition("by the ")[2] for card in cards(view)] == [
        "rules 1.0.1",
        "rules 1.1.0 another version of the rules",
    ]
    assert "No answer is behind this" in view.text("table", class_="waterfall")
    assert numbers(view, "td", "data-shift") == [4]


def test_results_of_other_rulebooks_show_verdicts_and_answers_only(
    eve: Visitor, database: Database
):
    keys = [
        decided(database, SHIPPED, answers_to(SHIPPED, load="high")),
        decided(database, TOY, toy(mood="breeze", cargo=["papers", "anvil"])),
    ]
    view = compared(eve, *keys)
    assert "their points cannot be compared" in sentences(view)[0]
    assert cards(view)[1].endswith("other rules")
    assert eve.get(view.href("answer the questions of Flask or FastAPI?")).status == 200
    assert not numbers(view, "td", "data-shift")
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
    view = compared(eve, *keys, all="1")
    assert sums(view) == [3, -3]
    assert rows(view, "Reason")["Together"] == ["FastAPI by 3", "not comparable", "Flask by 3"]


def test_with_three_alternatives_the_new_leader_is_the_rival(eve: Visitor, database: Database):
    keys = [
        decided(database, TOY, toy(distance="near", mood="novel")),
        decided(database, TOY, toy(cargo=["anvil"])),
    ]
    view = compared(eve, *keys)
    assert "The points go from By bicycle by 20 to By car by 12" in sentences(view)[0]
    assert sum(numbers(view, "td", "data-shift")) == -32
    assert not view.all("figure", class_="balance")
    assert sums(compared(eve, *keys, all="1")) == [20, -12]


def test_versions_that_differ_by_adjustments_alone_say_so(ada: Visitor):
    one = saved(ada, API)
    form = ada.get(f"/assessments/{one}/own-reasons")
    own = {"_text-1": "We run Flask", "_side-1": "flask", "_weight-1": "bottom_line"}
    ada.submit(form, "Save as version", {"_rule": "new-api", **own})
    view = compared(ada, (one, 1), (one, 2))
    assert view.heading.startswith("By the rules the same verdict; with the adjustments of ")
    assert "ersion 2: " in view.heading
    assert view.text("ul", class_="effects").startswith("We run Flask")
    assert "No reason counts differently by the rules" in sentences(view)[0]
