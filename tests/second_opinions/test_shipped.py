"""The second opinion that is shipped, beside the advice: it changes nothing of that."""

from __future__ import annotations

import json
import re
from functools import cache
from random import Random

import pytest

from app.engine.answers import Answers, as_json, read_answers, visible_answers
from app.engine.second_opinion import answers_to_second, compare, give_opinion, own_questions
from app.results.judging import judge
from app.rulebooks.library import Library
from tests.factories import shipped
from tests.rounds import rounds
from tests.second_opinions.test_routes import rest, visitor_of
from tests.web.visitor import View

ADVICE = shipped().default
FIELD = shipped().second_opinion_on(ADVICE.id)
EXTRA = {
    "output": "pages",
    "client": "generated",
    "connections": "streams",
    "hosting": "wsgi_only",
    "libraries": "sync_only",
    "batteries": "login",
    "neighbours": "flask",
    "known": "fastapi",
    "simplicity": "tooling",
}


@cache
def answer_sets() -> tuple[Answers, ...]:
    """All examples, and answers at random."""
    rng = Random(15)
    examples = (read_answers(ADVICE, example.answers)[0] for example in ADVICE.examples)
    return (*examples, *(some_answers(rng) for _ in range(rounds(1000))))


def some_answers(rng: Random) -> Answers:
    return visible_answers(
        ADVICE,
        {
            question.id: frozenset({rng.choice(question.option_ids)})
            for question in ADVICE.questions
            if rng.random() < 0.7
        },
    )


def test_the_result_is_the_same_to_the_byte_whatever_it_says():
    for answers in answer_sets():
        alone, beside = (
            judge(ADVICE, answers, second=second, extra_answers=EXTRA) for second in (None, FIELD)
        )
        assert beside.opinion is not None
        assert json.dumps(beside.result.record()) == json.dumps(alone.result.record())
        assert json.dumps(beside.answers) == json.dumps(alone.answers)


def test_it_understands_every_answer_to_a_question_that_it_shares():
    for answers in answer_sets():
        given = answers_to_second(FIELD, ADVICE, answers, {})
        shared = {name: answers[name] for name in answers if name in FIELD.question_by_id}
        assert given == shared


def test_its_lines_add_up_in_both_columns():
    for answers in answer_sets()[:300]:
        judged = judge(ADVICE, answers, second=FIELD, extra_answers=EXTRA)
        lines = compare(ADVICE, judged.result, FIELD, judged.opinion).lines
        scores = judged.result.scores
        credited = judged.opinion.credits.values()
        points = {side: sum(one.get(side, 0) for one in credited) for side in scores}
        for counted, said in (
            (scores, sum(line.other_points for line in lines)),
            (points, sum(line.own_points for line in lines)),
        ):
            assert said == counted["flask"] - counted["fastapi"]


def test_extra_answers_of_every_question_are_tried_here():
    own = {question.id for question in own_questions(FIELD, ADVICE)}
    assert own == {*EXTRA, "move_size"}
    given = answers_to_second(FIELD, ADVICE, {}, EXTRA)
    assert as_json(FIELD, given) == EXTRA
    assert set(give_opinion(FIELD, ADVICE, {}, EXTRA).extra_answers) == set(EXTRA)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, migrated_file) -> list[View]:
    """A result without a second opinion, with one, and with extra answers to it."""
    alone = Library([ADVICE], texts={ADVICE.id: shipped().texts(ADVICE.id)})
    shown = []
    for library in (alone, shipped()):
        path = tmp_path_factory.mktemp("shipped") / "advisor.db"
        path.write_bytes(migrated_file.read_bytes())
        one = visitor_of(str(path), library)
        with one.client:
            shown.append(one.save({"situation": "new", "kind": "internal_api"}))
            shown.append(one.get(shown[-1].href("Copy for a document")))
            if library is alone:
                continue
            form = one.get(shown[-2].href("for the second opinion"))
            shown.append(one.submit(form, "Save as version 2", EXTRA))
            shown.append(one.get(shown[-1].href("Copy for a document")))
    return shown


def test_the_page_says_the_same_of_the_result_to_the_byte(pages: list[View]):
    alone, _, beside, *_ = pages
    assert "Second opinion" not in alone.source
    assert rest(beside) == rest(alone)


def test_extra_answers_show_in_the_second_opinion_and_nowhere_else(pages: list[View]):
    *_, saved, document = pages
    opinion = saved.text("details", id="second-opinion")
    for name, option in EXTRA.items():
        question = FIELD.question_by_id[name]
        assert f"{question.text} {question.option(option).text}" in opinion
        for source in (rest(saved), _text(document)):
            assert name not in source.replace("known", "") or name == "known"
            assert question.text not in source
    before = _text(pages[3]).replace("Version 1", "Version 2").replace("revisions/1", "revisions/2")
    assert _text(document) == before


def _text(document: View) -> str:
    """What there is to copy, without the blocks of the second opinion."""
    return re.sub("## Second opinion.*?(?=## )", "", rest(document), flags=re.DOTALL)
