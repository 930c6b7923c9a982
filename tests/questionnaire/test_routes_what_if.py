"""A what-if: the saved answers beside others, saved as the next version or as another option."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool", "load": "high"}
ANOTHER = "Save as another option"


def saved(visitor: Visitor) -> str:
    """The id of an assessment with one version."""
    return visitor.save(API).path.rpartition("/")[2]


def tried(visitor: Visitor, assessment: str, answers: dict[str, str]) -> View:
    """The what-if with these answers."""
    query = urlencode({"revises": assessment, **answers})
    return visitor.get(f"/questionnaire/flask-fastapi?{query}")


def beside(view: View) -> dict[str, str]:
    """What was saved, and what it is now."""
    rows = view.all("dl", class_="what-if-pair")[0].findall("div")
    return {text_of(row[0]): text_of(row[1]) for row in rows}


def changes(view: View) -> list[str]:
    lists = view.all("details", id="what-if-changes")
    return [text_of(one) for one in lists[0].iter("li")] if lists else []


def marked(view: View) -> list[str]:
    """The controls that are marked as saved."""
    return [str(one.get("id")) for one in view.all("input") if one.get("data-saved") is not None]


def test_what_was_saved_stands_beside_what_it_would_be(ada: Visitor):
    view = tried(ada, saved(ada), TOOL)
    assert beside(view) == {
        "Saved, version 1": "FastAPI by 10 points (clear)",
        "Now": "Flask by 7 points (slight)",
    }
    assert changes(view) == [
        "What is it mainly? Internal or admin tool instead of A public API",
        "How much does raw performance matter? A lot: load or latency instead of Not answered",
    ]
    assert marked(view) == ["situation--new", "kind--public_api"]


def test_the_saved_answers_differ_in_nothing(ada: Visitor):
    view = tried(ada, saved(ada), API)
    assert changes(view) == []
    assert "All answers are the saved ones." in view.text("section", id="what-if")


def test_with_other_rules_both_sides_say_which(ada: Visitor):
    view = tried(ada, saved(ada), {**API, "_rulebook": "1.0.0"})
    assert list(beside(view)) == ["Saved, version 1, rules 1.0.1", "Now, rules 1.0.0"]
    assert "the saved ones; the rules are other ones." in view.text("section", id="what-if")


def test_without_javascript_the_marks_follow_the_answers(ada: Visitor):
    view = ada.submit(tried(ada, saved(ada), API), "Update", TOOL)
    assert beside(view)["Now"] == "Flask by 7 points (slight)"
    assert len(changes(view)) == 2


def test_the_preview_brings_the_marks_along(ada: Visitor):
    assessment = saved(ada)
    form = {"_revises": assessment, **TOOL}
    fragment = ada.post(
        "/questionnaire/flask-fastapi/preview",
        form,
        **{"hx-request-type": "partial"},
    )
    partial = fragment.all("hx-partial", id="what-if")
    assert "2 answers differ from the saved ones" in text_of(partial[0])
    other = ada.post("/questionnaire/flask-fastapi/preview", TOOL, **{"hx-request-type": "partial"})
    assert not other.all("hx-partial", id="what-if")


def test_it_becomes_the_next_version(ada: Visitor):
    assessment = saved(ada)
    view = ada.submit(tried(ada, assessment, TOOL), "Save as version 2")
    assert (view.path, view.heading) == (f"/assessments/{assessment}", "Verdict: Flask")
    assert ada.get(f"/assessments/{assessment}/revisions/1").heading == "Verdict: FastAPI"


def test_it_becomes_another_option_which_is_compared_with_the_saved_one(ada: Visitor):
    assessment = saved(ada)
    form = tried(ada, assessment, TOOL)
    view = ada.submit(form, ANOTHER)
    assert view.path == "/comparisons"
    assert view.heading == "Why these came out differently"
    assert ada.get(f"/assessments/{assessment}").heading == "Verdict: FastAPI"
    assert ada.get(f"/assessments/{assessment}/revisions/2").status == 404
    again = ada.submit(form, ANOTHER)
    assert again.source == view.source
    titles = ada.get("/assessments").all("input", name="r")
    assert len(titles) == 2


def test_what_is_wrong_with_another_option_is_said_in_the_what_if(ada: Visitor):
    view = ada.submit(tried(ada, saved(ada), TOOL), ANOTHER, {"kind": ["public_api", "unknown"]})
    assert view.status == 422
    assert view.heading.startswith("What if:")
    assert "cannot go together with another option" in view.text()


def test_a_stranger_learns_nothing_of_the_assessment(ada: Visitor, ben: Visitor):
    assessment = saved(ada)
    saved(ben)
    assert tried(ben, assessment, TOOL).status == 404
    form = {"_revises": assessment, "_key": "k", **TOOL}
    preview = ben.post(
        "/questionnaire/flask-fastapi/preview", form, **{"hx-request-type": "partial"}
    )
    assert not preview.all("hx-partial", id="what-if")
    own = ben.post("/questionnaire/flask-fastapi", form)
    assert (own.status, own.heading) == (200, "Verdict: Flask")
    assert assessment not in own.source


def test_another_option_takes_the_adjustments_along(ada: Visitor):
    form = ada.get(ada.get(f"/assessments/{saved(ada)}").href("Disagree or add a reason"))
    own = {"_text-1": "We run Flask", "_side-1": "flask", "_weight-1": "bottom_line"}
    adjusted = ada.submit(form, "Save as version 2", own)
    view = ada.submit(tried(ada, adjusted.path.rpartition("/")[2], TOOL), ANOTHER)
    cards = [text_of(card) for card in view.all("li", class_="compared-card")]
    assert ["With your 1 adjustment" in card for card in cards] == [True, True]
