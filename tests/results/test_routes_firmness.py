"""How firm a verdict is: what the page says is recomputed, and what it promises is tried."""

from __future__ import annotations

import random

import pytest

from app.analysis.weightings import weightings
from app.engine.adjusting import adjusted_rulebook
from app.engine.adjustments import Adjustments
from app.engine.answers import read_answers, visible_questions
from app.engine.scoring import evaluate
from app.results import firmness, outlook
from tests.factories import shipped
from tests.rounds import rounds
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

RULEBOOK = shipped().default
SHORT = shipped().texts(RULEBOOK.id).short
SAVE = "Save and see the result"
SITUATIONS = {
    "a new API with newcomers": {"situation": "new", "kind": "public_api", "web_experience": "new"},
    "a tool of a typed team": {
        "situation": "new",
        "kind": "internal_tool",
        "type_hints": "comfortable",
    },
    "complex input": {"validation": "complex", "docs": "others"},
    "a Flask app at one limit": {
        "situation": "existing_flask",
        "limits": "docs",
        "kind": "website",
    },
    "a running FastAPI app": {"situation": "existing_fastapi", "extensions": "exact"},
}


def flips(view: View) -> list[tuple[str, str]]:
    """The verdict each flip promises, and where it can be tried."""
    (part,) = view.all("section", class_="firmness")
    rows = [item for item in part.iter("li") if item.get("data-address")]
    return [(str(row.get("data-verdict")), str(row.get("data-address"))) for row in rows]


@pytest.mark.parametrize("answers", SITUATIONS.values(), ids=SITUATIONS.keys())
def test_every_flip_leads_to_the_verdict_it_promises(ada: Visitor, answers):
    saved = ada.save(answers)
    promised = flips(saved)
    assert promised
    for verdict, address in promised:
        label = next(one.label for one in RULEBOOK.verdicts if one.id == verdict)
        form = ada.get(address)
        assert form.heading.startswith("What if: ")
        assert label in form.text("p", id="leaning")
    assert ada.submit(form, "Save as version").heading == f"Verdict: {label}"
    assert ada.get(f"{saved.path}/revisions/1").heading == saved.heading


def test_a_flip_shows_the_answer_there_is_and_the_one_that_would_flip_it(ada: Visitor):
    given = {"situation": "new", "kind": "public_api", "type_hints": "comfortable"}
    rows = [box for box in ada.save(given).all("div") if box.get("class") == "change-row"]
    assert rows
    for row in rows:
        asked, answer = (text_of(cell) for cell in row)
        question = next(one for one in RULEBOOK.questions if f"{SHORT[one.id]}:" == asked)
        before, after = answer.split(" →changed to ")
        words = {option.id: option.text for option in question.options}
        assert before == words.get(given.get(question.id, ""), "Not answered")
        assert after in words.values()
        assert after != before


def test_a_change_of_several_answers_is_the_smallest_only_while_facts_stay(ada: Visitor):
    """Another situation alone can lead elsewhere: the page must not say that it takes more."""
    answers = {
        "situation": "existing_fastapi", "kind": "simple_crud", "type_hints": "learning",
        "async_skill": "familiar", "extensions": "exact", "structure": "own",
        "debugging": "explicit",
    }  # fmt: skip
    saved = ada.save(answers)
    elsewhere = evaluate(RULEBOOK, read_answers(RULEBOOK, {**answers, "situation": "new"})[0])
    assert saved.heading != f"Verdict: {elsewhere.label}"
    said = saved.text("section", class_="firmness")
    assert "The smallest change of what you judged is one thing and 2 more answers" in said
    assert "Another fact alone would do it, too: Where do you stand?" in said


def test_what_nobody_knows_can_be_worth_finding_out_though_no_question_is_open(ada: Visitor):
    answers = {question.id: "unknown" for question in RULEBOOK.questions if not question.ask_when}
    view = ada.save({**answers, "situation": "new", "kind": "website"})
    section = view.text("section", class_="firmness")
    assert "No question is left that could change this." in section
    assert "You answered these with “I do not know”" in section
    assert "These are open" not in section


def test_without_any_answer_there_is_nothing_to_stop_at_or_rest_on(ada: Visitor):
    answers = {question.id: "unknown" for question in RULEBOOK.questions if not question.ask_when}
    form = ada.submit(ada.start(), "Update the preview", answers)
    assert "Stop here and save" not in form.text("div", id="preview")
    assert "settled" not in form.text("div", id="preview").lower()
    assert "open questions" not in form.text("div", id="preview")
    saved = ada.save(answers)
    assert not saved.all("span", class_="rests")
    assert "Find out what you left open" not in saved.text()


def test_what_is_settled_stays_whatever_is_answered(ada: Visitor):
    answers = {
        "situation": "new", "kind": "public_api", "load": "high", "validation": "complex",
        "docs": "others", "type_hints": "comfortable",
    }  # fmt: skip
    saved = ada.save(answers)
    assert "The other 8 questions cannot change this." in saved.text("section", class_="firmness")
    assert "Find out what you left open" not in saved.text()
    rng = random.Random(5)
    left = [question for question in RULEBOOK.questions if question.id not in answers]
    for _ in range(50):
        raw = answers | {question.id: [rng.choice(question.option_ids)] for question in left}
        assert evaluate(RULEBOOK, read_answers(RULEBOOK, raw)[0]).label in saved.heading


def test_the_answers_it_rests_on_settle_it_alone(ada: Visitor):
    answers = {
        "situation": "existing_flask",
        "limits": "none",
        "kind": "public_api",
        "load": "high",
    }
    saved = ada.save(answers)
    boxes = saved.all("div", class_="answer")
    marked = [box for box in boxes if any(one.get("class") == "rests" for one in box.iter("span"))]
    named = {text_of(term) for box in marked for term in box.iter("dt")}
    kept = {
        question: answers[question]
        for question in answers
        if RULEBOOK.question_by_id[question].text in named
    }
    assert 0 < len(kept) < len(answers)
    again = ada.save(kept)
    assert "questions cannot change this." in again.text("section", class_="firmness")
    assert again.heading == saved.heading


def test_weightings_add_up_and_name_the_share_that_agrees(ada: Visitor):
    saved = ada.save({"kind": "public_api"})
    counts = [int(span.get("data-count")) for span in saved.all("span") if span.get("data-count")]
    assert sum(counts) == 2286
    assert "1,584 give the same verdict: 69 of 100" in saved.text("section", class_="firmness")


def test_the_tornado_is_the_range_of_the_lead(ada: Visitor):
    answers = {"situation": "new", "kind": "public_api"}
    rows = [cell for cell in ada.save(answers).all("td") if cell.get("data-low")]
    ranges = {(int(row.get("data-low")), int(row.get("data-high"))) for row in rows}
    leads = []
    for option in [*RULEBOOK.question_by_id["kind"].option_ids, None]:
        scores = evaluate(RULEBOOK, read_answers(RULEBOOK, answers | {"kind": option})[0]).scores
        leads.append(scores["fastapi"] - scores["flask"])
    assert (min(leads), max(leads)) in ranges


@pytest.mark.parametrize("seed", range(rounds(4)))
def test_a_question_that_changes_only_the_words_of_the_verdict_says_so(ada: Visitor, seed: int):
    rng = random.Random(seed)
    answers = {
        "situation": "existing_flask", "limits": rng.choice(["docs", "throughput", "none"]),
        "kind": "public_api", "load": rng.choice(["high", "low"]),
    }  # fmt: skip
    now = evaluate(RULEBOOK, read_answers(RULEBOOK, answers)[0])
    texts = {SHORT[one.id]: one for one in RULEBOOK.questions}
    said = 0
    for row in ada.save(answers).all("table", class_="tornado")[0].iter("th"):
        name, _, tag = text_of(row).partition(" can change the ")
        if name not in texts:
            continue
        leaders, verdicts = set(), set()
        for option in texts[name].option_ids:
            given = read_answers(RULEBOOK, answers | {texts[name].id: option})[0]
            result = evaluate(RULEBOOK, given)
            leaders.add(result.leader)
            verdicts.add(result.verdict)
        if texts[name].kind == "one":
            other_side = leaders != {now.leader}
            other_words = verdicts != {now.verdict}
            assert tag == (
                "verdict" if other_side else "words of the verdict" if other_words else ""
            )
            said += bool(tag)
    assert said


def test_where_nothing_was_weighed_nothing_is_called_sure(ada: Visitor):
    saved = ada.save({"load": "moderate"})
    assert "nothing was weighed yet" in saved.text("dl", class_="facts")
    assert "weighting" not in saved.text()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"situation": "existing_flask", "limits": "none"}, True),
        (
            {
                "situation": "new",
                "kind": "public_api",
                "load": "high",
                "validation": "complex",
                "docs": "others",
                "type_hints": "comfortable",
            },
            False,
        ),
    ],
)
def test_an_answer_for_no_side_that_decides_says_how_it_can(ada: Visitor, answers, says: bool):
    saved = ada.save(answers)
    marked = [box for box in saved.all("div", class_="answer") if "◆" in text_of(box)]
    silent = {
        (one.text, option.text)
        for one in RULEBOOK.questions
        for option in one.options
        if option.no_effect
    }
    given = {
        (text_of(next(box.iter("dt"))), text_of(next(box.iter("a"))).partition(": change this")[0])
        for box in marked
    }
    assert given
    assert (not given.isdisjoint(silent)) == says
    assert ("An answer that counts for no side decides, too" in saved.text()) == says


def test_the_preview_says_what_is_next_and_when_to_stop(ada: Visitor):
    form = ada.start()
    assert form.text("p", class_="next-question") == "Tells most: Where do you stand?"
    kept = {"situation": "existing_flask", "limits": "none"}
    done = ada.submit(form, "Update the preview", kept)
    assert "The other 14 questions cannot change this." in done.text()
    assert ada.submit(done, "Stop here and save").heading == "Verdict: Keep the Flask app"


def test_with_too_many_questions_the_preview_leaves_the_next_one_out_and_says_so(
    ada: Visitor, monkeypatch
):
    monkeypatch.setattr(outlook, "MOST_QUESTIONS", len(RULEBOOK.questions) - 1)
    said = ada.start().text("p", class_="next-question")
    assert "Tells most" not in said
    assert "not worked out here: these rules have too many of them" in said
    monkeypatch.setattr(outlook, "MOST_QUESTIONS", len(RULEBOOK.questions))
    assert "Tells most" in ada.start().text("p", class_="next-question")


GRANTED = "As long as no limit of the Flask app is known, it is kept."


def test_a_rule_that_nobody_has_confirmed_says_so_and_is_no_place_to_stop(
    ada: Visitor, ben: Visitor
):
    answers = {"situation": "existing_flask", "limits": "unknown"}
    form = ada.submit(ada.start(), "Update the preview", answers)
    preview = form.text("div", id="preview")
    assert GRANTED in preview
    assert "settled" not in preview.lower()
    assert "Stop here" not in preview
    saved = ada.submit(form, SAVE)
    share = ada.submit(ada.get(saved.href("Share")), "Create the link")
    report = ben.get(share.all("input", id="link")[0].get("value", ""))
    for view in (saved, report):
        assert view.heading == "Verdict: Keep the Flask app"
        assert GRANTED in view.text("p", class_="verdict-sentence")
        firm = view.text("section", class_="firmness")
        assert "Not settled: what is open or taken for granted can change this verdict" in firm


def test_a_rule_that_was_confirmed_takes_nothing_for_granted(ada: Visitor):
    answers = {"situation": "existing_flask", "limits": "none"}
    form = ada.submit(ada.start(), "Update the preview", answers)
    assert GRANTED not in form.text() + ada.submit(form, SAVE).text()


def test_with_no_question_open_it_is_not_the_open_questions_that_can_change_it(ada: Visitor):
    running = {"situation": frozenset({"existing_flask"})}
    unknown = {question.id: "unknown" for question in visible_questions(RULEBOOK, running)}
    view = ada.save({**unknown, "situation": "existing_flask"})
    assert "Not settled: what is taken for granted can change this verdict" in view.text()
    assert "open question" not in view.text("section", class_="firmness")


UNAFFECTED = "could not be worked out: something failed on the server."


def fail(*_: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "analysis",
    ["outlook", "smallest_flips", "pivotal", "tornado", "sufficient_answers", "weightings"],
)
def test_a_result_says_that_its_analysis_failed_and_that_it_stands(
    ada: Visitor, ben: Visitor, monkeypatch, caplog, analysis
):
    monkeypatch.setattr(firmness, analysis, fail)
    firmness._analysis.cache_clear()
    saved = ada.save({"kind": "public_api"})
    share = ada.submit(ada.get(saved.href("Share")), "Create the link")
    report = ben.get(share.all("input", id="link")[0].get("value", ""))
    for view in (saved, report):
        assert view.heading == "Verdict: FastAPI"
        assert not view.all("section", class_="firmness")
        assert UNAFFECTED in view.text()
        assert "The verdict and its points are not affected." in view.text()
    assert "analysis failed" in caplog.text


def test_without_some_rules_it_is_not_told_what_holds_with_all_of_them():
    answers, _ = read_answers(RULEBOOK, SITUATIONS["a new API with newcomers"])
    rest = adjusted_rulebook(RULEBOOK, Adjustments(rules_off=("any-api", "new-api")))
    for rulebook in (RULEBOOK, rest):
        result = evaluate(rulebook, answers)
        view = firmness.firmness_view(rulebook, answers, result, None)
        swept = weightings(rulebook, result)
        assert view is not None
        assert swept is not None
        assert view.analysis.weightings == swept


@pytest.mark.parametrize("analysis", ["outlook", "next_question"])
def test_the_preview_says_that_its_analysis_failed_and_that_it_stands(
    ada: Visitor, monkeypatch, caplog, analysis
):
    monkeypatch.setattr(outlook, analysis, fail)
    outlook._seen.cache_clear()
    view = ada.submit(ada.start(), "Update the preview", {"kind": "public_api"})
    assert "FastAPI" in view.text("p", id="leaning")
    assert UNAFFECTED in view.text("p", class_="outlook")
    assert "Verdict and points are not affected." in view.text("p", class_="outlook")
    assert "analysis failed" in caplog.text


def test_nothing_is_said_to_have_failed_when_nothing_did(ada: Visitor):
    assert UNAFFECTED not in ada.start().text() + ada.save({"kind": "public_api"}).text()
