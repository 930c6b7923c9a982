"""The second opinion on the article: what it scores and says, and what it shares with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from app.analysis.quality import report
from app.engine.answers import read_answers, visible_questions
from app.engine.fingerprint import scoring_fingerprint
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.filling import BLANK, share_word
from app.rulebooks.library import SHIPPED
from tests.engine.random_rulebooks import random_answers
from tests.factories import shipped
from tests.rounds import rounds

LIBRARY = shipped()
BOOK = LIBRARY.get("field-evidence", "1.0.0")
ARTICLE = LIBRARY.latest("flask-fastapi")
SOURCES = LIBRARY.sources(BOOK)
RAW = tomllib.loads((SHIPPED / "field-evidence-1.0.0.toml").read_text())
COUNTS = tomllib.loads((SHIPPED / "sources-field-evidence-1.0.0.toml").read_text())
SHARED = [question for question in BOOK.questions if question.id in ARTICLE.question_by_id]


# What scores


def test_it_scores_as_what_was_tried():
    assert scoring_fingerprint(BOOK) == (
        "fa2ceafe0d900fb4dd3cd419a1bc6d151d5190aa16a9211249ac93f333b6886d"
    )


def test_it_is_the_second_opinion_and_the_article_stays_the_advice():
    assert LIBRARY.default is ARTICLE
    assert LIBRARY.second_opinion_on("flask-fastapi") is BOOK
    assert [book.id for book in LIBRARY.startable] == ["flask-fastapi"]


def test_its_record_is_that_of_the_trial():
    record = LIBRARY.record(BOOK)
    totals = [record.total(who) for who in ("this", "compared", "constant")]
    assert [(one.agreed, one.open, one.wrong) for one in totals] == [
        (60, 35, 10),
        (53, 28, 24),
        (52, 2, 51),
    ]
    assert [record.tally("this", one).n for one in record.situations] == [50, 45, 10]


@pytest.mark.parametrize(
    "example, verdict, outside",
    [
        ("streaming-api", "fastapi", False),
        ("office-pages", "flask", False),
        ("back-office", "django_rather_than_flask", True),
    ],
)
def test_its_examples_come_out_so(example: str, verdict: str, outside: bool):
    (raw,) = (one.answers for one in BOOK.examples if one.id == example)
    result = evaluate(BOOK, read_answers(BOOK, raw)[0])
    (row,) = (row for row in BOOK.verdicts if row.id == result.verdict)
    assert (row.id, row.outside) == (verdict, outside)


# What it says


def test_numbers_shown_are_the_lengths_of_the_lists():
    for row in COUNTS["count"]:
        said = re.findall(r"\d+", BOOK.claim_by_id[row["claim"]].says)
        assert [int(number) for number in said] == [len(row["for"]), len(row["against"])]


def own_texts() -> Iterator[tuple[str, str]]:
    """Every text of its own, as written, with where it stands.

    Left out: what is only documented, and the words of the questions shared with the article.
    """
    yield "source", RAW["rulebook"]["source"]
    for question in RAW["question"]:
        keys = ("no_effect",) if question["id"] in ARTICLE.question_by_id else ("text", "no_effect")
        for option in question["options"]:
            yield from ((f"option {option['id']}", option[key]) for key in keys if key in option)
    counted = {row["claim"] for row in COUNTS["count"]}
    for table, keys in {
        "question": ("text", "help", "why", "more"),
        "claim": ("where", "says"),
        "rule": ("because", "weight_note"),
        "verdict": ("label", "note"),
        "group": ("label",),
        "family": ("label",),
        "unused_claim": ("why",),
    }.items():
        for entry in RAW[table]:
            if table != "claim" or entry["id"] in counted:
                asked = entry["id"] in ARTICLE.question_by_id and table == "question"
                for key in keys[asked:]:
                    yield f"{table} {entry['id']}", entry.get(key, "")


NUMBER = re.compile(
    r"\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|sixteen|twenty|"
    r"dozen|hundred|thousand|times|half|majority)\b",
    re.I,
)
SHARE = re.compile(r"\b(most|mostly|almost|nearly|usually|often|rarely|seldom|throughout)\b", re.I)


def test_no_text_has_a_number_or_a_share_of_its_own():
    typed = [
        (where, text)
        for where, text in own_texts()
        for pattern in (NUMBER, SHARE)
        if pattern.search(BLANK.sub("", text))
    ]
    assert typed == []


# A claim may say that a framework was taken "for that reason" only if each decision that it counts
# gives one of these reasons; where others are given, the claim counts who was in that position.
NAMED = {
    "E-limit-async": {"async", "streams"},
    "E-limit-validation": {"validation"},
    "E-docs-for-others-open": {"docs"},
    "E-docs-for-others": {"docs", "client_gen"},
    "E-generated-client": {"client_gen", "docs"},
    "E-complex-input-open": {"validation", "types"},
    "E-complex-input": {"validation", "types"},
    "E-waiting-requests": {"async", "streams"},
    "E-high-load": {"speed", "async"},
    "E-wsgi-only": {"wsgi_host"},
    "E-own-event-loop": {"own_loop"},
    "E-sync-libraries": {"sync_libs"},
    "E-async-libraries": {"async"},
    "E-knows-flask": {"familiar_flask"},
    "E-knows-fastapi": {"familiar_fastapi"},
    "E-house-fastapi": {"house_fastapi"},
    "E-house-flask": {"house_flask"},
    "E-typed-team": {"types"},
    "E-exact-extension": {"ext_lock"},
    "E-least-to-learn": {"simple"},
    "E-most-done-for-you": {"less_code", "batteries_api", "di"},
    "E-modern-python": {"modern"},
}


def test_who_is_said_to_have_had_a_reason_gave_it():
    reasons = {source["id"]: set(source["reasons"]) for source in COUNTS["source"]}
    counted = {count["claim"]: count["for"] for count in COUNTS["count"]}
    saying = re.compile(r" for (it|that reason)\b")
    claims = {claim["id"] for claim in RAW["claim"] if saying.search(claim["says"])}
    assert claims == NAMED.keys()
    silent = {
        claim: without
        for claim, named in NAMED.items()
        if (without := [source for source in counted[claim] if not named & reasons[source]])
    }
    assert silent == {}


def test_what_is_documented_says_no_share_either():
    assert [claim.id for claim in BOOK.claims if SHARE.search(claim.says)] == []


def test_words_that_name_no_count_have_no_blank():
    rows = [row[key] for row in RAW["verdict"] for key in ("label", "note") if key in row]
    assert [text for text in rows if BLANK.search(text)] == []


def test_every_blank_is_filled_in_from_the_count_it_names():
    blanks = {(blank[1], blank[2]) for _, text in own_texts() for blank in BLANK.finditer(text)}
    expected = {(kind, name): number_of(kind, name) for kind, name in blanks}
    assert len(expected) > 90
    for entry, filled in [
        *((entry, BOOK.rule_by_id[entry["id"]].because) for entry in RAW["rule"]),
        *((entry, BOOK.claim_by_id[entry["id"]].says) for entry in RAW["claim"]),
        *((entry, BOOK.question_by_id[entry["id"]].why) for entry in RAW["question"]),
        *((entry, BOOK.question_by_id[entry["id"]].more) for entry in RAW["question"]),
    ]:
        written = [entry[key] for key in ("because", "says", "why", "more") if key in entry]
        ours = [BLANK.sub(lambda blank: expected[blank[1], blank[2]], text) for text in written]
        assert filled in ours


def number_of(kind: str, name: str) -> str:
    """The same once more, from the file of sources alone."""
    if name == "sources":
        return str(len(COUNTS["source"]))
    (row,) = (row for row in COUNTS["count"] if row["claim"] == name)
    yes, no = len(row["for"]), len(row["against"])
    there = [
        source
        for source in COUNTS["source"]
        if all(
            set(options) & set(listed(source["answers"].get(question, [])))
            for question, options in row["when"].items()
        )
    ]
    return {
        "for": str(yes),
        "against": str(no),
        "all": str(yes + no),
        "share": share_word(yes, yes + no),
        "position": str(len(there)),
        "side": str(sum(source["chose"] == row["side"] for source in there)),
    }[kind]


def listed(answer: str | list[str]) -> list[str]:
    return [answer] if isinstance(answer, str) else answer


@pytest.mark.parametrize(
    "part, whole, word",
    [
        (0, 3, "none"),
        (2, 5, "fewer than half"),
        (6, 12, "half"),
        (31, 47, "more than half"),
        (2, 3, "most"),
        (89, 100, "most"),
        (9, 10, "almost all"),
        (4, 4, "all"),
    ],
)
def test_a_share_has_one_word(part: int, whole: int, word: str):
    assert share_word(part, whole) == word


@pytest.mark.parametrize("question", BOOK.questions, ids=lambda question: question.id)
def test_options_fit_in_a_row_and_hint_and_reason_in_a_line(question):
    assert max(len(option.text) for option in question.options) <= 24
    assert len(f"{question.help} {question.why}") <= 90
    assert len(question.text) <= 60
    assert all(one.no_effect.endswith(".") for one in question.options if one.no_effect)


def test_what_is_close_to_asking_for_the_answer_is_marked_as_taste():
    tastes = [question.id for question in BOOK.questions if question.taste]
    assert tastes == ["simplicity", "track_record"]


def test_every_fact_says_when_to_look_again():
    counts, indexes = set(SOURCES.counts), {
        "K-openapi-libs", "K-versions", "K-flask-pace", "K-ext-age", "K-quart"
    }  # fmt: skip
    for claim in BOOK.claims:
        expected = date(2028, 11, 30) if claim.id in counts else date(2027, 11, 30)
        if claim.id in indexes:
            expected = date(2027, 5, 31)
        assert claim.best_before == (None if claim.id == "K-article" else expected)


def test_the_clock_changes_what_is_due_and_no_points():
    before = report(BOOK, date(2026, 11, 30), released=True)
    dates = {claim.best_before for claim in BOOK.claims if claim.best_before}
    for last_day in sorted(dates):
        for today in (last_day, last_day + timedelta(days=1)):
            due = {claim.id for claim in BOOK.claims if claim.is_due(today)}
            assert due == {one.id for one in BOOK.claims if str(one.best_before) < str(today)} - {
                "K-article"
            }
            now = report(BOOK, today, released=True)
            assert {fact.claim.id for fact in now.ageing if fact.passed} == due
            assert now.clean
            assert replace(now, ageing=(), findings=()) == replace(before, ageing=(), findings=())


# What it shares with the article


def test_shared_questions_have_the_words_of_the_newest_article():
    assert len(SHARED) == 14
    for question in SHARED:
        theirs = ARTICLE.question_by_id[question.id]
        for key in ("text", "kind", "type", "ask_when", "ordinal"):
            assert getattr(question, key) == getattr(theirs, key), (question.id, key)
        ours = [(option.id, option.text, option.exclusive) for option in question.options]
        assert ours == [(one.id, one.text, one.exclusive) for one in theirs.options]


def credit(result: Result, groups: tuple[str, ...]) -> int:
    """What these groups put between the sides."""
    lines = [line.credited for line in result.ledger if line.group in groups]
    return sum(line.get("flask", 0) - line.get("fastapi", 0) for line in lines)


@pytest.mark.parametrize("book, key", [(BOOK, "own"), (ARTICLE, "other")], ids=["own", "other"])
def test_families_sum_to_the_difference_of_the_scores(book: Rulebook, key: str):
    rng, decided_by_rule = Random(6), 0
    document = tomllib.loads((SHIPPED / f"{book.id}-{book.version}.toml").read_text())
    for _ in range(rounds(200)):
        result = evaluate(book, read_answers(book, random_answers(rng, document))[0])
        lines = [credit(result, getattr(family, key)) for family in BOOK.families]
        assert sum(lines) == result.scores["flask"] - result.scores["fastapi"]
        decided_by_rule += result.basis == "rule"
    assert (decided_by_rule > 0) == bool(book.gates)


def test_the_name_of_a_family_changes_nothing_that_scores():
    renamed = replace(BOOK, families=tuple(replace(one, label="Other") for one in BOOK.families))
    assert scoring_fingerprint(renamed) == scoring_fingerprint(BOOK)


def test_it_reads_what_was_answered_to_the_article():
    rng = Random(15)
    document = tomllib.loads((SHIPPED / f"{ARTICLE.id}-{ARTICLE.version}.toml").read_text())
    for _ in range(rounds(300)):
        raw = random_answers(rng, document)
        given, _ = read_answers(ARTICLE, raw)
        visible = [question.id for question in visible_questions(ARTICLE, given)]
        known = {name: raw[name] for name in visible if name in raw and name in BOOK.question_by_id}
        answers, problems = read_answers(BOOK, known, hidden="refuse")
        assert problems == ()
        asked = {question.id for question in visible_questions(BOOK, answers)}
        assert asked & set(ARTICLE.question_by_id) == set(visible) & set(BOOK.question_by_id)
