"""The second opinion where it is told again: in texts to copy, beside another, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from app.decisions.reading import machine_text
from tests.factories import shipped
from tests.second_opinions.test_routes import HUNGRY, met, more, visitor, visitor_of
from tests.web.visitor import View, Visitor

NOT_HUNGRY = {"hunger": "little"}
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
    assert "Toast, by 14 points \\(plain\\) \\(differs\\)." in block
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
