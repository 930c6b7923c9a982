"""The second opinion where it is told again: in texts to copy, beside another, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from app.decisions.reading import machine_text
from tests.factories import shipped
from tests.second_opinions.neighbours import neighbours
from tests.second_opinions.test_routes import HUNGRY, met, more, section, visitor, visitor_of
from tests.web.visitor import View, Visitor, text_of

SUN = {"weather": "sun"}


@pytest.fixture
def ada(sqlite_url: str) -> Iterator[Visitor]:
    yield from met(sqlite_url)


@pytest.fixture
def result(ada: Visitor) -> View:
    return ada.save(HUNGRY)


def in_the_sun(ada: Visitor, result: View) -> View:
    return ada.submit(more(ada, result), "Save as version 2", SUN)


def copied(ada: Visitor, result: View, which: str = "document") -> str:
    page = ada.get(result.href("Copy for a document"))
    return page.all("textarea", id=which)[0].text or ""


def test_the_text_for_a_document_says_it_with_its_extra_answers(ada: Visitor, result: View):
    text = copied(ada, in_the_sun(ada, result))
    block = text[text.index("## Second opinion: what others decided") : text.index("## Answers")]
    assert "Toast, by 14 points \\(plain\\): differs. “Differs”: each of the two comes out" in block
    assert "- What fills: advice Porridge by 12, others Porridge by 6" in block
    assert "- Together: advice Porridge by 12, others Toast by 14" in block
    assert "- What is the weather? **Sun**" in block
    assert "\\(neighbours 1.0.0\\). Source: Over the fence." in block


def test_without_extra_answers_none_are_announced(ada: Visitor, result: View):
    text = copied(ada, result)
    assert "## Second opinion" in text
    assert "Extra answer" not in text


def test_the_decision_record_says_it_in_prose_and_checks_nothing_of_it(ada: Visitor, result: View):
    before, after = (copied(ada, one, "record") for one in (result, in_the_sun(ada, result)))
    prose, _, machine = after.partition("What follows is for")
    assert "## Second opinion: what others decided" in prose
    assert "* What fills: advice Porridge by 12, others Porridge by 6" in prose
    assert "* Extra answer, which it alone reads: What is the weather? Sun" in prose
    assert "weather" not in machine
    assert json.loads(machine_text(before)) == json.loads(machine_text(after))


def test_for_and_against_are_in_the_text(sqlite_url: str):
    ada = visitor_of(sqlite_url, shipped())
    with ada.client:
        text = copied(ada, ada.save({"situation": "new", "kind": "public_api", "docs": "others"}))
    assert re.search(r"others FastAPI by \d+ \\\(\d+ for : \d+ against\\\)", text)


def test_what_differs_between_versions_with_other_extra_answers_is_named(
    ada: Visitor, result: View
):
    saved = in_the_sun(ada, result)
    name = saved.path.rpartition("/")[2]
    shown = ada.get(f"/comparisons?r={name}.1&r={name}.2")
    assert "Extra answers differ, which only the second opinion reads" in shown.text()
    table = shown.text("section", **{"aria-labelledby": "extra-title"})
    assert "1 extra answer of 1 differs. Only the second opinion reads them" in table
    assert "What is the weather? Version 1 Not answered Version 2 Sun" in table
    assert "hurry" not in table


def test_extra_answers_that_are_alike_are_shown_with_everything_only(ada: Visitor, result: View):
    in_the_sun(ada, result)
    saved = ada.submit(
        ada.get(f"{result.path}/edit"), "Save and see the result", {"hunger": "little"}
    )
    name = saved.path.rpartition("/")[2]
    address = f"/comparisons?r={name}.2&r={name}.3"
    assert "xtra answer" not in ada.get(address).text()
    assert "Every extra answer 0 extra answers of 1 differ." in ada.get(f"{address}&all=1").text()


def test_a_version_without_a_second_opinion_says_so_beside_extra_answers(
    ada: Visitor, sqlite_url: str
):
    before = visitor(sqlite_url)
    with before.client:
        old = before.save(HUNGRY)
        ada.client.cookies = before.client.cookies
        saved = ada.submit(ada.get(f"{old.path}/second-opinion"), "Save as version 2", SUN)
        name = saved.path.rpartition("/")[2]
        shown = ada.get(f"/comparisons?r={name}.1&r={name}.2")
    assert "Version 1 No second opinion Version 2 Sun" in shown.text()


def asked(url: str, answers: dict[str, object]) -> View:
    """The result of somebody who asks the shipped second opinion, too."""
    ada = visitor_of(url, shipped())
    with ada.client:
        return ada.save(answers)


def row(view: View, family: str) -> str:
    return next(text_of(one) for one in view.all("tr") if one.get("data-family") == family)


@pytest.mark.parametrize(
    "answers, extra, told",
    [
        (HUNGRY, {}, "“Agrees”: both come out for the same side."),
        (HUNGRY, SUN, "“Differs”: each of the two comes out for another side."),
    ],
)
def test_the_one_word_is_explained_with_what_it_takes_to_pick_a_side(
    ada: Visitor, answers: dict[str, str], extra: dict[str, str], told: str
):
    shown = ada.save(answers)
    if extra:
        shown = ada.submit(more(ada, shown), "Save as version 2", extra)
    for part in (section(shown), shown.text("section", class_="annex")):
        assert told in part
        assert f"Fewer than {neighbours().too_close} points apart do not pick a side." in part


def test_questions_are_counted_as_they_are_open(ada: Visitor, result: View):
    assert "2 questions that only this opinion asks are still open, among them" in section(result)
    some = in_the_sun(ada, result)
    assert "1 question that only this opinion asks is still open, among them those on what the" in (
        section(some)
    )
    form = ada.get(some.href("1 more question for the second opinion"))
    assert form.heading == "Questions for the second opinion: 1 of 2 answered"
    every = ada.submit(form, "Save as version 3", {"hurry": "much"})
    assert "still open" not in section(every)
    form = ada.get(every.href("Change the extra answers"))
    assert form.heading == "Questions for the second opinion: 2 of 2 answered"


def test_paper_has_the_sums_the_sentences_and_the_extra_answers(ada: Visitor, result: View):
    paper = in_the_sun(ada, result).text("section", class_="annex")
    assert "Toast, by 14 points (plain) · differs. “Differs”: each of the two" in paper
    assert "What pulls them apart most: What it is like outside" in paper
    assert "Extra answers, which it alone reads: What is the weather? Sun" in paper
    assert "Together: advice Porridge by 12, others Toast by 14." in paper


def test_points_that_no_decision_is_behind_are_marked_in_their_column(sqlite_url: str):
    shown = asked(sqlite_url, {"situation": "new", "kind": "public_api", "web_experience": "new"})
    assert "+1 Flask the advice’s source, no decision" in row(shown, "experience")
    assert "Together 1 point of the others rests on the advice’s source" in section(shown)
    assert "(1 from the advice’s source, no decision)" in shown.text("section", class_="annex")


def test_a_tie_says_why_it_counts_and_no_count_is_said_twice(sqlite_url: str):
    shown = asked(sqlite_url, {"situation": "new", "kind": "internal_tool"})
    told = row(shown, "kind")
    assert "10 with Flask, 10 with FastAPI (these decisions). A tie keeps the least weight" in told
    assert "decisions for" not in told
    (link,) = (a for a in shown.all("a") if text_of(a) == "how it counts")
    assert str(link.get("href")).endswith("/rulebooks/field-evidence/1.0.0#counting")


def test_a_weight_that_was_lowered_is_explained(sqlite_url: str):
    shown = asked(sqlite_url, {"situation": "new", "kind": "public_api", "docs": "own_team"})
    assert "so it weighs one tier less (how it counts)." in row(shown, "docs")


def test_a_rule_that_decides_stands_beside_points(sqlite_url: str):
    answers = {"situation": "existing_flask", "limits": ["none"], "upkeep": "maintenance"}
    told = asked(sqlite_url, answers).text("table", class_="families")
    assert "a rule decides, before pointsThe otherspoints only" in told


def test_where_neither_picks_a_side_the_word_says_so(sqlite_url: str):
    told = section(asked(sqlite_url, {"situation": "new"}))
    assert "· both undecided “Both undecided”: neither the advice nor the others pick a" in told


def test_an_extra_answer_saved_meanwhile_is_filled_in_and_outlives_the_save(
    ada: Visitor, result: View
):
    form = more(ada, result)
    in_the_sun(ada, result)
    told = ada.submit(form, "Save as version 2", {"hurry": "much"})
    assert told.status == 409
    notice = told.text("div", class_="notice")
    assert "Filled in below from there: What is the weather? Sun." in notice
    assert "There it says otherwise" not in notice
    saved = ada.submit(told, "Save as version 3")
    assert "What is the weather? Sun · Do you like to hurry? Much" in section(saved)


def test_an_extra_answer_saved_meanwhile_that_is_another_one_is_named(ada: Visitor, result: View):
    form = more(ada, result)
    in_the_sun(ada, result)
    told = ada.submit(form, "Save as version 2", {"weather": "rain"})
    assert "There it says otherwise: What is the weather? Sun." in told.text("div", class_="notice")
    saved = ada.submit(told, "Save as version 3")
    assert "What is the weather? Rain" in section(saved)


def test_since_the_version_before_only_extra_answers_changed(ada: Visitor, result: View):
    saved = in_the_sun(ada, result)
    since = saved.text("section", **{"aria-labelledby": "since-title"})
    assert "The answers are the same. Your extra answers for the second opinion changed." in since
