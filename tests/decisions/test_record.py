"""Records say what was decided, in Markdown that nothing in them turns into something else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.decisions.machine import Decision, machine_part, read_machine_part
from app.decisions.markdown import inert, quoted
from app.decisions.reading import machine_text
from app.decisions.record import Record, record_text
from app.engine.adjustments import Adjustments, OwnReason
from app.engine.answers import Answers, read_answers, visible_questions
from app.engine.changes import single_changes
from app.engine.scoring import evaluate
from app.engine.texts import cleaned, in_one_line
from tests.engine.strategies import answers_to, derandomised
from tests.factories import shipped

LIBRARY = shipped()
RULEBOOK = LIBRARY.default
TEXTS = LIBRARY.texts(RULEBOOK.id)
TODAY = date(2026, 11, 29)
API = {"situation": "new", "kind": "public_api", "debugging": "explicit", "docs": None}
OWN = Adjustments(("new-api",), (), (OwnReason("Ours", "flask", "bottom_line"),))
COMMONMARK = MarkdownIt("commonmark")
GFM = MarkdownIt("gfm-like", {"linkify": False})
HOSTILE = (
    "# <b>x</b> | [a](javascript:b) ![i](//h) ``` --- *b* _u_ ~~s~~ &amp; https://h.example \\"
)


def read(raw: dict[str, object]) -> Answers:
    answers, problems = read_answers(RULEBOOK, raw)
    assert not problems
    return answers


def written(raw: dict[str, object], own: Adjustments = OWN, title: str = "Ours") -> str:
    return record_text(Record(title, TODAY), Decision(RULEBOOK, read(raw), own), TEXTS)


def leaves(tokens: list[Token]) -> list[Token]:
    return [
        leaf for one in tokens for leaf in ([one] if one.children is None else leaves(one.children))
    ]


@pytest.mark.parametrize("reader", [COMMONMARK, GFM], ids=["commonmark", "gfm"])
@derandomised
@given(st.text(max_size=60) | st.text("#-=+*_`~<>&[]()!|\\:/.1@w \t\nax", max_size=30))
@example(HOSTILE)
@example("1. one")
@example("- [ ] task")
@example("a | b\n--- | ---")
def test_a_text_is_only_text_wherever_it_stands(reader, text):
    said = in_one_line(cleaned(text))
    for before, kind in (("", "paragraph_open"), ("# ", "heading_open"), ("* ", "paragraph_open")):
        tokens = reader.parse(f"{before}{inert(text)}\n")
        shown = [one for one in leaves(tokens) if one.type not in NOT_SHOWN]
        assert {one.type for one in shown} <= {"text", "text_special"}
        assert "".join(one.content for one in shown).strip() == said.strip()
        assert not said or kind in {one.type for one in tokens}
    assert not re.search(r"://|www\.", inert(text))


NOT_SHOWN = {
    f"{block}_{end}"
    for block in ("paragraph", "heading", "bullet_list", "list_item")
    for end in ("open", "close")
}


@derandomised
@given(st.text(max_size=60))
@example('"\n---\nstatus: x')
def test_a_scalar_of_the_front_matter_is_one_quoted_line(text):
    made = quoted(text)
    assert "\n" not in made
    assert json.loads(made) == in_one_line(cleaned(text))


def test_a_record_has_the_parts_of_madr_and_says_why():
    text = written(API)
    assert text.startswith('---\nstatus: "proposed"\ndate: "2026-11-29"\n---\n\n# Ours\n')
    assert re.findall(r"^##+ (.*)$", text, re.M) == [
        "Context and Problem Statement",
        "Decision Drivers",
        "Considered Options",
        "Decision Outcome",
        "Consequences",
        "Confirmation",
        "With own reasons",
        "More Information",
    ]
    result = evaluate(RULEBOOK, read(API))
    for line in (line for line in result.ledger if line.credited):
        assert f"* {inert(line.because[:1].upper() + line.because[1:])}: " in text
        assert all(RULEBOOK.claim_by_id[claim].where in text for claim in line.claims)
    assert f"“**{result.label}**”, because it leads Flask by {result.lead} points" in text
    assert "* Who needs documentation of your API? **I do not know**" in text
    assert "* Not answered: " in text
    assert "* Ours: +10 Flask (own reason)" in text
    assert "* Switched off: A new API" in text


def test_the_earliest_date_of_what_it_rests_on_is_the_day_of_review():
    result = evaluate(RULEBOOK, read({**API, "load": "high"}))
    days = [RULEBOOK.claim_by_id[claim].best_before for claim in result.claims]
    earliest = min(day for day in days if day)
    assert f"Review by {earliest}: " in written({**API, "load": "high"})
    assert "Review by" not in written({})


@pytest.mark.parametrize(
    "raw",
    [
        {},
        API,
        {"situation": "existing_flask"},
        {"situation": "existing_flask", "limits": None},
        {"situation": "existing_flask", "limits": ["none"]},
        {"situation": "new", "kind": "public_api"},
    ],
)
def test_what_would_change_it_does(raw):
    answers = read(raw)
    now = evaluate(RULEBOOK, answers).verdict
    changes = single_changes(RULEBOOK, answers)
    tried = {
        (question.id, option)
        for question in visible_questions(RULEBOOK, answers)
        for option in question.option_ids
        if evaluate(RULEBOOK, {**answers, question.id: frozenset({option})}).verdict != now
    }
    assert {(change.question.id, change.option) for change in changes} == tried
    text = written(raw)
    for change in changes:
        if not answers.get(change.question.id):
            assert f"can change the verdict: {inert(change.question.text)}" in text
    settled = now != "too_close" and all(answers.get(question) for question, _ in tried)
    assert text.startswith(f'---\nstatus: "{"accepted" if settled else "proposed"}"\n')
    explained = "It is proposed and not accepted: a question that is open can still change it"
    assert (explained in text) == (now != "too_close" and not settled)


def test_hostile_titles_and_reasons_add_no_part_and_no_block():
    own = replace(OWN, own_reasons=(OwnReason(HOSTILE, "flask", "bottom_line"),))
    plain, hostile = written(API), written(API, own, HOSTILE)
    for reader in (COMMONMARK, GFM):
        plainly, tried = reader.parse(plain), reader.parse(hostile)
        assert [one.type for one in tried] == [one.type for one in plainly]
        assert [one.type for one in leaves(tried)] == [one.type for one in leaves(plainly)]
    assert read_machine_part(LIBRARY, json.loads(machine_text(hostile))).adjustments == own


@derandomised
@given(answers_to(RULEBOOK), st.sampled_from([Adjustments(), OWN]), st.sampled_from("\n\r"))
def test_any_decision_is_read_back_whatever_happens_to_the_prose(answers, own, end):
    text = record_text(Record("x", TODAY), Decision(RULEBOOK, answers, own), TEXTS)
    prose = text.replace("# x", "# Mine\n\n```json\n{}\n```").replace("\n", f"{end}\n".lstrip("\n"))
    made = read_machine_part(LIBRARY, json.loads(machine_text(prose if end == "\r" else text)))
    assert machine_part(made) == machine_part(Decision(RULEBOOK, answers, own))


def test_the_name_of_the_file_is_made_of_number_and_title():
    assert (
        Record("Flask, oder FastAPI?", TODAY, number=12).file_name == "0012-flask-oder-fastapi.md"
    )
    assert Record("日本", TODAY).file_name == "decision.md"
    assert len(Record("word " * 100, TODAY).file_name) < 70


@derandomised
@given(st.text("/\\.\"'\r\n:;%é😀aZ9 -", max_size=300) | st.text(max_size=40))
@example("../../etc/passwd")
@example('a.md"\r\nSet-Cookie: ws=b')
def test_no_title_makes_more_than_a_plain_name(title):
    assert re.fullmatch(r"[a-z0-9](-?[a-z0-9]){0,65}\.md", Record(title, TODAY).file_name)
