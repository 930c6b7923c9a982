"""Beside the questions: contents, what the last answer did, what is folded, the verdict so far."""

from __future__ import annotations

from random import Random

from app.analysis.settled import outlook
from app.engine.answers import visible_questions
from app.engine.scoring import evaluate
from app.questionnaire.forms import address_of, form_values
from app.questionnaire.panel import effect_of, preview_of
from tests.factories import shipped
from tests.results.test_balance import random_answers
from tests.rounds import rounds
from tests.web.people import ada, app
from tests.web.visitor import PARTIAL, View, Visitor, filled_in, text_of

LIBRARY = shipped()
RULEBOOK = LIBRARY.default
TEXTS = LIBRARY.texts(RULEBOOK.id)
SAVE = "Save and see the result"
MARKS = {"answered": "●", "unknown": "?", "open": "○", "moot": "–"}


def address(answers) -> str:
    return f"/questionnaire/{RULEBOOK.id}?{address_of(form_values(answers))}"


def contents(view: View) -> dict[str, str]:
    """Question → what its line in the contents says."""
    (nav,) = view.all("nav", id="contents")
    return {one.get("href", "")[3:]: text_of(one) for one in nav.iter("a")}


def some_answers(seed: int):
    return random_answers(Random(seed), RULEBOOK)


def test_the_contents_list_each_visible_question_with_its_mark(ada: Visitor):
    for seed in range(rounds(6)):
        answers = some_answers(seed)
        lines = contents(ada.get(address(answers)))
        visible = visible_questions(RULEBOOK, answers)
        assert list(lines) == [
            question.id
            for section in RULEBOOK.sections
            for question in visible
            if question.section == section.id
        ]
        for question in visible:
            if question.id in answers:
                state = "answered" if answers[question.id] else "unknown"
            else:
                settled = outlook(RULEBOOK, answers).settled
                state = (
                    "moot" if settled and evaluate(RULEBOOK, answers).coverage.answered else "open"
                )
            assert lines[question.id].startswith(f"{MARKS[state]} {TEXTS.short[question.id]}, ")


def test_the_contents_come_along_with_every_preview(ada: Visitor):
    form = ada.start()
    sent = {**filled_in(form.form(SAVE)), "situation": "new", "load": "unknown"}
    part = ada.post(form.path.replace("/edit", "/draft"), sent, **PARTIAL)
    lines = {one.get("href"): text_of(one) for one in part.all("a")}
    assert lines["#q-situation"] == "● Where you stand, answered"
    assert lines["#q-load"] == "? Performance, not known"
    assert lines["#q-kind"] == "○ What it is, open"


def test_the_last_answer_is_shown_with_what_it_adds_to_each_side():
    told = set()
    for seed in range(rounds(60)):
        answers = some_answers(seed)
        result = evaluate(RULEBOOK, answers)
        for last in answers:
            effect = effect_of(RULEBOOK, TEXTS, answers, result, last)
            if last not in [question.id for question in visible_questions(RULEBOOK, answers)]:
                assert effect is None
                continue
            without = evaluate(RULEBOOK, {q: a for q, a in answers.items() if q != last})
            gained = {
                rank: result.scores[side] - without.scores[side]
                for rank, side in enumerate(RULEBOOK.alternative_by_id)
            }
            assert effect
            assert dict(effect.points) == {
                rank: points for rank, points in gained.items() if points
            }
            assert effect.by_rule == (result.basis != without.basis)
            told.add((bool(effect.points), effect.by_rule))
    assert told >= {(True, False), (False, False), (False, True)}


def test_the_panel_names_the_answer_and_its_points(ada: Visitor):
    form = ada.start()
    sent = {**filled_in(form.form(SAVE)), "type_hints": "comfortable", "_last": "type_hints"}
    part = ada.post(form.path.replace("/edit", "/draft"), sent, **PARTIAL)
    said = part.text("p", class_="effect")
    assert said == "Type hints: Yes, +5 for FastAPI"
    silent = ada.post(
        form.path.replace("/edit", "/draft"), {**sent, "_last": "stranger"}, **PARTIAL
    )
    assert silent.text("p", class_="effect") == ""
    moved = {**sent, "load": "moderate", "_last": "load"}
    none = ada.post(form.path.replace("/edit", "/draft"), moved, **PARTIAL)
    assert none.text("p", class_="effect").endswith(", no points")


def test_once_settled_the_open_questions_fold_and_none_is_lost(ada: Visitor):
    folded_somewhere = False
    for example in RULEBOOK.examples:
        view = ada.get(f"/questionnaire/{RULEBOOK.id}?{address_of(values_of(example.answers))}")
        every = [one.get("id") for one in view.all("fieldset")]
        assert sorted(every) == sorted(f"q-{question.id}" for question in RULEBOOK.questions)
        (fold,) = view.all("details", id="fold")
        inside = {one.get("id", "")[2:] for one in fold.iter("fieldset")}
        moot = {q for q, line in contents(view).items() if line.startswith("–")}
        assert inside == moot
        assert (fold.get("hidden") is None) == bool(moot)
        if moot:
            folded_somewhere = True
            said = text_of(next(fold.iter("summary")))
            assert said.startswith(f"{len(moot)} question")
            assert said.endswith("that can no longer change it")
    assert folded_somewhere


def values_of(answers):
    return {
        question: (value,) if isinstance(value, str) else tuple(value)
        for question, value in answers.items()
    }


def test_a_question_with_a_problem_is_never_folded(ada: Visitor):
    view = ada.get(f"/questionnaire/{RULEBOOK.id}?situation=existing_flask&limits=none")
    (fold,) = view.all("details", id="fold")
    assert "q-load" in {one.get("id") for one in fold.iter("fieldset")}
    refused = ada.submit(view, SAVE, {"load": "warp"})
    (fold,) = refused.all("details", id="fold")
    assert "q-load" not in {one.get("id") for one in fold.iter("fieldset")}
    assert "warp" in refused.text("p", id="q-load-problem")


def test_there_is_no_verdict_before_an_answer_gives_a_point():
    for seed in range(rounds(60)):
        answers = some_answers(seed)
        preview = preview_of(RULEBOOK, TEXTS, answers, saved=False)
        counted = any(line.credited for line in preview.result.ledger)
        silent = not counted and not preview.result.gates
        assert (preview.headline == ("No verdict yet", "")) == silent


def test_the_sentence_of_the_reach_says_what_the_analysis_found(ada: Visitor):
    for seed in range(rounds(6)):
        answers = {"situation": frozenset({"new"}), "load": some_answers(seed).get("load")}
        view = ada.get(address(answers))
        found = outlook(RULEBOOK, answers)
        (low, high) = (
            found.interval.seen_from("fastapi").low,
            found.interval.seen_from("fastapi").high,
        )
        assert not found.settled
        assert view.text("p", class_="outlook") == (
            f"The 12 open questions can still bring it anywhere from Flask by {-low} "
            f"to FastAPI by {high}."
        )


def test_a_verdict_that_takes_something_for_granted_says_so_in_the_bar_too(ada: Visitor):
    view = ada.get("/questionnaire/flask-fastapi?situation=existing_flask")
    bar = view.text("div", id="bar")
    assert "Keep" in bar
    assert "As long as no limit of the Flask app is known, it is kept." in bar


def test_a_questionnaire_of_nobody_says_where_its_answers_are(ada: Visitor):
    note = ada.get("/questionnaire/flask-fastapi").text("p", class_="stored-note")
    assert note.startswith("Nothing is stored until you save.")
    assert ada.start().all("p", class_="stored-note") == []
