"""Version 1.0.1 decides as 1.0.0 does; its texts are short enough to stand in rows."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from app.analysis.counts import count
from app.rulebooks.library import SHIPPED
from tests.factories import shipped

LIBRARY = shipped()
FIRST, RULEBOOK = (LIBRARY.get("flask-fastapi", version) for version in ("1.0.0", "1.0.1"))
WORDS = {
    "rulebook": {"version"},
    "question": {"text", "help", "why", "more"},
    "option": {"text", "no_effect"},
    "claim": {"where"},
    "rule": {"weight_note"},
}
"""What may differ: texts alone."""


def without_words(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the same order, each of its texts but ids replaced by whether it is there."""

    def bare(table: str, entry: dict[str, Any]) -> dict[str, Any]:
        words = WORDS.get(table, set())
        kept = {key: value for key, value in entry.items() if key not in words}
        if "options" in entry:
            kept["options"] = [bare("option", option) for option in entry["options"]]
        return kept | {key: True for key in words - {"more"} if key in entry}

    return {
        table: [bare(table, entry) for entry in entries]
        if isinstance(entries, list)
        else bare(table, entries)
        for table, entries in document.items()
    }


def document(version: str) -> dict[str, Any]:
    return tomllib.loads((SHIPPED / f"flask-fastapi-{version}.toml").read_text())


def test_it_is_what_the_pages_begin_with():
    assert LIBRARY.default is RULEBOOK


def test_all_but_the_texts_is_as_in_the_first_version():
    assert repr(without_words(document("1.0.1"))) == repr(without_words(document("1.0.0")))


@pytest.mark.parametrize("situation", FIRST.question_by_id["situation"].option_ids)
def test_every_complete_answer_set_comes_out_as_before(situation: str):
    here = {"situation": frozenset({situation})}
    assert count(RULEBOOK, here) == count(FIRST, here)


@pytest.mark.parametrize("question", RULEBOOK.questions, ids=lambda question: question.id)
def test_options_fit_in_a_row_and_hint_and_reason_in_a_line(question):
    assert max(len(option.text) for option in question.options) <= 24
    assert len(f"{question.help} {question.why}") <= 90
    assert len(question.text) <= 60


@pytest.mark.parametrize("question", RULEBOOK.questions, ids=lambda question: question.id)
def test_a_text_that_lost_something_says_the_rest(question):
    before = FIRST.question_by_id[question.id]
    shorter = [
        old.text
        for old, new in zip(before.options, question.options, strict=True)
        if len(old.text) > len(new.text)
    ]
    if shorter:
        assert question.more


@pytest.mark.parametrize("question", RULEBOOK.questions, ids=lambda question: question.id)
def test_why_an_option_counts_for_nothing_is_a_sentence_that_stands_alone(question):
    for reason in (option.no_effect for option in question.options if option.no_effect):
        assert re.fullmatch(r"[A-Z][^!?]{20,90}\.", reason)


def test_no_text_names_an_id_of_a_claim():
    ids = re.compile(r"\b(" + "|".join(RULEBOOK.claim_by_id) + r")\b")
    told = [rule.weight_note for rule in RULEBOOK.rules if rule.weight_note]
    told += [claim.where for claim in RULEBOOK.claims]
    told += [unused.why for unused in RULEBOOK.unused_claims]
    assert [text for text in told if ids.search(text)] == []
