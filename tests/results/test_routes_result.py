"""The page of a result, over many answers: no sentence on it is false in some case."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.flips import single_changes
from app.decisions.machine import read_machine_part
from app.decisions.reading import machine_text
from app.engine.answers import Answers, read_answers, visible_answers
from app.engine.questions import Question
from app.engine.scoring import evaluate
from app.results.document import MARKUP, plain
from app.results.firmness import FirmnessView, firmness_view
from app.results.pages import ON_PAGE_ONE
from tests.engine.strategies import derandomised
from tests.factories import shipped
from tests.rounds import rounds
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

LIBRARY = shipped()
RULEBOOK = LIBRARY.default
LABELS = [alternative.label for alternative in RULEBOOK.alternatives]
API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}
FULL = {
    "situation": "existing_flask", "limits": ["throughput", "validation"], "upkeep": "active",
    "kind": "public_api", "load": "high", "concurrency": "yes", "validation": "complex",
    "docs": "others", "horizon": "long", "web_experience": "new", "type_hints": "comfortable",
    "async_skill": "unfamiliar", "extensions": "many", "structure": "own",
    "debugging": "explicit", "track_record": "long",
}  # fmt: skip


def some_answers(seed: int) -> Mapping[str, str | list[str]]:
    """Answers to some of the questions, "I do not know" among them."""
    rng = random.Random(seed)
    known = rng.random()
    return {
        question.id: _some_answer(rng, question)
        for question in RULEBOOK.questions
        if rng.random() < known
    }


def _some_answer(rng: random.Random, question: Question) -> str:
    return "unknown" if rng.random() < 0.15 else rng.choice(question.option_ids)


def read(raw: Mapping[str, str | list[str]]) -> Answers:
    given = {name: None if value == "unknown" else value for name, value in raw.items()}
    answers, problems = read_answers(RULEBOOK, given)
    assert not problems
    return answers


def firmness_of(answers: Answers) -> FirmnessView:
    view = firmness_view(RULEBOOK, answers, evaluate(RULEBOOK, answers), None)
    assert isinstance(view, FirmnessView)
    return view


@pytest.mark.parametrize("seed", range(rounds(60)))
def test_what_it_would_take_is_counted_and_named_right(seed: int):
    answers = read(some_answers(seed))
    view = firmness_of(answers)
    says, flips = view.what_it_takes, view.analysis.flips
    if says.startswith("However you judged"):
        facts = {question.id for question in RULEBOOK.questions if question.type == "fact"}
        judged = [one for one in single_changes(RULEBOOK, answers) if facts.isdisjoint(one.changes)]
        assert judged == []
        assert not flips.flips or flips.facts_changed
        return
    numbers = re.sub("one thing|One more", "1", says)
    assert sum(map(int, re.findall(r"\d+", numbers))) == len(flips.flips[0].changes)
    known = sum(1 for question in flips.flips[0].changes if answers.get(question))
    assert ("judge" in says) == (known > 0)


FIVE_OPEN = {
    "situation": "existing_flask", "limits": ["throughput", "validation"], "upkeep": "active",
    "kind": "internal_api", "load": "moderate", "validation": "complex", "docs": "own_team",
    "type_hints": "learning", "extensions": "many",
}  # fmt: skip


def test_what_open_answers_can_do_is_said_before_what_was_judged(ada: Visitor):
    said = ada.save(FIVE_OPEN).text("section", class_="firmness")
    alone = "Answers to 5 questions that are open can be enough together."
    judged = "The smallest change of what you judged is 2 things and 3 more answers:"
    assert f"{alone} {judged}" in said
    assert "have to" not in said


@pytest.mark.parametrize("seed", range(rounds(60)))
def test_nothing_has_to_be_judged_otherwise_where_open_answers_can_do_it(seed: int):
    """The answers that are missing are filled in at random, until the verdict is another."""
    answers, rng = visible_answers(RULEBOOK, read(some_answers(seed))), random.Random(seed)
    known = {question: chosen for question, chosen in answers.items() if chosen}
    now, view = evaluate(RULEBOOK, answers).verdict, firmness_of(answers)
    missing = [question for question in RULEBOOK.questions if question.id not in known]
    for _ in range(100):
        filled = {
            question.id: frozenset({rng.choice(question.option_ids)})
            for question in rng.sample(missing, rng.randint(0, len(missing)))
        }
        if evaluate(RULEBOOK, answers | filled).verdict != now:
            assert view.analysis.open_flips.flips
            assert "have to" not in view.what_it_takes
    if "have to" not in view.what_it_takes:
        for flip in view.analysis.open_flips.flips:
            assert not known.keys() & flip.changes.keys()
            assert evaluate(RULEBOOK, answers | flip.changes).verdict == flip.verdict != now


def test_what_keeps_a_side_ahead_says_by_how_much(ada: Visitor):
    """One reason alone has more points than what speaks against it; it takes two to be clear."""
    said = ada.save({
        "limits": "throughput", "upkeep": "maintenance", "web_experience": "new",
        "async_skill": "unfamiliar", "structure": "built_in",
    }).text("section", class_="why-part")  # fmt: skip
    assert "The 2 strongest reasons for Flask are enough: alone they keep it" in said
    assert f"at least {RULEBOOK.too_close} points ahead of everything said for FastAPI." in said


def ledger(view: View) -> list[tuple[int, str]]:
    """The points of each row and what it says, as who does not see it hears it."""
    rows = [row for row in view.all("tr") if row.get("data-rule")]
    return [
        (int(cell.get("data-points", "")), text_of(next(cell.iter("span"))))
        for row in rows
        for cell in row.iter("td")
        if cell.get("data-points")
    ]


@pytest.mark.parametrize("seed", range(rounds(8)))
def test_every_sentence_of_the_page_holds(ada: Visitor, seed: int):
    raw = some_answers(seed * 7 + 1)
    answers = read(raw)
    result, firm = evaluate(RULEBOOK, answers), firmness_of(answers)
    view = ada.save(raw)
    said, settled = view.text(), firm.analysis.outlook.settled
    missing = result.coverage.open + result.coverage.unknown
    assert ("cannot change this" in said or "No question is left" in said) == settled
    assert ("Find out what you left open" in said) == bool(
        result.coverage.answered and missing and not settled
    )
    rows = ledger(view)
    lead = [int(cell.get("data-lead", "")) for cell in view.all("td") if cell.get("data-lead")]
    assert [sum(points for points, _ in rows)] == (lead or [0])
    assert [abs(points) for points, _ in rows] == sorted(
        (abs(points) for points, _ in rows), reverse=True
    )
    if enough := re.search(r"(\d+|The) strongest reasons? .* at least (\d+) points", said):
        number, margin = int(enough[1].replace("The", "1")), int(enough[2])
        against = sum(points for points, _ in rows if points < 0)
        strongest = [points for points, _ in rows if points > 0][:number]
        assert sum(strongest) + against >= margin > sum(strongest[:-1]) + against
        assert against < 0
    for bar in bars(view):
        side, x = bar.get("class"), float(bar.get("x", ""))
        assert (side, x >= 100) in {("side-0", False), ("side-1", True)}


def bars(view: View) -> list[Element]:
    """The bars of the reasons."""
    (table,) = view.all("table", class_="reasons") or [None]
    rects = [] if table is None else list(table.iter("rect"))
    return [one for one in rects if one.get("class", "").startswith("side-")]


@pytest.mark.parametrize("answers", [API, TOOL], ids=LABELS[::-1])
def test_the_first_alternative_stands_left_whoever_leads(ada: Visitor, answers):
    view = ada.save(answers)
    (table,) = view.all("table", class_="reasons")
    head = next(one for one in table.iter("th") if one.get("class") == "bars")
    assert [text_of(side) for side in head] == [f"for {label}" for label in LABELS]
    leader = evaluate(RULEBOOK, read(answers)).label
    assert {said.partition(" for ")[2] for _, said in ledger(view)} == {leader}
    facts = view.text("dl", class_="facts")
    assert facts.index(f"{LABELS[0]} ") < facts.index(f"{LABELS[1]} ")


def test_a_row_is_named_by_its_reason(ada: Visitor):
    row = next(one for one in ada.save(API).all("tr") if one.get("data-rule") == "new-api")
    name, points, because, _ = list(row)
    assert (name.get("role"), name.get("scope")) == ("rowheader", "row")
    assert text_of(name).startswith("A new API is where FastAPI makes you more productive")
    assert text_of(next(points.iter("span"))) == "10 points for FastAPI"
    assert text_of(because) == "Where you stand: Starting something new · What it is: A public API"


def test_what_goes_without_saying_is_left_out(ada: Visitor):
    view = ada.save({"situation": "existing_flask", "limits": "docs"})
    row = next(one for one in view.all("tr") if one.get("data-rule") == "limit-docs")
    assert text_of(row.findall("td")[1]) == "Limits: Missing or stale docs"


def test_a_reason_that_adds_nothing_is_said_to(ada: Visitor):
    said = ada.save(API).text("p", class_="said-already")
    assert said == "Said already (adds nothing): FastAPI is the author's default for APIs."


def test_answers_that_count_for_no_side_say_why(ada: Visitor):
    view = ada.save({**API, "kind": "website"})
    silent = view.text("section", aria_labelledby="silent-title")
    why = "The article says nothing about server-rendered sites."
    assert silent == f"What counts for no side What it is: A server-rendered site. {why}"


def test_what_changed_since_the_version_before(ada: Visitor):
    first = ada.save({**API, "horizon": "long"})
    assert "Since version" not in first.text()
    form = ada.get(first.href("Change answers"))
    second = ada.submit(form, "Save and see the result", {"horizon": "medium", "load": "high"})
    since = second.text("section", **{"aria-labelledby": "since-title"})
    assert "Since version 1" in since
    assert "Big, growing for years →became In between" in since
    assert "Not answered →became A lot: load or latency" in since
    assert "FastAPI, by 14 points (clear) →became FastAPI, by 15 points (strong)" in since


def test_who_has_a_link_stands_beside_the_result(ada: Visitor, ben: Visitor):
    saved = ada.save(API)
    side = "shared-title"
    assert "nobody" in saved.text("section", **{"aria-labelledby": side})
    form = ada.get(saved.href("Share"))
    made = ada.submit(form, "Create the link", {"_label": "For the board"})
    shared = ada.get(saved.path).text("section", **{"aria-labelledby": side})
    assert re.search(r"For the board until \d+ \w+ \d+, not opened yet", shared)
    ben.get(made.all("input", id="link")[0].get("value", ""))
    shared = ada.get(saved.path).text("section", **{"aria-labelledby": side})
    assert re.search(r"until \d+ \w+ \d+, last opened \d+ \w+ \d+", shared)
    asked = ada.get(ada.get(f"{saved.path}/shares").href("Revoke"))
    ada.submit(asked, "Revoke the link")
    assert "nobody" in ada.get(saved.path).text("section", **{"aria-labelledby": side})


def test_the_contents_lead_to_what_is_there(ada: Visitor):
    for answers in ({}, API, FULL):
        view = ada.save(answers)
        ids = {one.get("id") for one in view.tree.iter()}
        (tabs,) = view.all("nav", class_="tabs")
        targets = [link.get("href", "")[1:] for link in tabs.iter("a")]
        assert len(targets) == 5
        assert set(targets) <= ids


def test_the_first_printed_page_has_the_largest_reasons_and_counts_the_others(ada: Visitor):
    view = ada.save(FULL)
    first, rest = [
        body.findall("tr")
        for body in view.all("tbody")
        if body.find("tr/th/..[@data-rule]") is not None
    ]
    assert len(first) == ON_PAGE_ONE
    points = sum(
        int(cell.get("data-points", "")) for row in rest for cell in row if cell.get("data-points")
    )
    counted = view.text("tr", class_="on-paper")
    assert counted.startswith(f"And {len(rest)} more, in the annex")
    assert f"{abs(points)} point" in counted
    annex = view.text("section", class_="annex")
    for row in rest:
        assert text_of(row.findall("th")[0]).partition(" See it in code")[0] in annex


# The text to copy


def test_the_text_to_copy_says_verdict_points_and_sources(ada: Visitor):
    page = ada.get(ada.save({**API, "web_experience": "new"}).href("Copy for a document"))
    text = page.all("textarea", id="document")[0].text or ""
    assert "**FastAPI, by 5 points \\(slight\\)**" in text
    assert "| Reason | Flask | FastAPI | Because | Source |" in text
    assert "|  | 10 | Where you stand: Starting something new" in text
    assert "| **Together** | 5 | 10 |  |  |" in text
    assert "Speaking against it: Flask is easy to learn" in text
    assert "When I use Flask 3" in text


@pytest.mark.parametrize("answers", [{}, TOOL, FULL, {"situation": "existing_flask"}])
def test_any_result_can_be_copied(ada: Visitor, answers):
    saved = ada.save(answers)
    text = ada.get(saved.href("Copy for a document")).all("textarea", id="document")[0].text or ""
    assert plain(saved.heading.removeprefix("Verdict: ")) in text


def test_a_hostile_name_is_only_text_in_a_document(ada: Visitor):
    named = ada.submit(ada.save(API), "Save the name", {"_text": "# <b>x</b> | [a](b)"})
    page = ada.get(named.href("Copy for a document"))
    text = page.all("textarea", id="document")[0].text or ""
    assert text.startswith("# \\# \\<b\\>x\\</b\\> \\| \\[a\\]\\(b\\)\n")


@derandomised
@given(st.text(max_size=40))
def test_nothing_in_a_text_is_taken_for_markup(text: str):
    made = plain(text)
    assert re.sub(r"\\(.)", r"\1", made) == " ".join(text.split())
    assert not MARKUP.search(re.sub(r"\\.", "", made))


# The decision record


def test_a_result_is_downloaded_as_a_decision_record(ada: Visitor):
    saved = ada.submit(
        ada.save({**API, "web_experience": "new"}), "Save the name", {"_text": "# A"}
    )
    page = ada.get(saved.href("Copy for a document"))
    shown = page.all("textarea", id="record")[0].text or ""
    for address in (saved.href("Decision record"), page.href("Download the record")):
        answer = ada.client.get(address)
        assert answer.text == shown
        assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="a.md"'
    assert "\n# \\# A\n" in shown
    assert "/revisions/1>" in shown
    part = read_machine_part(LIBRARY, json.loads(machine_text(shown)))
    assert part.answers == read({**API, "web_experience": "new"})
