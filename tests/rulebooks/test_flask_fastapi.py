"""The first rulebook says what the article says."""

from __future__ import annotations

import pytest

from app.engine.answers import read_answers
from app.engine.results import Result
from app.engine.scoring import evaluate
from tests.factories import shipped

RULEBOOK = shipped().get("flask-fastapi", "1.0.0")

# statement | answers | verdict, strength and Flask:FastAPI
STATEMENTS = """
I1/B4 | | too_close - 0:0
I1    | situation=new | too_close - 0:0
B1    | situation=new kind=public_api | fastapi clear 0:10
B1    | situation=new kind=internal_api | fastapi clear 0:10
B1    | situation=new kind=ml_service | fastapi clear 0:10
B2    | kind=simple_crud | flask clear 10:0
B2    | kind=internal_tool | flask clear 10:0
B2    | situation=new kind=simple_crud | flask clear 10:0
B3    | situation=existing_flask limits=none | keep by rule 5:0
B3    | situation=existing_flask | keep by rule 5:0
B3    | situation=existing_flask limits=none kind=public_api load=high validation=complex \
type_hints=comfortable | keep by rule 5:21
B3    | situation=existing_flask limits=throughput | migrate slight 5:10
B3    | situation=existing_flask limits=async | migrate slight 5:10
B3    | situation=existing_flask limits=validation | migrate slight 5:10
B4    | kind=public_api | fastapi slight 0:5
UF1   | kind=internal_tool horizon=quick | flask clear 13:0
UF2   | extensions=exact | flask slight 5:0
UF3   | web_experience=new | flask slight 5:0
UF4   | situation=existing_flask limits=none upkeep=maintenance | keep by rule 10:0
UF4   | situation=existing_flask upkeep=maintenance | keep by rule 10:0
UA1   | kind=public_api load=high | fastapi clear 0:10
UA2   | kind=internal_api load=high | fastapi clear 0:10
UA3   | kind=ml_service | fastapi slight 0:5
UA4   | validation=complex | fastapi slight 0:6
UA4   | situation=new validation=complex | fastapi slight 0:6
UA5   | type_hints=comfortable | fastapi slight 0:5
"""

# what the article leaves open and the design decided
MIXED = """
newcomers write an API | situation=new kind=public_api web_experience=new \
| fastapi slight 5:10
newcomers to all of it | situation=new kind=public_api web_experience=new type_hints=unfamiliar \
async_skill=unfamiliar extensions=exact | too_close - 13:10
a typed team's tool | situation=new kind=internal_tool type_hints=comfortable | flask slight 10:5
its input is complex | situation=new kind=internal_tool type_hints=comfortable validation=complex \
| too_close - 10:11
others read its docs | situation=new kind=internal_tool type_hints=comfortable validation=complex \
docs=others | fastapi slight 10:15
a first app | situation=new kind=simple_crud extensions=exact web_experience=new horizon=quick \
| flask very strong 23:0
slow but quiet | situation=existing_flask limits=throughput upkeep=maintenance | too_close - 10:10
outgrown | situation=existing_flask limits=throughput+validation upkeep=active kind=public_api \
horizon=long | migrate very strong 5:29
some other limit | situation=existing_flask limits=other | keep slight 5:0
stale docs | situation=existing_flask limits=docs | too_close - 5:5
everything for FastAPI | situation=new kind=public_api load=high concurrency=yes \
validation=complex docs=others type_hints=comfortable structure=built_in track_record=modern \
horizon=long | fastapi very strong 0:43
everything for Flask | situation=new kind=internal_tool web_experience=new type_hints=unfamiliar \
async_skill=unfamiliar extensions=exact structure=own debugging=explicit track_record=long \
horizon=quick | flask very strong 34:0
"""


def rows(table: str) -> list[tuple[str, dict[str, object], str]]:
    parsed = []
    for line in table.strip().splitlines():
        name, answers, expected = (cell.strip() for cell in line.split("|"))
        pairs = (pair.split("=") for pair in answers.split())
        raw = {q: o.split("+") if "+" in o else o for q, o in pairs}
        parsed.append((name, raw, expected))
    return parsed


def result_of(raw: dict[str, object]) -> Result:
    answers, problems = read_answers(RULEBOOK, raw, hidden="refuse")
    assert not problems
    return evaluate(RULEBOOK, answers)


def in_short(result: Result) -> str:
    scores = f"{result.scores['flask']}:{result.scores['fastapi']}"
    return f"{result.verdict} {result.strength or '-'} {scores}"


def test_all_26_statements_are_here():
    assert len(rows(STATEMENTS)) == 26


@pytest.mark.parametrize("name, raw, expected", rows(STATEMENTS))
def test_each_statement_of_the_article_comes_out_as_it_says(name, raw, expected):
    assert in_short(result_of(raw)) == expected


@pytest.mark.parametrize("name, raw, expected", rows(MIXED))
def test_each_mixed_case_comes_out_as_the_design_decided(name, raw, expected):
    assert in_short(result_of(raw)) == expected


@pytest.mark.parametrize(
    "example, verdict, strength",
    [
        ("busy-public-api", "fastapi", "very strong"),
        ("model-service", "fastapi", "clear"),
        ("admin-panel", "flask", "strong"),
        ("first-crud-app", "flask", "very strong"),
        ("working-flask-app", "keep", "by rule"),
        ("flask-at-its-limits", "migrate", "very strong"),
        ("api-by-newcomers", "too_close", None),
    ],
)
def test_the_examples_show_every_kind_of_outcome(example, verdict, strength):
    (answers,) = (each.answers for each in RULEBOOK.examples if each.id == example)
    result = result_of(dict(answers))
    assert (result.verdict, result.strength) == (verdict, strength)


def test_no_example_is_left_untested():
    assert len(RULEBOOK.examples) == 7


def test_the_sections_stand_in_the_order_of_the_design():
    titles = [section.title for section in RULEBOOK.sections]
    assert titles == [
        "Where you stand",
        "What it has to do",
        "Who builds it",
        "How you like to work",
    ]


def test_situation_and_kind_come_first_and_follow_ups_behind_their_parent():
    assert [question.id for question in RULEBOOK.questions][:4] == [
        "situation",
        "limits",
        "upkeep",
        "kind",
    ]


@pytest.mark.parametrize("question", RULEBOOK.questions, ids=lambda question: question.id)
def test_every_question_says_how_to_answer_and_why_it_is_asked(question):
    for text in (question.help, question.why):
        assert text.endswith(".")
        assert "!" not in text


def test_every_claim_is_cited_or_listed_as_unused():
    cited = {claim for rule in (*RULEBOOK.rules, *RULEBOOK.gates) for claim in rule.claims}
    unused = {unused.id for unused in RULEBOOK.unused_claims}
    assert cited | unused == set(RULEBOOK.claim_by_id)
    assert not cited & unused


@pytest.mark.parametrize("question", RULEBOOK.questions, ids=lambda question: question.id)
def test_an_option_without_effect_says_why_and_no_other_does(question):
    conditions = [
        *(rule.when for rule in RULEBOOK.rules),
        *(gate.when for gate in RULEBOOK.gates),
        *(gate.unless for gate in RULEBOOK.gates),
        *(other.ask_when for other in RULEBOOK.questions),
    ]
    named = {option for when in conditions for option in when.get(question.id, ())}
    assert {option.id for option in question.options if option.no_effect is None} == named
